namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Sizes of the chunks of a sentence: little at first, so that sound starts soon, then more, which is
/// cheaper.
/// </summary>
/// <remarks>
/// No option: networks that are not cut by frame number give the same bytes under one plan only. A vocoder's look-ahead
/// may hold the whole first chunk back; the second is small too, so that the first sound does not wait for more than it
/// needs.
/// </remarks>
/// <param name="First">Chunks of a sentence until <paramref name="Next"/> has been made.</param>
/// <param name="Next">Every chunk after that.</param>
internal sealed record ChunkPlan(TimeSpan First, TimeSpan Next)
{
    /// <summary>The plan that everything speaks by.</summary>
    public static ChunkPlan Default { get; } = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));

    /// <summary>Mel frames to ask for, at least 1.</summary>
    /// <param name="done">Mel frames of the sentence so far.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hopLength">Samples per mel frame.</param>
    public int FramesAfter(int done, int sampleRate, int hopLength)
    {
        var framesPerSecond = (double)sampleRate / hopLength;
        var chunk = done < Next.TotalSeconds * framesPerSecond ? First : Next;
        return Math.Max(1, (int)Math.Ceiling(chunk.TotalSeconds * framesPerSecond));
    }
}
