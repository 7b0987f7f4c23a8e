namespace VoiceSmith.Streaming;

/// <summary>How much of a sentence is synthesised at once: little at first, so that sound starts soon, then more, which is cheaper.</summary>
/// <remarks>No option: within one LSB any plan gives the same sound, but only one plan gives the same bytes.</remarks>
/// <param name="First">The first chunk of every sentence.</param>
/// <param name="Next">Every chunk after it.</param>
internal sealed record ChunkPlan(TimeSpan First, TimeSpan Next)
{
    /// <summary>The plan that everything speaks by.</summary>
    public static ChunkPlan Default { get; } = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));

    /// <summary>Mel frames to ask for, at least 1.</summary>
    /// <param name="done">Mel frames of the sentence so far.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hopLength">Samples per mel frame.</param>
    public int FramesAfter(int done, int sampleRate, int hopLength) =>
        Math.Max(1, (int)Math.Ceiling((done == 0 ? First : Next).TotalSeconds * sampleRate / hopLength));
}
