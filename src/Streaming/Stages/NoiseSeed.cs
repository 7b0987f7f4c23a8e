namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Seeds of a sentence's noise: a function of the utterance's seed and the sentence's number, so any sentence can be
/// made alone.
/// </summary>
/// <remarks>Source: SplitMix64's output function (Steele, Lea and Flood, 2014).</remarks>
internal static class NoiseSeed
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <param name="utterance">The seed that was asked for.</param>
    /// <param name="sentence">The sentence's number, from 0.</param>
    public static ulong Of(ulong utterance, int sentence)
    {
        var z = Mix(utterance + Golden) + Golden * ((ulong)sentence + 1);
        return Mix(z);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
