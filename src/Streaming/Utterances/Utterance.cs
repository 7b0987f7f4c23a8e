using System.Text;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>The part of a text that a listener has heard.</summary>
/// <param name="Samples">Played.</param>
/// <param name="Offset">UTF-16 units of the text up to the end of the last word that was heard to its end.</param>
/// <param name="Interrupted">The word that was being said; null where none was.</param>
public sealed record HeardText(long Samples, int Offset, WordStarted? Interrupted);

/// <summary>The handle of one utterance while it is spoken, and what is needed to take it up again.</summary>
/// <param name="time">What pacing is read from.</param>
#pragma warning disable CA1001 // Its token source has no timer and no wait handle: there is nothing to free.
public sealed class Utterance(TimeProvider time)
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly List<WordStarted> _words = [];
    private readonly StringBuilder _text = new();
    private readonly CancellationTokenSource _stop = new();
    private long _sent,
        _played = -1;
    private int _voted;

    /// <summary>Names it; nobody can guess it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>When it was asked for, by the provider's timestamps.</summary>
    internal long Asked { get; } = time.GetTimestamp();

    /// <summary>Where its listener is.</summary>
    internal ListenerClock Clock { get; } = new(time);

    /// <summary>How it is spoken; with the voice's own name once it is known.</summary>
    internal SpeechRequest Request { get; set; } = new();

    /// <summary>Where waiting for text cut clauses.</summary>
    internal ClauseCuts Cuts { get; set; } = new([]);

    /// <summary>Which versions spoke its sentences, where it follows them.</summary>
    internal SentenceVersions Versions { get; set; } = new([]);

    /// <summary>Cancelled when it is stopped.</summary>
    internal CancellationToken Stopped => _stop.Token;

    /// <summary>All text that has come.</summary>
    internal string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>UTF-16 units that it keeps.</summary>
    internal int Size
    {
        get
        {
            lock (_lock)
                return _text.Length;
        }
    }

    /// <summary>Holds its sound back, until <see cref="Continue"/>.</summary>
    public void Pause() => Clock.Pause(true);

    /// <summary>Goes on after <see cref="Pause"/>.</summary>
    public void Continue() => Clock.Pause(false);

    /// <summary>Says how much the listener has played, for a stream that keeps close to it.</summary>
    /// <param name="played">Samples.</param>
    public void Report(long played) => Clock.Report(Math.Max(0, played));

    /// <summary>Ends it within one chunk. A second time does nothing.</summary>
    /// <param name="played">Samples that the listener has played; null where it does not know.</param>
    /// <returns>What has been heard.</returns>
    public HeardText Stop(long? played)
    {
        lock (_lock)
            _played = played ?? _played;
        _stop.Cancel();
        return Heard(played);
    }

    /// <summary>The text heard once so many samples have been played.</summary>
    /// <param name="played">null: all that was sent.</param>
    public HeardText Heard(long? played = null)
    {
        lock (_lock)
        {
            var samples = Math.Clamp(played ?? (_played < 0 ? _sent : _played), 0, _sent);
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

    /// <summary>True if its listener may vote on it: once.</summary>
    internal bool TryVote() => Interlocked.Exchange(ref _voted, 1) == 0;

    /// <summary>Notes text that has come.</summary>
    internal void Append(string piece)
    {
        lock (_lock)
            _text.Append(piece);
    }

    /// <summary>Notes what goes out to the listener.</summary>
    internal void Note(SpeechEvent happened)
    {
        lock (_lock)
        {
            if (happened is WordStarted word)
                _words.Add(word);
            else if (happened is SoundMade { Frame: var frame })
                _sent = frame.FirstSample + frame.Pcm.Length / 2;
        }
    }
}
