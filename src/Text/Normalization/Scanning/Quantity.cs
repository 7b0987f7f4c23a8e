namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>A number as written: sign, whole digits without commas, decimals.</summary>
/// <param name="Negative">A minus stands before it.</param>
/// <param name="Whole">Digits before the point; empty in ".5".</param>
/// <param name="Decimals">Digits after the point; null where there is no point.</param>
/// <param name="Grouped">The whole has commas or blanks every three digits.</param>
/// <param name="Next">The piece after it.</param>
internal readonly record struct Quantity(bool Negative, string Whole, string? Decimals, bool Grouped, int Next)
{
    /// <summary>True if it takes the singular.</summary>
    public bool IsOne => Whole == "1" && Decimals is null;

    /// <summary>Reads a number at a piece: 12, -12, 1,234, 12.5, .5.</summary>
    public static bool TryRead(Pieces pieces, int at, out Quantity quantity)
    {
        if (pieces.LastQuantity.At == at)
            return (quantity = pieces.LastQuantity.Value).Next > at;
        var read = Read(pieces, at, out quantity);
        pieces.LastQuantity = (at, quantity);
        return read;
    }

    private static bool Read(Pieces pieces, int at, out Quantity quantity)
    {
        quantity = default;
        var i = at;
        var negative = pieces.Is(i, '-') && pieces.StartsItem(i);
        if (negative)
            i++;
        var whole = "";
        var grouped = false;
        if (pieces.IsDigits(i))
        {
            whole = pieces.String(i);
            i++;
            if (whole.Length is 1 or 2 && IsIndianGroups(pieces, i))
            {
                for (; pieces.Is(i, ',') && pieces.IsDigits(i + 1); i += 2)
                    whole += pieces.String(i + 1);
                grouped = true;
            }
            else if (whole.Length <= 3 && whole[0] != '0' && pieces.SpacedGroupsEnd(pieces, i) is var end && end > i)
            {
                for (; i < end; i += 2)
                    whole += pieces.String(i + 1);
                grouped = true;
            }
            else if (whole.Length <= 3 && whole[0] != '0')
                while (
                    (pieces.IsAny(i, ",_") || IsThinSpace(pieces, i))
                    && pieces.IsDigits(i + 1, 3, 3)
                    && whole.Length < 40
                )
                {
                    whole += pieces.String(i + 1);
                    grouped = true;
                    i += 2;
                }
        }
        string? decimals = null;
        if (pieces.Is(i, '.') && pieces.IsDigits(i + 1) && (whole.Length > 0 || pieces.StartsItem(i)))
        {
            if (!(pieces.Is(i + 2, '.') && pieces.IsDigits(i + 3)))
            {
                decimals = pieces.String(i + 1);
                i += 2;
            }
            else if (!grouped)
                return false;
        }
        if (whole.Length == 0 && decimals is null)
            return false;
        quantity = new(negative, whole, decimals, grouped, i);
        return true;
    }

    /// <summary>A blank that typographers put between thousands: no-break, thin or narrow.</summary>
    private static bool IsThinSpace(Pieces pieces, int at) =>
        pieces.IsSpace(at) && pieces.Length(at) == 1 && pieces.TypedAt(at) is '\u00A0' or '\u2009' or '\u202F';

    /// <summary>The 00,000 of 5,00,000: groups of two before the last of three.</summary>
    private static bool IsIndianGroups(Pieces pieces, int at)
    {
        var i = at;
        while (pieces.Is(i, ',') && pieces.IsDigits(i + 1, 2, 2) && i < at + 10)
            i += 2;
        return i > at && pieces.Is(i, ',') && pieces.IsDigits(i + 1, 3, 3) && !(pieces.Is(i + 2, ','));
    }

    /// <summary>In words as an amount: 13000 → thirteen thousand, 0.10 → zero point one zero.</summary>
    public string Words()
    {
        var words = (Negative ? "minus " : "") + (Whole.Length > 0 ? NumberWords.Cardinal(Whole) : "");
        return Decimals is null
            ? words
            : (Whole.Length > 0 ? words + " " : words) + "point " + NumberWords.Digits(Decimals);
    }
}
