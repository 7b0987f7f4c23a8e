namespace VoiceSmith.Models.Checkpoints;

/// <summary>Atomic writing of files.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a temporary file, flushes it to disk and renames it: a killed process leaves the old file or the new one.
    /// </summary>
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
