namespace VoiceSmith.Audio.Encoders;

/// <summary>A format is asked for that only ffmpeg encodes, and ffmpeg is not installed.</summary>
/// <param name="format">The format.</param>
public sealed class EncoderMissingException(SoundFormat format)
    : VoiceSmithException(
        "VS5006",
        what: $"The format {Name(format)} cannot be encoded here.",
        why: "It needs ffmpeg, which is not on the server's PATH.",
        fix: "Install ffmpeg (Debian and Ubuntu: apt install ffmpeg; Windows: winget install ffmpeg), or ask for wav, opus or pcm."
    )
{
    /// <summary>The format.</summary>
    public SoundFormat Format { get; } = format;

    private static string Name(SoundFormat format) => format.ToString().ToLowerInvariant();
}

/// <summary>Ffmpeg could not encode a sound.</summary>
/// <param name="format">The format.</param>
/// <param name="why">ffmpeg's message.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class EncodeFailedException(SoundFormat format, string why, Exception? cause)
    : VoiceSmithException(
        "VS5007",
        what: $"The sound could not be encoded as {format.ToString().ToLowerInvariant()}.",
        why: $"Ffmpeg says: {why}",
        fix: "Install an ffmpeg that has this encoder, or ask for wav, opus or pcm.",
        cause
    );
