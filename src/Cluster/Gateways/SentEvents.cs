using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// The events of one utterance that went out, so that what a second worker says again is passed over: each goes out
/// once, in order.
/// </summary>
internal sealed class SentEvents
{
    private const int BytesPerSample = 2;

    private readonly long _first;

    // sent, and not over at the sample from which a worker would speak again
    private readonly List<TimedEvent> _open = [];
    private readonly List<SentenceStarted> _sentences = []; // the last two that have sound
    private List<TimedEvent> _again = []; // those of them that the present worker has yet to repeat
    private SpeechStarted? _start;

    /// <param name="fromSample">The first sample wanted.</param>
    public SentEvents(long fromSample) => _first = Next = fromSample;

    /// <summary>The first sample that has not gone out.</summary>
    public long Next { get; private set; }

    /// <summary>The first event; null before it.</summary>
    public SpeechStarted? Start => _start;

    /// <summary>
    /// The sample from which a worker is to speak: the last one sent, so that its sentence is spoken again and events
    /// behind its end are not missed.
    /// </summary>
    public long ResumeFrom => Next > _first ? Next - 1 : _first;

    /// <summary>
    /// The last sentence sent that begins at or before <see cref="ResumeFrom"/>; null before there is one.
    /// </summary>
    public SentenceStarted? Sentence => _sentences.FindLast(one => one.FirstSample <= ResumeFrom);

    /// <summary>Another worker begins at <see cref="ResumeFrom"/>.</summary>
    public void Resume() => _again = [.. _open];

    /// <summary>The event, or the part of it, that has not gone out; null where all of it has.</summary>
    public SpeechEvent? New(SpeechEvent happened)
    {
        switch (happened)
        {
            case SpeechStarted when _start is not null:
                return null;
            case SpeechStarted start:
                return _start = start;
            case SoundMade { Frame: var frame }:
                var skipped = (int)Math.Min(Next - frame.FirstSample, frame.Pcm.Length / BytesPerSample);
                if (skipped < 0)
                    throw new InvalidOperationException(
                        $"A frame begins at sample {frame.FirstSample}, and {Next} is the next one."
                    );
                var rest = frame.Pcm[(skipped * BytesPerSample)..];
                if (rest.IsEmpty)
                    return null;
                Next += rest.Length / BytesPerSample;
                _open.RemoveAll(one => EndOf(one) <= Next - 1);
                return skipped == 0 ? happened : new SoundMade(new(Next - rest.Length / BytesPerSample, rest));
            case TimedEvent timed:
                if (_again.IndexOf(timed) is >= 0 and var found)
                {
                    _again.RemoveRange(0, found + 1);
                    return null;
                }
                if (EndOf(timed) > Next - 1)
                    _open.Add(timed);
                if (timed is SentenceStarted { Samples: > 0 } sentence)
                {
                    _sentences.RemoveRange(0, Math.Max(0, _sentences.Count - 1));
                    _sentences.Add(sentence);
                }
                return timed;
            default:
                return happened;
        }
    }

    /// <summary>The sample after an event's last; a place in the sound counts as one sample.</summary>
    private static long EndOf(TimedEvent timed) => timed.FirstSample + Math.Max(1, timed.Samples);
}
