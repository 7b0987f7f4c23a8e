namespace VoiceSmith.Training.Events;

/// <summary>Kind of a file written by a validation.</summary>
public enum ValidationFileKind
{
    /// <summary>Sound, WAV.</summary>
    Sound,

    /// <summary>Mel picture, PNG.</summary>
    Mel,

    /// <summary>Alignment picture, PNG.</summary>
    Alignment,
}

/// <summary>A file written by a validation.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Name of the subject, the same at every step.</param>
/// <param name="Path">The file.</param>
public sealed record ValidationFile(ValidationFileKind Kind, string Name, string Path);
