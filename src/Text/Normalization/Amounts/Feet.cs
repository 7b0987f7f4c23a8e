using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>Feet and inches with their marks: 5'10", 6' tall, 6'2.</summary>
internal static class Feet
{
    private const string Kind = "measure";
    private const int QuotationReach = 40;

    /// <summary>Feet, with or without inches.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadMatchMinute(pieces, at, speech) is var afterMinute && afterMinute > at)
            return afterMinute;
        if (!pieces.IsDigits(at, 1, 3) || !pieces.Is(at + 1, '\''))
            return at;
        if (
            pieces.IsSpace(at + 2)
                && pieces.Lower(at + 3)
                    is "tall"
                        or "high"
                        or "long"
                        or "wide"
                        or "deep"
                        or "by"
                        or "above"
                        or "below"
                        or "away"
                        or "x"
                        or "from"
                        or "of"
                        or "off"
            || EndsItem(pieces, at + 2) && !ClosesQuotation(pieces, at)
        )
        {
            Count(pieces, at, at + 2, "foot", DescribesNoun(pieces, at + 2) ? "foot" : "feet", speech);
            return at + 2;
        }
        var inches = pieces.SkipSpace(at + 2);
        if (!pieces.IsDigits(inches, 1, 2))
            return at;
        var end =
            pieces.Is(inches + 1, '"') ? inches + 2
            : pieces.Is(inches + 1, '\'') && pieces.Is(inches + 2, '\'') ? inches + 3
            : -1;
        if (end > 0)
        {
            var describes = Attributes.Describes(pieces, end);
            Count(pieces, at, at + 2, "foot", describes ? "foot" : "feet", speech);
            Count(pieces, inches, end, "inch", describes ? "inch" : "inches", speech);
            return end;
        }
        if (
            inches > at + 2
            || pieces.Value(at) is < 3 or > 8
            || pieces.Value(inches) > 11
            || pieces.IsLetters(inches + 1)
            || pieces.Is(inches + 1, '\'')
        )
            return at;
        speech.Say(pieces.Range(at, at + 2), NumberWords.Cardinal(pieces.Value(at)) + " foot", Kind);
        speech.Say(pieces.Range(inches, inches + 1), NumberWords.Cardinal(pieces.Value(inches)), Kind);
        return inches + 1;
    }

    /// <summary>23' and 90+3' in the report of a match: minutes.</summary>
    private static int ReadMatchMinute(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsDigits(at, 1, 3) || pieces.Value(at) is 0 or > 120)
            return at;
        var added = pieces.Is(at + 1, '+') && pieces.IsDigits(at + 2, 1, 2);
        var mark = added ? at + 3 : at + 1;
        if (
            !pieces.Is(mark, '\'')
            || pieces.IsLetters(mark + 1)
            || pieces.IsDigits(mark + 1)
            || pieces.Is(mark + 1, '\'')
        )
            return at;
        var bare = pieces.IsSpace(mark + 1) && pieces.Lower(mark + 2) is "minute" or "min";
        if (!added && !bare && !IsOfMatch(pieces, at))
            return at;
        speech.Say(pieces.Range(at, at + 1), NumberWords.Cardinal(pieces.Value(at)), "time");
        if (added)
            speech.Say(pieces.Range(at + 1, at + 3), "plus " + NumberWords.Cardinal(pieces.Value(at + 2)), "time");
        var one = !added && pieces.Value(at) == 1;
        speech.Say(pieces.Range(mark, mark + 1), bare ? "" : one ? "minute" : "minutes", "time");
        return mark + 1;
    }

    /// <summary>A word of football stands near, and none of size.</summary>
    private static bool IsOfMatch(Pieces pieces, int at)
    {
        const int Reach = 30;
        for (var i = at - Reach; i < at + Reach; i++)
            if (pieces.Is(i, '\'') && pieces.IsDigits(i - 1) && pieces.Is(i - 2, '+'))
                return true;
            else if (pieces.IsLetters(i) && MatchWords.Contains(pieces.Lower(i)))
                return true;
            else if (pieces.Is(i, '⚽'))
                return true;
        return false;
    }

    private static readonly FrozenSet<string> MatchWords = new[]
    {
        "goal", "goals", "scored", "scorer", "scorers", "scores", "pen", "penalty", "card", "yellow", "red", "booked",
        "offside", "corner", "substitution", "sub", "equaliser", "equalizer", "kickoff", "halftime", "ht", "ft", "var",
        "fc", "united", "match", "og",
    }.ToFrozenSet();

    /// <summary>A 23' boat, but 6' tall.</summary>
    private static bool DescribesNoun(Pieces pieces, int next) =>
        Attributes.Describes(pieces, next)
        && pieces.Lower(next + 1)
            is not ("tall" or "high" or "long" or "wide" or "deep" or "above" or "below" or "away" or "from" or "off");

    private static bool EndsItem(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.None
        || pieces.IsAny(at, ".,;:!?)×")
        || (pieces.Span(at) is "x" or "X" && pieces.IsDigits(at + 1))
        || (pieces.IsSpace(at) && !pieces.IsDigits(at + 1));

    /// <summary>True if an apostrophe that opens a quotation stands before.</summary>
    private static bool ClosesQuotation(Pieces pieces, int at)
    {
        for (var i = at - 1; i >= 0 && i > at - QuotationReach; i--)
            if (pieces.Is(i, '\'') && pieces.StartsItem(i))
                return true;
        return pieces.Is(at - 1, '\'');
    }

    /// <summary>A double quote that closes no quotation.</summary>
    public static bool IsInchMark(Pieces pieces, int at) => pieces.Is(at, '"') && pieces.QuotesBefore(at) % 2 == 0;

    private static void Count(Pieces pieces, int at, int end, string one, string many, Speech speech) =>
        speech.Say(
            pieces.Range(at, end),
            NumberWords.Cardinal(pieces.Span(at)) + " " + (pieces.Value(at) == 1 ? one : many),
            Kind
        );
}
