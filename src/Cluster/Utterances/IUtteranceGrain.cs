using Orleans;

namespace VoiceSmith.Cluster.Utterances;

/// <summary>One utterance on one worker. Its key is the utterance's id and the number of the attempt.</summary>
public interface IUtteranceGrain : IGrainWithStringKey
{
    /// <summary>Speaks. The worker runs ahead of its reader by a second or two of sound, and then waits.</summary>
    /// <param name="order">The text and its controls, and the first sample wanted.</param>
    /// <param name="cancellationToken">Stops the work within one chunk.</param>
    /// <returns>Events in batches: what is ready at once.</returns>
    IAsyncEnumerable<SpokenBatch> SpeakAsync(UtteranceOrder order, CancellationToken cancellationToken = default);

    /// <summary>Appends text that came later.</summary>
    /// <param name="offset">UTF-16 units of text before it.</param>
    /// <param name="text">The text.</param>
    /// <param name="isLast">True if no more comes.</param>
    /// <returns>False if nothing is being spoken here.</returns>
    ValueTask<bool> AppendAsync(int offset, string text, bool isLast);

    /// <summary>Reports where the listener is, for utterances that stay close to it.</summary>
    /// <param name="played">Samples played.</param>
    /// <param name="isPaused">True while it is paused.</param>
    ValueTask FollowAsync(long played, bool isPaused);
}
