namespace VoiceSmith.Models.Checkpoints;

/// <summary>Atomic writing of files.</summary>
public static class AtomicFile
{
    private const string Partial = ".partial";
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>
    /// Writes a temporary file, flushes it to disk and renames it: a killed process leaves the old file or the new one.
    /// Temporary files of the same name that killed processes left an hour ago or more are removed.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}{Partial}";
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
        RemoveAbandoned(Path.GetFullPath(path));
    }

    /// <summary>Removes all temporary files in a folder. Nobody may be writing there.</summary>
    /// <param name="folder">The folder; the folders in it are left alone.</param>
    public static void RemovePartial(string folder)
    {
        foreach (var partial in Directory.EnumerateFiles(folder, "*" + Partial).ToArray())
            File.Delete(partial);
    }

    private static void RemoveAbandoned(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        foreach (var other in Directory.EnumerateFiles(folder, "*" + Partial).ToArray())
            if (
                Path.GetFileName(other) is var partial
                && partial.Length > name.Length + 1 + Partial.Length
                && partial.StartsWith(name + ".", StringComparison.Ordinal)
                && int.TryParse(partial.AsSpan()[(name.Length + 1)..^Partial.Length], out _)
                && new FileInfo(other).LastWriteTimeUtc < new FileInfo(path).LastWriteTimeUtc - Abandoned
            )
                File.Delete(other);
    }
}
