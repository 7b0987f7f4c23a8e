namespace VoiceSmith.Text.Markup;

/// <summary>Markup of a piece of the plain text; an empty piece is a place.</summary>
/// <param name="Span">Place in <see cref="MarkedText.Text"/>.</param>
public abstract record MarkupSpan(TextSpan Span);

/// <summary><c>say-as</c>: the kind of thing that the text is.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Kind">
/// <c>interpret-as</c> in lower case: cardinal, ordinal, characters, date, time, telephone, currency, …
/// </param>
/// <param name="Format">The order of a date's parts, such as "dmy"; empty where it is not given.</param>
public sealed record SayAsSpan(TextSpan Span, string Kind, string Format = "") : MarkupSpan(Span);

/// <summary><c>sub</c>: other words to say.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Words">The words spoken instead.</param>
public sealed record AliasSpan(TextSpan Span, string Words) : MarkupSpan(Span);

/// <summary><c>phoneme</c>: sounds to say.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Phones">ARPAbet with stress digits.</param>
public sealed record PronunciationSpan(TextSpan Span, IReadOnlyList<string> Phones) : MarkupSpan(Span);

/// <summary><c>break</c>: a silence at a place.</summary>
/// <param name="Span">Place in the plain text; empty.</param>
/// <param name="Duration">Duration, 0 to 10 s.</param>
public sealed record BreakSpan(TextSpan Span, TimeSpan Duration) : MarkupSpan(Span);

/// <summary><c>mark</c>: a place that the listener wants to be told of.</summary>
/// <param name="Span">Place in the plain text; empty.</param>
/// <param name="Name">The mark's name.</param>
public sealed record MarkSpan(TextSpan Span, string Name) : MarkupSpan(Span);

/// <summary>
/// <c>prosody</c>: how fast, high and loud. Nested ones add up: see <see cref="MarkedText.ProsodyAt"/>.
/// </summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Prosody">The change.</param>
public sealed record ProsodySpan(TextSpan Span, Prosody Prosody) : MarkupSpan(Span);

/// <summary><c>emphasis</c>: how much a piece stands out.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Level">Strength.</param>
public sealed record EmphasisSpan(TextSpan Span, EmphasisLevel Level) : MarkupSpan(Span);

/// <summary><c>voice</c>: who speaks.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Name">The voice's name.</param>
public sealed record VoiceSpan(TextSpan Span, string Name) : MarkupSpan(Span);

/// <summary><c>lang</c> or <c>xml:lang</c>: the language of a piece.</summary>
/// <param name="Span">Place in the plain text.</param>
/// <param name="Language">A BCP 47 tag.</param>
public sealed record LanguageSpan(TextSpan Span, string Language) : MarkupSpan(Span);

/// <summary>Strength of emphasis.</summary>
public enum EmphasisLevel
{
    /// <summary>Less than the words around.</summary>
    Reduced,

    /// <summary>As the words around.</summary>
    None,

    /// <summary>Somewhat.</summary>
    Moderate,

    /// <summary>Strongly.</summary>
    Strong,
}

/// <summary>A change of how fast, high and loud is spoken.</summary>
/// <param name="Rate">Factor of the voice's own rate, 0.25 to 4.</param>
/// <param name="PitchSemitones">Semitones above the voice's own pitch, −24 to 24.</param>
/// <param name="VolumeDb">Decibels above the voice's own loudness, −96 (silent) to 24.</param>
public readonly record struct Prosody(double Rate, double PitchSemitones, double VolumeDb)
{
    /// <summary>No change.</summary>
    public static Prosody Neutral { get; } = new(1, 0, 0);

    /// <summary>Both changes, one inside the other.</summary>
    public Prosody Within(Prosody outer) =>
        new(
            Math.Clamp(Rate * outer.Rate, 0.25, 4),
            Math.Clamp(PitchSemitones + outer.PitchSemitones, -24, 24),
            Math.Clamp(VolumeDb + outer.VolumeDb, -96, 24)
        );
}

