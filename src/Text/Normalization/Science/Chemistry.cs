using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Chemical formulae: H2O, CO₂, Al2O3, C6H12O6.</summary>
internal static class Chemistry
{
    private const int MostPlaces = 16;

    private static readonly FrozenSet<string> Elements = (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Nd Sm Eu Gd Tb Dy "
        + "Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Ra Th Pa U Np Pu Am"
    )
        .Split(' ')
        .ToFrozenSet();

    /// <summary>Formulae that could be taken for other codes.</summary>
    private static readonly FrozenSet<string> Known = new[]
    {
        "H2O", "CO2", "NO2", "SO2", "N2O", "NH3", "NH4", "CH4", "SO3", "SO4", "NO3", "H2S", "PO4", "CO3", "O2", "H2",
        "N2", "O3", "H3O", "D2O", "PH3", "BF3", "UF6", "SF6", "CS2", "HO2", "CH3", "C2H4", "C2H6", "CF4", "F2", "Cl2",
        "Br2", "I2", "NaCl", "NaOH", "KOH", "HCl", "KCl", "HBr", "MgO", "CaO", "ZnO", "LiOH",
    }.ToFrozenSet();

    /// <summary>A formula: letters by name, numbers as numbers.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsLetters(at) || pieces.IsAny(at - 1, "-/"))
            return at;
        var end = at;
        var formula = "";
        var (numbers, elements, twoLetters) = (0, 0, 0);
        while (
            formula.Length < 24
            && (pieces.IsLetters(end) || (end > at && pieces.IsDigits(end, 1, 2) && pieces.Span(end)[0] != '0'))
        )
        {
            formula += pieces.String(end);
            if (pieces.IsDigits(end))
                numbers++;
            else if (!TryElements(pieces.Span(end), ref elements, ref twoLetters))
                return at;
            end++;
        }
        if (
            pieces.IsLetters(end)
            || pieces.IsDigits(end)
            || !(
                Known.Contains(formula)
                || (
                    elements >= 2 && (numbers >= 2 || twoLetters > 0) && formula.Contains('O', StringComparison.Ordinal)
                )
                || (elements >= 2 && numbers >= 2)
            )
        )
            return at;
        for (var i = at; i < end; i++)
        {
            if (pieces.IsLetters(i))
                speech.Spell(pieces.Range(i, i + 1), pieces.String(i));
            else
                speech.Say(pieces.Range(i, i + 1), NumberWords.Cardinal(pieces.Span(i)), "chemistry");
        }
        return end;
    }

    /// <summary>The places in 2,4-D and 1,3-butadiene.</summary>
    public static int ReadPlaces(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !pieces.IsDigits(at, 1, 2)
            || !pieces.Is(at + 1, ',')
            || !pieces.IsDigits(at + 2, 1, 2)
        )
            return at;
        var end = at + 1;
        while (end < at + MostPlaces && pieces.Is(end, ',') && pieces.IsDigits(end + 1, 1, 2))
            end += 2;
        if (!pieces.Is(end, '-') || !pieces.IsLetters(end + 1))
            return at;
        for (var i = at; i < end; i += 2)
            speech.Say(pieces.Range(i, i + 2 < end ? i + 2 : i + 1), NumberWords.Cardinal(pieces.Span(i)), "chemistry");
        speech.Silent(pieces.Range(end, end + 1), "-");
        return end + 1;
    }

    /// <summary>¹⁴C, ²³⁵U: the number, then the element.</summary>
    public static int ReadIsotope(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, ")]"))
            return at;
        var (end, digits) = (at, "");
        while (end < at + 3 && pieces[end].Kind == PieceKind.Symbol && Maths.Raised(pieces, end) is { } digit)
        {
            digits += digit;
            end++;
        }
        if (digits.Length == 0 || !pieces.IsLetters(end))
            return at;
        var words =
            digits.Length == 3 && digits[1..] is not "00" ? NumberWords.Name(digits) : NumberWords.Cardinal(digits);
        speech.Say(pieces.Range(at, end), words, "chemistry");
        if (!Elements.Contains(pieces.String(end)))
            return end;
        speech.Spell(pieces.Range(end, end + 1), pieces.String(end));
        return end + 1;
    }

    private static bool TryElements(ReadOnlySpan<char> letters, ref int elements, ref int twoLetters)
    {
        for (var i = 0; i < letters.Length; elements++)
        {
            var two = i + 1 < letters.Length && char.IsAsciiLetterLower(letters[i + 1]);
            if (!Elements.Contains(letters.Slice(i, two ? 2 : 1).ToString()))
                return false;
            twoLetters += two ? 1 : 0;
            i += two ? 2 : 1;
        }
        return true;
    }
}
