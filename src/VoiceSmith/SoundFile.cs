namespace VoiceSmith;

/// <summary>A sound could not be written to a file.</summary>
/// <param name="path">The file.</param>
/// <param name="why">The reason, one sentence.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class SoundNotWrittenException(string path, string why, Exception? cause = null)
    : VoiceSmithException(
        "VS5008",
        what: $"The sound could not be written to '{path}'.",
        why: why,
        fix: "Name a file in a folder that exists and that you may write to, and see that the disk has room.",
        cause
    )
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}

/// <summary>A file that appears under its name when it is kept, and leaves nothing behind otherwise.</summary>
internal sealed class SoundFile : FileStream
{
    private const string Suffix = ".part";
    private readonly string _path;
    private bool _kept;

    private SoundFile(string path)
        : base(path + Suffix, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0) => _path = path;

    /// <exception cref="SoundNotWrittenException">
    /// There is a folder of that name, or the file cannot be made.
    /// </exception>
    public static SoundFile Create(string path)
    {
        if (Directory.Exists(path))
            throw new SoundNotWrittenException(path, "It is a folder.");
        try
        {
            return new(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SoundNotWrittenException(path, error.Message, error);
        }
    }

    /// <summary>Closes the file and gives it its name.</summary>
    /// <exception cref="SoundNotWrittenException">A file of that name cannot be replaced.</exception>
    public void Keep()
    {
        _kept = true;
        Dispose();
        try
        {
            File.Move(_path + Suffix, _path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(_path + Suffix);
            throw new SoundNotWrittenException(_path, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            base.Write(buffer);
        }
        catch (IOException error)
        {
            throw new SoundNotWrittenException(_path, error.Message, error);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !_kept)
            File.Delete(_path + Suffix);
    }
}
