using System.Globalization;
using System.Text;
using AnyAscii;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>The simpler character that a reader sees in a compatibility character.</summary>
internal static class LookAlikes
{
    /// <summary>The replacement of one character where it is one UTF-16 unit; the same character for most.</summary>
    public static char Fold(char c) =>
        c switch
        {
            < '\u0080' => c,
            '‘' or '’' or 'ʼ' or '‛' or '′' or '´' or 'ʹ' or '‚' or '＇' => '\'',
            '“' or '”' or '„' or '‟' or '«' or '»' or '″' or '‶' or '〝' or '〞' or '‹' or '›' => '"',
            '\u2010' or '\u2011' or '\u2012' or '\u2212' or '\uFE63' or '₋' => '-',
            '―' or '⸺' or '⸻' => '—',
            '\uFF5E' or '∼' or '〜' => '~',
            '˚' => '°',
            '₊' => '+',
            '₌' => '=',
            '₍' => '(',
            '₎' => ')',
            '\u2126' => 'Ω',
            '\u212A' => 'K',
            '\u212B' => 'Å',
            '\uFFE0' => '¢',
            '\uFFE1' => '£',
            '\uFFE5' => '¥',
            '\uFFE6' => '₩',
            >= '₀' and <= '₉' => (char)(c - '₀' + '0'),
            >= '\uFF01' and <= '\uFF5D' => (char)(c - 0xFEE0),
            _ when char.IsDigit(c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
            _ => c,
        };

    /// <summary>
    /// The replacement of a character by another number of units: ligatures, Roman numerals, mathematical letters,
    /// squared units; null for all others.
    /// </summary>
    /// <param name="rune">Not ASCII.</param>
    /// <param name="apart">True where the neighbours are separate items, as in ①②.</param>
    public static string? Expand(Rune rune, out bool apart)
    {
        apart = false;
        switch (rune.Value)
        {
            case >= 0x1D6A8 and <= 0x1D7CB:
                return ((rune.Value - 0x1D6A8) % 58) switch
                {
                    < 25 and var capital => ((char)('Α' + capital)).ToString(),
                    25 => "∇",
                    >= 26 and < 51 and var small => ((char)('α' + small - 26)).ToString(),
                    51 => "∂",
                    var variant => "ϵϑϰϕϱϖ"[variant - 52].ToString(),
                };
            case >= 0xFB00
            and <= 0xFB06
            or >= 0x1D400
            and <= 0x1D6A7
            or >= 0x2100
            and <= 0x2139
            and not (0x2103 or 0x2109 or 0x2116 or 0x2117 or 0x211E or 0x2120 or 0x2122 or 0x2126 or 0x212A or 0x212B):
                return Compatible(rune);
            case >= 0x2160
            and <= 0x217F
            or >= 0x3300
            and <= 0x33FF
            or >= 0x24B6
            and <= 0x24E9
            or >= 0x1F130
            and <= 0x1F149:
                apart = rune.Value is >= 0x24B6 and <= 0x24E9 or >= 0x1F130;
                return Compatible(rune);
            case >= 0x249C and <= 0x24B5:
                apart = true;
                return ((char)('a' + rune.Value - 0x249C)).ToString();
            case >= 0x1F110 and <= 0x1F129:
                apart = true;
                return ((char)('A' + rune.Value - 0x1F110)).ToString();
            case >= 0x1F150 and <= 0x1F169:
                apart = true;
                return ((char)('A' + rune.Value - 0x1F150)).ToString();
            case >= 0x1F170 and <= 0x1F189:
                apart = true;
                return ((char)('A' + rune.Value - 0x1F170)).ToString();
            case 0xB2 or 0xB3 or 0xB9 or >= 0x2070 and <= 0x2079 or >= 0x2080 and <= 0x2089:
                return null;
            default:
                apart = Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber;
                return
                    apart || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber && rune.Value > 0xFFFF
                    ? Number(rune)
                    : null;
        }
    }

    private static string? Compatible(Rune rune)
    {
        var simple = rune.ToString().Transliterate();
        if (rune.Value is >= 0x3371 and <= 0x33DF)
            simple = simple.Replace("Ohm", "Ω", StringComparison.Ordinal) is ['u', .. var unit]
                ? "µ" + unit
                : simple.Replace("Ohm", "Ω", StringComparison.Ordinal);
        return simple.Length > 0 && simple != rune.ToString() ? simple : null;
    }

    /// <summary>The digits of a number's sign, the usual sign of a fraction; null for other fractions.</summary>
    private static string? Number(Rune rune) =>
        Rune.GetNumericValue(rune) switch
        {
            0.25 when rune.Value != '¼' => "¼",
            0.5 when rune.Value != '½' => "½",
            0.75 when rune.Value != '¾' => "¾",
            var value and >= 0 when value == Math.Floor(value) => value.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
}
