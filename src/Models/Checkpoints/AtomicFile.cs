namespace VoiceSmith.Models.Checkpoints;

/// <summary>Files that appear whole or not at all, whenever the process dies.</summary>
public static class AtomicFile
{
    /// <summary>Writes under another name, forces it to disk, and renames.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