/// <summary>A marked-up text: its plain text, what the markup says about it, and where it came from.</summary>
/// <param name="Source">As typed, with its tags.</param>
/// <param name="Text">Without tags; a blank line stands where a paragraph or sentence element ends.</param>
/// <param name="Spans">In order of their beginnings, outer before inner.</param>
public sealed record MarkedText(string Source, string Text, IReadOnlyList<MarkupSpan> Spans)
{
    private readonly int[] _starts = [],
        _ends = [];
    private readonly int[] _parents = Parents(Spans);

    internal MarkedText(string source, string text, IReadOnlyList<MarkupSpan> spans, int[] starts, int[] ends)
        : this(source, text, spans) => (_starts, _ends) = (starts, ends);

    /// <summary>Markup that was not understood or not well formed; their spans are the source's.</summary>
    public IReadOnlyList<TextNotice> Notices { get; init; } = [];

    /// <summary>A text without markup.</summary>
    public static MarkedText Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, text, []);
    }

    /// <summary>Source of a piece of the plain text.</summary>
    public TextSpan ToSource(TextSpan plain)
    {
        if (_starts.Length == 0 && Text.Length == Source.Length)
            return plain;
        if (plain.Length > 0)
            return new(_starts[plain.Start], _ends[plain.End - 1]);
        var place =
            plain.Start < _starts.Length ? _starts[plain.Start]
            : _ends.Length > 0 ? _ends[^1]
            : 0;
        return new(place, place);
    }

    /// <summary>
    /// The spans that touch a sentence, cut to it and counted from its beginning, for
    /// <see cref="Normalization.TextNormalizer"/>.
    /// A place between two sentences belongs to the second.
    /// </summary>
    /// <param name="sentence">Its place in <see cref="Text"/>.</param>
    public IReadOnlyList<MarkupSpan> Within(TextSpan sentence)
    {
        var begins = sentence.Start;
        while (begins > 0 && char.IsWhiteSpace(Text[begins - 1]))
            begins--;
        var ends = Text.AsSpan(sentence.End).IsWhiteSpace() ? Text.Length + 1 : sentence.End;
        var inside = new List<MarkupSpan>();
        var next = FirstFrom(begins);
        foreach (var outer in Around(next, sentence.Start))
            inside.Insert(0, Cut(outer, sentence));
        for (; next < Spans.Count && Spans[next].Span.Start < ends; next++)
            if (
                Spans[next].Span is var span
                && (span.Length == 0 || (span.Start < sentence.End && span.End > sentence.Start))
            )
                inside.Add(Cut(Spans[next], sentence));
        return inside;
    }

    /// <summary>Prosody at a place of the plain text: all prosody elements around it together.</summary>
    public Prosody ProsodyAt(int place)
    {
        var prosody = Prosody.Neutral;
        foreach (var span in Around(FirstFrom(place + 1), place))
            if (span is ProsodySpan { Prosody: var change })
                prosody = prosody.Within(change);
        return prosody;
    }

    /// <summary>The first span that begins at a place or after it.</summary>
    private int FirstFrom(int place)
    {
        var (low, high) = (0, Spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Spans[middle].Span.Start < place ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>
    /// The spans before an index that reach over a place, from the innermost: elements do not overlap otherwise.
    /// </summary>
    private IEnumerable<MarkupSpan> Around(int index, int place)
    {
        for (var i = index - 1; i >= 0; i = _parents[i])
            if (Spans[i].Span.End > place)
                yield return Spans[i];
    }

    private static MarkupSpan Cut(MarkupSpan span, TextSpan sentence)
    {
        var start = Math.Clamp(span.Span.Start, sentence.Start, sentence.End);
        return span with
        {
            Span = new TextSpan(start, Math.Clamp(span.Span.End, start, sentence.End)).Shift(-sentence.Start),
        };
    }

    /// <summary>For each span the index of the innermost one around it; −1 for the outermost.</summary>
    private static int[] Parents(IReadOnlyList<MarkupSpan> spans)
    {
        var parents = new int[spans.Count];
        for (var i = 0; i < parents.Length; i++)
        {
            var parent = i - 1;
            while (parent >= 0 && spans[parent].Span.End < Math.Max(spans[i].Span.End, spans[i].Span.Start + 1))
                parent = parents[parent];
            parents[i] = parent;
        }
        return parents;
    }
}
