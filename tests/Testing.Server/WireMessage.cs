using MessagePack;

namespace VoiceSmith.Testing.Server;

/// <summary>Any event of the wire, as a client reads it: a map with a type, and the members of that type.</summary>
[MessagePackObject]
public sealed record WireMessage
{
    [Key("type")]
    public string Type { get; init; } = "";

    [Key("sampleRate")]
    public int SampleRate { get; init; }

    [Key("channels")]
    public int Channels { get; init; }

    [Key("bitsPerSample")]
    public int BitsPerSample { get; init; }

    [Key("voice")]
    public string? Voice { get; init; }

    [Key("voiceVersion")]
    public string? VoiceVersion { get; init; }

    [Key("utterance")]
    public string? Utterance { get; init; }

    [Key("modelVersion")]
    public string? ModelVersion { get; init; }

    [Key("seed")]
    public ulong Seed { get; init; }

    [Key("sentence")]
    public int Sentence { get; init; }

    [Key("text")]
    public string? Text { get; init; }

    [Key("firstSample")]
    public long FirstSample { get; init; }

    [Key("samples")]
    public long Samples { get; init; }

    [Key("start")]
    public int Start { get; init; }

    [Key("end")]
    public int End { get; init; }

    [Key("pcm")]
    public byte[] Pcm { get; init; } = [];
}
