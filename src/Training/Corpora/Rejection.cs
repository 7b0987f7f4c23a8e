namespace VoiceSmith.Training.Corpora;

/// <summary>Reasons for leaving a recording out. Names are file format.</summary>
public enum RejectionReason
{
    /// <summary>There is no transcript.</summary>
    NoTranscript,

    /// <summary>The listed sound file does not exist.</summary>
    NoSound,

    /// <summary>The corpus excludes it, or reserves it for tests.</summary>
    Excluded,

    /// <summary>Its language is not the one asked for.</summary>
    WrongLanguage,

    /// <summary>The sound file cannot be read.</summary>
    Unreadable,

    /// <summary>Shorter than the limit, after trimming.</summary>
    TooShort,

    /// <summary>Longer than the limit, after trimming.</summary>
    TooLong,

    /// <summary>Silent, or without a voiced frame.</summary>
    Silent,

    /// <summary>Too many samples are clipped at full scale.</summary>
    Clipped,

    /// <summary>More phonemes than mel frames: sound and text cannot belong together.</summary>
    TextTooLong,

    /// <summary>A piece of a long recording whose borders or text are uncertain, until a person accepts it.</summary>
    Doubtful,
}

/// <summary>A recording that was left out.</summary>
/// <param name="Id">Its id in the corpus.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">The reason in words and figures.</param>
/// <param name="Key">Hash of the sound file and the settings of the check; empty where the sound was not read.</param>
public sealed record Rejection(string Id, RejectionReason Reason, string Detail, string Key = "");
