namespace VoiceSmith.Streaming.Scheduling;

/// <summary>
/// Work that is done for several utterances at once, because together it takes hardly longer than for one.
/// </summary>
/// <typeparam name="TItem">What one utterance gives.</typeparam>
/// <typeparam name="TResult">What it gets.</typeparam>
public interface IBatchWork<TItem, TResult>
{
    /// <summary>The most items in one run.</summary>
    int MaxBatch { get; }

    /// <summary>Does it. Synchronous; may be called on several threads at once, with other items.</summary>
    /// <param name="items">At least one, none twice.</param>
    /// <returns>The results, in order.</returns>
    IReadOnlyList<TResult> Run(IReadOnlyList<TItem> items);
}
