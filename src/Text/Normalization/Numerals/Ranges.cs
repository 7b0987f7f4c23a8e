using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Two numbers with a dash: years and counted things are read with "to", bare numbers keep their dash; ratios 16:9.</summary>
internal static class Ranges
{
    private const string Kind = "range";

    /// <summary>Words whose numbers are from–to.</summary>
    private static readonly FrozenSet<string> Cues = new[]
    {
        "pages", "page", "rooms", "pp", "chapters", "verses", "ages", "aged", "age", "lines", "figures", "rows", "items",
        "years", "weeks", "days", "grades", "questions", "sections", "levels", "steps", "numbers",
    }.ToFrozenSet();

    /// <summary>1980-1986, 1960-80, 2-5, 5–10, 16:9.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || (pieces.IsAny(at - 1, "-/.:") && pieces.IsDigits(at - 2))
            || !Quantity.TryRead(pieces, at, out var first))
            return at;
        if (pieces.Is(first.Next, ':') && pieces.IsDigits(first.Next + 1, 1, 7)
            && first is { Negative: false, Decimals: null, Grouped: false, Whole.Length: <= 3 })
            return ReadRatio(pieces, at, first, speech);
        var dash = pieces.SkipSpace(first.Next);
        if (!pieces.IsAny(dash, "-–") || pieces.InEquation(dash))
            return at;
        var other = pieces.SkipSpace(dash + 1);
        if ((other > dash + 1) != (dash > first.Next) || pieces.Is(other, '-')
            || !Quantity.TryRead(pieces, other, out var second))
            return at;
        if (pieces.IsLetters(second.Next) || (pieces.IsAny(second.Next, "-/–:")
            && (pieces.IsDigits(second.Next + 1) || pieces.IsLetters(second.Next + 1))))
            return at;
        var years = IsYear(first) && (IsYear(second) || (second is { Grouped: false, Decimals: null, Whole.Length: 1 or 2 }
            && dash == first.Next));
        var to = years || pieces.Is(dash, '–') || Cues.Contains(pieces.Lower(pieces.Is(at - 2, '.') ? at - 3 : at - 2))
            || CountsSomething(pieces, second.Next);
        speech.Say(pieces.Range(at, first.Next), Words(first), Kind);
        if (to)
            speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
        else
            speech.SpacedDash(pieces.Range(dash, dash + 1));
        speech.Say(pieces.Range(other, second.Next), years && second.Whole is ['0', _]
            ? Words(second).Replace("zero", "oh", StringComparison.Ordinal) : Words(second), Kind);
        return second.Next;
    }

    private static int ReadRatio(Pieces pieces, int at, Quantity first, Speech speech)
    {
        var end = first.Next + 2;
        if (pieces.IsLetters(end) || (pieces.IsAny(end, ":.") && pieces.IsDigits(end + 1)))
            return at;
        speech.Say(pieces.Range(at, first.Next), NumberWords.Cardinal(first.Whole), Kind);
        speech.Say(pieces.Range(first.Next, first.Next + 1), "to", Kind);
        speech.Say(pieces.Range(end - 1, end), NumberWords.Cardinal(pieces.Span(end - 1)), Kind);
        return end;
    }

    private static bool IsYear(Quantity number) => number is { Negative: false, Grouped: false, Decimals: null,
        Whole: ['1' or '2', _, _, _] };

    private static string Words(Quantity number) =>
        number is { Decimals: null, Grouped: false } ? (number.Negative ? "minus " : "") + NumberWords.Bare(number.Whole)
            : number.Words();

    /// <summary>"people", "minutes": something to count follows.</summary>
    private static bool CountsSomething(Pieces pieces, int at) => pieces.IsSpace(at) && Numbers.IsPluralNoun(pieces, at + 1);
}
