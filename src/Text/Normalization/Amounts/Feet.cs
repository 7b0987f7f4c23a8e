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
            Count(pieces, at, at + 2, "foot", "feet", speech);
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

    private static bool EndsItem(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.None
        || pieces.IsAny(at, ".,;:!?)×")
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
