using System.Text.Json;

namespace VoiceSmith.Access;

/// <summary>A JSON file that commands and servers share.</summary>
/// <remarks>
/// Changes are made under a lock file and replace the file in one step, so that a killed process leaves it whole.
/// </remarks>
/// <param name="path">The file; it need not exist.</param>
/// <param name="parse">The content of the JSON; of null where there is no file.</param>
/// <param name="store">The JSON of a content.</param>
internal sealed class SharedFile<TJson, T>(string path, Func<TJson?, T> parse, Func<T, TJson> store)
    where TJson : class
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Time at which it was last changed; a time of long ago if there is no file.</summary>
    public DateTime Written => File.GetLastWriteTimeUtc(Path);

    /// <summary>Reads it.</summary>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public T Read()
    {
        try
        {
            return parse(
                File.Exists(Path)
                    ? JsonSerializer.Deserialize<TJson>(File.ReadAllBytes(Path), Format)
                        ?? throw new JsonException("It is empty.")
                    : null
            );
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or NullReferenceException
            )
        {
            throw new KeyFileException(Path, error);
        }
    }

    /// <summary>Reads it, changes the content, and writes it, with no other process in between.</summary>
    /// <returns>The content after the change.</returns>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public T Change(Action<T> change)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            using var others = LockFile();
            var content = Read();
            change(content);
            Write(content);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(Path, error);
        }
    }

    /// <summary>Waits for other processes to finish their change.</summary>
    private FileStream LockFile()
    {
        FileStream? file = null;
        SpinWait.SpinUntil(() => (file = TryLock()) is not null, Patience);
        return file ?? throw new IOException($"Another process holds '{Path}.lock'.");
    }

    private FileStream? TryLock()
    {
        try
        {
            return new(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // held: tried again until the patience ends
        }
    }

    private void Write(T content)
    {
        var next = Path + ".next";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, store(content), Format);
            file.Flush(flushToDisk: true);
        }
        File.Move(next, Path, overwrite: true);
    }
}
