namespace VoiceSmith.Testing;

/// <summary>A gate that lets untrained voices through, as a server's settings.</summary>
public static class LenientGate
{
    /// <summary>One sentence, which has to be spoken, however it sounds.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "--Voices:Gate:Sentences:0", "Yes, they are.", "--Voices:Gate:Loudness:Least", "-1000",
        "--Voices:Gate:Loudness:Most", "1000",
        "--Voices:Gate:WordsPerSecond:Least",
        "0",
        "--Voices:Gate:WordsPerSecond:Most",
        "1000", "--Voices:Gate:Voiced:Least", "0", "--Voices:Gate:Voiced:Most", "1", "--Voices:Gate:Agreement", "-2",
        "--Voices:Gate:RealTimeFactor", "1000",
    ];
}
