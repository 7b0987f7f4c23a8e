namespace VoiceSmith.Audio;

/// <summary>Goes from one sound to another that says the same at the same time.</summary>
public static class Crossfade
{
    /// <summary>
    /// Fades from one to the other along half a cosine. The gains sum to one: where both are equal, nothing changes.
    /// </summary>
    /// <param name="outgoing">The sound that ends.</param>
    /// <param name="incoming">The sound that begins, as long.</param>
    /// <param name="blended">Destination, as long; may be either of them.</param>
    public static void Blend(ReadOnlySpan<float> outgoing, ReadOnlySpan<float> incoming, Span<float> blended)
    {
        if (incoming.Length != outgoing.Length || blended.Length != outgoing.Length)
            throw new ArgumentException(
                $"Lengths differ: {outgoing.Length}, {incoming.Length}, {blended.Length}.",
                nameof(incoming)
            );
        for (var i = 0; i < blended.Length; i++)
        {
            var share = 0.5f - 0.5f * MathF.Cos(MathF.PI * (i + 0.5f) / blended.Length);
            blended[i] = outgoing[i] + (incoming[i] - outgoing[i]) * share;
        }
    }
}
