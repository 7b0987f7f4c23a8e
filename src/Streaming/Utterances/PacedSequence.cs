using System.Runtime.CompilerServices;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>Keeps a stream near the listener who plays it.</summary>
internal static class PacedSequence
{
    /// <summary>Holds each frame back while its listener is paused, or more than <paramref name="maxLead"/> behind
    /// it.</summary>
    /// <remarks>While it waits, the buffers before it fill and the utterance asks for no work.</remarks>
    public static async IAsyncEnumerable<SpeechEvent> Paced(
        this IAsyncEnumerable<SpeechEvent> events,
        ListenerClock clock,
        int sampleRate,
        TimeSpan? maxLead,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is SoundMade sound)
            {
                clock.Begin(sound.Frame.FirstSample, sampleRate);
                await clock.WaitAsync(sound.Frame.FirstSample, maxLead, cancellationToken).ConfigureAwait(false);
            }
            yield return happened;
        }
    }
}
