using MessagePack;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

/// <summary>A request as clients send it; what is left out has its default.</summary>
[MessagePackObject]
public sealed record SpeakMessage
{
    /// <summary>A voice's name; the default voice without it.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>Decides the noise in the sound; 0 without it.</summary>
    [Key("seed")]
    public ulong? Seed { get; init; }

    /// <summary>Speed, 1 as trained.</summary>
    [Key("rate")]
    public double? Rate { get; init; }

    /// <summary>Semitones up or down.</summary>
    [Key("pitch")]
    public double? Pitch { get; init; }

    /// <summary>Decibels of articulation up or down.</summary>
    [Key("energy")]
    public double? Energy { get; init; }

    /// <summary>Number of one of the voice's speakers.</summary>
    [Key("speaker")]
    public int? Speaker { get; init; }

    /// <summary>Seconds that the stream may be ahead of a listener who plays it; as fast as it is made without it.</summary>
    [Key("maxLead")]
    public double? MaxLead { get; init; }

    internal SpeechRequest ToRequest() => new()
    {
        Voice = Voice,
        Seed = Seed ?? 0,
        Controls = new VoiceControls { Rate = Rate ?? 1, PitchSemitones = Pitch ?? 0, EnergyDb = Energy ?? 0, Speaker = Speaker ?? 0 },
        MaxLead = MaxLead is { } seconds ? SecondsOf(seconds) : null,
    };

    private static TimeSpan SecondsOf(double seconds)
    {
        SpeechControlException.ThrowUnless(nameof(MaxLead), seconds, 0.1, 3600); // before a TimeSpan overflows
        return TimeSpan.FromSeconds(seconds);
    }
}

/// <summary>A voice that can be asked for.</summary>
[MessagePackObject]
public sealed record WireVoice(
    [property: Key("name")] string Name,
    [property: Key("version")] string Version,
    [property: Key("language")] string Language,
    [property: Key("speakers")] string[] Speakers,
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("trainingStep")] long TrainingStep,
    [property: Key("licence")] string Licence)
{
    internal static WireVoice[] Of(IEnumerable<VoiceInfo> voices) =>
        [.. voices.Select(voice => new WireVoice(
            voice.Name, voice.Version, voice.Language, [.. voice.Speakers], voice.SampleRate, voice.TrainingStep, voice.Licence))];
}

/// <summary>One event of a stream. Its members are the wire format, in MessagePack and in JSON alike: a map with a type.</summary>
/// <param name="Type">Which event it is: start, sentence, word, audio or end.</param>
public abstract record WireEvent([property: Key("type")] string Type)
{
    internal static WireEvent Of(SpeechEvent happened) => happened switch
    {
        SoundMade sound => new AudioWireEvent(sound.Frame.FirstSample, sound.Frame.Pcm),
        WordStarted word => new WordWireEvent(word.Text, word.FirstSample, word.Samples, word.Source.Start, word.Source.End),
        SentenceStarted s => new SentenceWireEvent(s.Sentence, s.FirstSample, s.Samples, s.Source.Start, s.Source.End),
        SpeechStarted start => new StartWireEvent(
            start.Format.SampleRate, start.Format.Channels, Audio.AudioFormat.BitsPerSample, start.Voice, start.VoiceVersion, start.Seed),
        SpeechEnded end => new EndWireEvent(end.Samples),
        _ => throw new InvalidOperationException($"No wire form for {happened.GetType().Name}."),
    };
}

/// <inheritdoc cref="SpeechStarted"/>
[MessagePackObject]
public sealed record StartWireEvent(
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("channels")] int Channels,
    [property: Key("bitsPerSample")] int BitsPerSample,
    [property: Key("voice")] string Voice,
    [property: Key("voiceVersion")] string VoiceVersion,
    [property: Key("seed")] ulong Seed) : WireEvent("start");

/// <inheritdoc cref="SentenceStarted"/>
[MessagePackObject]
public sealed record SentenceWireEvent(
    [property: Key("sentence")] int Sentence,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("sentence");

/// <inheritdoc cref="WordStarted"/>
[MessagePackObject]
public sealed record WordWireEvent(
    [property: Key("text")] string Text,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("word");

/// <summary>Sound: 16-bit little-endian mono samples.</summary>
[MessagePackObject]
public sealed record AudioWireEvent(
    [property: Key("firstSample")] long FirstSample,
    [property: Key("pcm")] ReadOnlyMemory<byte> Pcm) : WireEvent("audio");

/// <inheritdoc cref="SpeechEnded"/>
[MessagePackObject]
public sealed record EndWireEvent([property: Key("samples")] long Samples) : WireEvent("end");
