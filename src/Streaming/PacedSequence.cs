using System.Runtime.CompilerServices;
using VoiceSmith.Audio;

namespace VoiceSmith.Streaming;

/// <summary>Keeps a stream near the listener who plays it.</summary>
internal static class PacedSequence
{
    /// <summary>Holds each frame back until a listener who began with the first frame is at most <paramref name="maxLead"/> behind it.</summary>
    /// <remarks>While it waits, the buffers before it fill and the utterance asks for no work.</remarks>
    public static async IAsyncEnumerable<SpeechEvent> Paced(
        this IAsyncEnumerable<SpeechEvent> events, AudioFormat format, TimeSpan maxLead, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? began = null;
        await foreach (var happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is SoundMade sound)
            {
                began ??= time.GetTimestamp();
                var early = format.DurationOf(sound.Frame.FirstSample) - maxLead - time.GetElapsedTime(began.Value);
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, time, cancellationToken).ConfigureAwait(false);
            }
            yield return happened;
        }
    }
}
