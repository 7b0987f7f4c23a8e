namespace VoiceSmith;

/// <summary>
/// Options of <see cref="TextToSpeech"/>. Only the voice, the lexicon and the device affect the sound.
/// </summary>
public sealed record TextToSpeechOptions
{
    /// <summary>A built-in voice's name, or the path of a .voice file or folder; null for the default voice.</summary>
    public string? Voice { get; init; }

    /// <summary>
    /// Threads that compute, 0 to 256; 0 for one per core. Each computes a chunk on one torch thread: another number
    /// would sum floats in another order, and give other samples.
    /// </summary>
    public int Workers { get; init; }

    /// <summary>
    /// Device that computes: cpu, cuda, cuda:N, or auto for a GPU where there is one. Affects samples in their last
    /// bit.
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>Path of a file with pronunciations, one word a line; null for none.</summary>
    public string? Lexicon { get; init; }
}
