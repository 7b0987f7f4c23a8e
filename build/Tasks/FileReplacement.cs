using System.IO;

namespace VoiceSmith.Build;

/// <summary>Gives a file new content under a new inode: its other hard links keep the old content.</summary>
internal static class FileReplacement
{
    /// <summary>
    /// Writes the content; the time of writing is kept, so that incremental copies leave the new file alone.
    /// </summary>
    public static void Write(string path, byte[] content)
    {
        var written = File.GetLastWriteTimeUtc(path);
        var temporary = path + ".replaced";
        File.WriteAllBytes(temporary, content);
        File.SetLastWriteTimeUtc(temporary, written);
        File.Delete(path);
        File.Move(temporary, path);
    }
}
