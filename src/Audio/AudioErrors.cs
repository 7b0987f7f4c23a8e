namespace VoiceSmith.Audio;

/// <summary>A file that should be WAV is not, or is damaged.</summary>
/// <param name="source">The file, or a name for the stream.</param>
/// <param name="why">The defect.</param>
public sealed class WavFormatException(string source, string why)
    : VoiceSmithException(
        "VS5001",
        what: $"'{source}' could not be read as WAV.",
        why: why,
        fix: "Export the sound again, or convert it: ffmpeg -i FILE -c:a pcm_s16le FILE.wav."
    );

/// <summary>A WAV file holds samples in an encoding that is not read here, such as ADPCM.</summary>
/// <param name="source">The file, or a name for the stream.</param>
/// <param name="encoding">The encoding, as the header has it.</param>
public sealed class WavEncodingException(string source, string encoding)
    : VoiceSmithException(
        "VS5002",
        what: $"'{source}' is WAV in an encoding that is not read here.",
        why: $"It holds {encoding}; read are integers of 8, 16, 24 and 32 bits and floats of 32 and 64.",
        fix: "Convert it: ffmpeg -i FILE -c:a pcm_s16le FILE.wav."
    )
{
    /// <summary>The encoding, as the header has it.</summary>
    public string Encoding { get; } = encoding;
}

/// <summary>A compressed sound file needs ffmpeg, which is not installed.</summary>
/// <param name="path">The file.</param>
public sealed class FfmpegMissingException(string path)
    : VoiceSmithException(
        "VS5003",
        what: $"'{path}' could not be decoded.",
        why: "It is not plain WAV, and ffmpeg, which decodes every other format, is not on the PATH.",
        fix: "Install ffmpeg (Debian and Ubuntu: apt install ffmpeg; Windows: winget install ffmpeg), or convert the sound to WAV."
    );

/// <summary>Ffmpeg could not decode a sound file.</summary>
/// <param name="path">The file.</param>
/// <param name="why">The defect, one sentence.</param>
/// <param name="cause">The error underneath, if any.</param>
public sealed class AudioDecodeException(string path, string why, Exception? cause = null)
    : VoiceSmithException(
        "VS5004",
        what: $"'{path}' could not be decoded.",
        why: why,
        fix: "See whether the file plays elsewhere; if it does, convert it to WAV with the program that plays it.",
        cause
    );

/// <summary>A sound file is longer than what is held in memory at once.</summary>
/// <param name="source">The file, or a name for the stream.</param>
/// <param name="limit">Samples of all channels that are allowed.</param>
public sealed class AudioTooLongException(string source, long limit)
    : VoiceSmithException(
        "VS5005",
        what: $"'{source}' is too long.",
        why: $"It has more than {limit:N0} samples.",
        fix: "Cut it into shorter files."
    )
{
    /// <summary>Samples of all channels that are allowed.</summary>
    public long Limit { get; } = limit;
}
