namespace VoiceSmith.Audio.Encoders;

/// <summary>A format in which sound leaves the server while it is being made.</summary>
public enum SoundFormat
{
    /// <summary>16-bit little-endian mono samples, without a header.</summary>
    Pcm,

    /// <summary>The same samples after a WAV header of unknown length.</summary>
    Wav,

    /// <summary>Opus in Ogg.</summary>
    Opus,

    /// <summary>MP3. Needs ffmpeg.</summary>
    Mp3,

    /// <summary>AAC in ADTS. Needs ffmpeg.</summary>
    Aac,

    /// <summary>FLAC. Needs ffmpeg.</summary>
    Flac,
}

/// <summary>Names and media types of <see cref="SoundFormat"/>.</summary>
public static class SoundFormats
{
    /// <summary>All names, for messages.</summary>
    public const string Names = "pcm, wav, opus, mp3, aac, flac";

    /// <summary>Finds a format by its name, in lower case.</summary>
    public static SoundFormat? Find(string name) =>
        name switch
        {
            "pcm" => SoundFormat.Pcm,
            "wav" => SoundFormat.Wav,
            "opus" => SoundFormat.Opus,
            "mp3" => SoundFormat.Mp3,
            "aac" => SoundFormat.Aac,
            "flac" => SoundFormat.Flac,
            _ => null,
        };

    /// <summary>The media type of HTTP.</summary>
    /// <param name="format">The format.</param>
    /// <param name="sampleRate">
    /// Samples per second, which only <see cref="SoundFormat.Pcm"/> does not carry itself.
    /// </param>
    public static string MediaType(this SoundFormat format, int sampleRate) =>
        format switch
        {
            SoundFormat.Pcm => FormattableString.Invariant($"audio/pcm; rate={sampleRate}; channels=1"),
            SoundFormat.Wav => "audio/wav",
            SoundFormat.Opus => "audio/ogg; codecs=opus",
            SoundFormat.Mp3 => "audio/mpeg",
            SoundFormat.Aac => "audio/aac",
            _ => "audio/flac",
        };
}
