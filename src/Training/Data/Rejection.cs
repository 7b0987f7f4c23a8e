namespace VoiceSmith.Training.Data;

/// <summary>Why a recording is of no use for training. Names are file format.</summary>
public enum RejectionReason
{
    /// <summary>Nothing says what is said.</summary>
    NoTranscript,

    /// <summary>The list names a sound that is not there.</summary>
    NoSound,

    /// <summary>The corpus itself excludes it, or keeps it for tests.</summary>
    Excluded,

    /// <summary>It is in another language than the one asked for.</summary>
    WrongLanguage,

    /// <summary>The sound file cannot be read.</summary>
    Unreadable,

    /// <summary>It is shorter than the limit, after trimming.</summary>
    TooShort,

    /// <summary>It is longer than the limit, after trimming.</summary>
    TooLong,

    /// <summary>It is silent, or nothing voiced is in it.</summary>
    Silent,

    /// <summary>Too much of it is cut off at full scale.</summary>
    Clipped,

    /// <summary>It has more phonemes than mel frames: sound and text cannot belong together.</summary>
    TextTooLong,
}

/// <summary>A recording that was left out.</summary>
/// <param name="Id">Its name in the corpus.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The same in words and figures.</param>
/// <param name="Key">Of the sound and the settings that it was judged by; empty where it was not heard.</param>
public sealed record Rejection(string Id, RejectionReason Reason, string Detail, string Key = "");
