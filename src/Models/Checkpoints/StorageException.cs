namespace VoiceSmith.Models.Checkpoints;

/// <summary>The server's disk is full or read-only.</summary>
/// <param name="cause">The underlying error.</param>
public sealed class StorageException(Exception cause)
    : VoiceSmithException(
        "VS4045",
        what: "The server cannot store it.",
        why: cause is UnauthorizedAccessException
            ? "Its folder may not be written to."
            : "Its disk is full, or fails.",
        fix: "Free space on the server, or make its folder writable, and try again; nothing that was stored is lost.",
        cause
    )
{
    private const int Unspecified = unchecked((int)0x80131620); // of errors that no system call reported

    /// <summary>True for an error of writing a file, rather than of reading from a connection.</summary>
    public static bool IsCause(Exception error) =>
        error is UnauthorizedAccessException
        || (error.GetType() == typeof(IOException) && error.HResult != Unspecified);

    /// <summary>Runs something that writes files.</summary>
    /// <exception cref="StorageException">VS4045.</exception>
    public static T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (IsCause(error))
        {
            throw new StorageException(error);
        }
    }
}
