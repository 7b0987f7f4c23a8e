using System.Runtime.CompilerServices;
using System.Text;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence as the user typed it, without its tags.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Text">As typed.</param>
/// <param name="Source">Its place in the whole text.</param>
/// <param name="Pause">The silence between the sentence before it and this one.</param>
public sealed record TypedSentence(int Index, string Text, TextSpan Source, TimeSpan Pause)
{
    private readonly MarkedText? _marked;
    private readonly int _start = Source.Start; // in the text that it was cut from

    /// <summary>A sentence of a text with markup.</summary>
    internal TypedSentence(int index, Sentence sentence, TimeSpan pause, MarkedText marked)
        : this(index, sentence.Text, marked.ToSource(sentence.Span), pause) =>
        (_marked, _start, Markup) = (marked, sentence.Span.Start, marked.Within(sentence.Span));

    /// <summary>Its markup, counted from its beginning.</summary>
    public IReadOnlyList<MarkupSpan> Markup { get; } = [];

    /// <summary>Notices about the markup from this sentence on; spans are the whole text's.</summary>
    public IReadOnlyList<TextNotice> Notices { get; init; } = [];

    /// <summary>A piece of the sentence as a piece of the whole text, tags and all.</summary>
    public TextSpan ToSource(TextSpan inSentence) =>
        _marked is null ? inSentence.Shift(_start) : _marked.ToSource(inSentence.Shift(_start));
}

/// <summary>Options of reading a text that arrives in pieces.</summary>
internal sealed record TextReading
{
    /// <summary>True if it is markup; null: whether it begins with a speak element.</summary>
    public bool? Markup { get; init; }

    /// <summary>
    /// Time for which an unfinished sentence may wait for more text before a clause of it is spoken; null for as long
    /// as it takes.
    /// </summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>Clock for waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Offsets at which waiting cut clauses: replayed first, then written.</summary>
    public ClauseCuts Cuts { get; init; } = new([]);
}

/// <summary>Cuts arriving text into sentences. How the text was cut into messages changes nothing.</summary>
/// <remarks>
/// A text with markup is read whole before its first sentence. Where a longest delay is given, when text comes may
/// change where sentences are cut, but nothing else; the cuts are kept, so that it can be said the same way again.
/// </remarks>
internal sealed class SentenceStage(TextReading? reading = null) : IStage<string, TypedSentence>
{
    private readonly TextReading _reading = reading ?? new();

    /// <inheritdoc/>
    public async IAsyncEnumerable<TypedSentence> RunAsync(
        IAsyncEnumerable<string> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var cutter = new Cutter(_reading);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pieces = input.GetAsyncEnumerator(stop.Token);
        var next = pieces.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (
                    _reading.MaxDelay is { } delay
                    && cutter.Waits
                    && !await CameWithinAsync(next, cutter.Remaining(delay), stop.Token).ConfigureAwait(false)
                )
                {
                    if (cutter.TakeClause() is { } clause)
                        yield return clause;
                    continue;
                }
                if (!await next.ConfigureAwait(false))
                    break;
                foreach (var sentence in cutter.Append(pieces.Current))
                    yield return sentence;
                next = pieces.MoveNextAsync().AsTask();
            }
            foreach (var sentence in cutter.Flush())
                yield return sentence;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // its error has been thrown, or nobody waits for it
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pieces.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> CameWithinAsync(Task<bool> next, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (next.IsCompleted || delay <= TimeSpan.Zero)
            return next.IsCompleted;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(next, Task.Delay(delay, _reading.Time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        return first == next;
    }

    /// <summary>One text on its way into sentences.</summary>
    private sealed class Cutter(TextReading reading)
    {
        private const int EnoughToTell = 6; // of "<speak" and "<?xml "

        private readonly SentenceSplitter _splitter = new();
        private readonly SentencePauses _pauses = new();
        private readonly StringBuilder _unread = new();
        private bool? _isMarkup = reading.Markup;
        private int _index,
            _length;
        private long _waitsSince = -1;

        /// <summary>True if part of a sentence waits that could be cut.</summary>
        public bool Waits => _waitsSince >= 0;

        public TimeSpan Remaining(TimeSpan delay) => delay - reading.Time.GetElapsedTime(_waitsSince);

        public List<TypedSentence> Append(string piece)
        {
            if (_isMarkup == false)
                return Plain(piece);
            _unread.Append(piece);
            _isMarkup ??= Tell();
            return _isMarkup == false ? Plain(TakeUnread()) : [];
        }

        public IEnumerable<TypedSentence> Flush()
        {
            if (_isMarkup ?? SpeechMarkup.IsMarkup(_unread.ToString()))
                return Marked(SpeechMarkup.Parse(TakeUnread()));
            return [.. Plain(TakeUnread()), .. Numbered(_splitter.Flush())];
        }

        public TypedSentence? TakeClause()
        {
            _waitsSince = -1; // until more comes
            if (_splitter.TakeClause() is not { } clause)
                return null;
            reading.Cuts.Add(_length);
            return Numbered([clause])[0];
        }

        private bool? Tell()
        {
            var start = _unread.ToString().AsSpan().TrimStart();
            return start.Length >= EnoughToTell ? SpeechMarkup.IsMarkup(start.ToString())
                : start.Length > 0 && start[0] != '<' ? false
                : null;
        }

        private string TakeUnread()
        {
            var text = _unread.ToString();
            _unread.Clear();
            return text;
        }

        private List<TypedSentence> Plain(string piece)
        {
            var sentences = new List<TypedSentence>();
            while (reading.Cuts.TryReplay(_length + piece.Length, out var cut))
            {
                sentences.AddRange(Read(piece[..(cut - _length)]));
                piece = piece[(cut - _length)..];
                _length = cut;
                if (_splitter.TakeClause() is { } clause)
                    sentences.AddRange(Numbered([clause]));
            }
            sentences.AddRange(Read(piece));
            _length += piece.Length;
            if (sentences.Count > 0 || _waitsSince < 0)
                _waitsSince = _splitter.HasPending ? reading.Time.GetTimestamp() : -1;
            return sentences;
        }

        private List<TypedSentence> Read(string piece)
        {
            _pauses.Append(piece);
            return Numbered(_splitter.Append(piece));
        }

        private List<TypedSentence> Numbered(IReadOnlyList<Sentence> sentences) =>
            [
                .. sentences.Select(sentence => new TypedSentence(
                    _index++,
                    sentence.Text,
                    sentence.Span,
                    _pauses.Before(sentence.Span)
                )),
            ];

        private IEnumerable<TypedSentence> Marked(MarkedText marked)
        {
            _pauses.Append(marked.Text);
            var sentences = SentenceSplitter.Split(marked.Text);
            if (sentences.Count == 0 && marked.Spans.Count > 0)
                sentences = [new("", new(0, 0))]; // marks and silences alone
            return SpeakerTurns
                .Cut(marked, sentences)
                .Select(sentence => new TypedSentence(_index++, sentence, _pauses.Before(sentence.Span), marked)
                {
                    Notices = _index == 1 ? marked.Notices : [],
                });
        }
    }
}
