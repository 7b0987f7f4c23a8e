using VoiceSmith.Text.Normalization.Amounts;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization;

/// <summary>Numbers whose groups of three digits have blanks between: 10 000.</summary>
internal static class SpacedNumbers
{
    /// <summary>
    /// The piece after groups of three digits with blanks between, 10 000 or 1 250 000; <paramref name="at"/> where
    /// what stands around does not show that they are one number.
    /// </summary>
    public static int GroupsEnd(Pieces pieces, int at)
    {
        const int MostGroups = 4;
        var end = at;
        while (
            end < at + 2 * MostGroups
            && pieces.IsSpace(end)
            && pieces.Length(end) == 1
            && pieces.IsDigits(end + 1, 3, 3)
        )
            end += 2;
        if (
            end == at
            || pieces.IsLetters(end)
            || (pieces.IsSpace(end) && pieces.IsDigits(end + 1))
            || (pieces.IsAny(end, "-–/:'") && (pieces.IsDigits(end + 1) || pieces.IsLetters(end + 1)))
            || (pieces.IsSpace(at - 2) && pieces.IsDigits(at - 3))
            || pieces.IsAny(at - 2, "+-–/:.#")
            || (pieces.Is(end, '.') && pieces.IsDigits(end + 1) && pieces.Is(end + 2, '.') && pieces.IsDigits(end + 3))
        )
            return at;
        var counts =
            Currencies.Sign(pieces, at - 2, out _) is not null
            || pieces.IsAny(end, "$€£¥%")
            || (
                pieces.IsSpace(end)
                && (
                    pieces.IsAny(end + 1, "$€£¥%")
                    || Numbers.IsPluralNoun(pieces, end + 1)
                    || Units.Read(pieces, end + 1, glued: false, out _) is not null
                    || Currencies.Code(pieces, end + 1, out _) is not null
                )
            );
        var round = pieces.Span(end - 1) is "000" || (end == at + 2 && pieces.Span(end - 1)[1..] is "00");
        return round ? (counts || !Follows(pieces, at - 3) || pieces.Span(end - 1) is "000" ? end : at)
            : counts && !Follows(pieces, at - 3) ? end
            : at;
    }

    /// <summary>A month or a word that numbers something: the number behind it may end there.</summary>
    private static bool Follows(Pieces pieces, int word) =>
        pieces.IsLetters(word)
        && (
            Months.TryMonth(pieces, word, out _, out _)
            || pieces.Lower(word)
                is "page"
                    or "room"
                    or "chapter"
                    or "version"
                    or "number"
                    or "code"
                    or "pin"
                    or "boeing"
                    or "airbus"
                    or "windows"
                    or "day"
                    or "week"
                    or "level"
                    or "top"
        );
}
