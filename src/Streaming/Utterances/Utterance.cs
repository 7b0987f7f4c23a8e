using System.Text;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>The part of a text that a listener has heard.</summary>
/// <param name="Samples">Played.</param>
/// <param name="Offset">UTF-16 units of the text up to the end of the last word that was heard to its end.</param>
/// <param name="Interrupted">The word that was being said; null where none was.</param>
public sealed record HeardText(long Samples, int Offset, WordStarted? Interrupted);

/// <summary>An utterance's handle: its listener's controls, and the state from which an engine resumes it.</summary>
/// <remarks>
/// Listeners use <see cref="Pause"/>, <see cref="Continue"/>, <see cref="Report"/>, <see cref="Stop"/> and
/// <see cref="Heard"/>; the other members are for implementations of <see cref="ISpeechEngine"/>.
/// </remarks>
/// <param name="time">Clock of the pacing.</param>
#pragma warning disable CA1001 // Its token source has no timer and no wait handle: there is nothing to free.
public sealed class Utterance(TimeProvider time)
#pragma warning restore CA1001
{
    private const int WordBytes = 128, // an event and its text
        LexiconBytes = 16; // for each unit of its source, once parsed

    private readonly Lock _lock = new();
    private readonly List<WordStarted> _words = [];
    private readonly List<SentencePlace> _sentences = [];
    private readonly StringBuilder _text = new();
    private readonly CancellationTokenSource _stop = new();
    private long _sent,
        _played = -1;
    private int _voted;
    private int _before; // words that an earlier stream told

    /// <summary>A random id, 128 bits.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Timestamp of the request, by the time provider.</summary>
    internal long Asked { get; } = time.GetTimestamp();

    /// <summary>Its listener's position.</summary>
    public ListenerClock Clock { get; } = new(time);

    /// <summary>The request, with the voice's own name once that is known.</summary>
    public SpeechRequest Request { get; set; } = new();

    /// <summary>Offsets at which sentences were cut because their text was late.</summary>
    public ClauseCuts Cuts { get; set; } = new([]);

    /// <summary>The voice's version of each sentence, where the request follows versions.</summary>
    public SentenceVersions Versions { get; set; } = new([]);

    /// <summary>Cancelled by <see cref="Stop"/>.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The text that has arrived.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>Bytes that it holds, about: text, words and the request's lexicon.</summary>
    internal int Size
    {
        get
        {
            lock (_lock)
                return sizeof(char) * _text.Length
                    + WordBytes * (_words.Count - _before)
                    + LexiconBytes * (Request.Lexicon?.Source.Length ?? 0);
        }
    }

    /// <summary>Pauses output until <see cref="Continue"/> is called.</summary>
    public void Pause() => Clock.Pause(true);

    /// <summary>Resumes output after <see cref="Pause"/>.</summary>
    public void Continue() => Clock.Pause(false);

    /// <summary>Reports the listener's position, for streams that stay within a lead of it.</summary>
    /// <param name="played">Samples.</param>
    public void Report(long played) => Clock.Report(Math.Max(0, played));

    /// <summary>Stops the utterance within one chunk. Idempotent.</summary>
    /// <param name="played">Samples that the listener has played; null if unknown.</param>
    /// <returns>The part of the text that was played.</returns>
    public HeardText Stop(long? played)
    {
        lock (_lock)
            _played = played ?? _played;
        _stop.Cancel();
        return Heard(played);
    }

    /// <summary>The part of the text that was played.</summary>
    /// <param name="played">Samples that the listener has played; null for all that were sent.</param>
    public HeardText Heard(long? played = null)
    {
        lock (_lock)
        {
            var sent = Math.Max(_sent, Request.FromSample); // those before were sent by an earlier stream
            var samples = Math.Clamp(played ?? (_played < 0 ? sent : _played), 0, sent);
            var unheard = _words.Where(word => word.FirstSample + word.Samples > samples).ToList();
            var next = unheard.Select(word => word.Source.Start).DefaultIfEmpty(int.MaxValue).Min();
            // "$5" is when both of its words are
            var heard = _words.Where(word => word.FirstSample + word.Samples <= samples && word.Source.End <= next);
            return new(
                samples,
                heard.Select(word => word.Source.End).DefaultIfEmpty(0).Max(),
                unheard.Find(word => word.FirstSample < samples)
            );
        }
    }

    /// <summary>The last sentence with sound that begins at or before a sample; null where none is known.</summary>
    public SentencePlace? SentenceAt(long sample)
    {
        lock (_lock)
            return SentencePlace.At(_sentences, sample);
    }

    /// <summary>True for the first vote.</summary>
    internal bool TryVote() => Interlocked.Exchange(ref _voted, 1) == 0;

    /// <summary>Adds text that has arrived.</summary>
    /// <param name="piece">The text.</param>
    public void Append(string piece)
    {
        lock (_lock)
            _text.Append(piece);
    }

    /// <summary>
    /// Takes up an earlier stream's utterance: cuts, versions, and the words that end before the first sample wanted,
    /// which this stream does not send again.
    /// </summary>
    /// <param name="earlier">The utterance that was spoken before.</param>
    /// <param name="fromSample">The first sample wanted.</param>
    public void TakeUp(Utterance earlier, long fromSample)
    {
        (Cuts, Versions) = (new(earlier.Cuts.All), new(earlier.Versions.All));
        List<WordStarted> told;
        lock (earlier._lock)
            told = earlier._words.FindAll(word => word.FirstSample + word.Samples <= fromSample);
        lock (_lock)
        {
            _words.AddRange(told);
            _before = told.Count;
        }
    }

    /// <summary>Records an event that is sent to the listener.</summary>
    /// <param name="happened">The event.</param>
    public void Note(SpeechEvent happened)
    {
        lock (_lock)
        {
            if (happened is WordStarted word)
                _words.Add(word);
            else if (happened is SentenceStarted { Samples: > 0 } sentence)
                _sentences.Add(new(sentence.Sentence, sentence.FirstSample));
            else if (happened is SoundMade { Frame: var frame })
                _sent = frame.FirstSample + frame.Pcm.Length / 2;
        }
    }
}
