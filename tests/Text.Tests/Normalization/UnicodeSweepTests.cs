using System.Globalization;
using System.Text;
using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>
/// Every letter, number and symbol of Unicode is said, or is in the list of silent ones and reported.
/// </summary>
public sealed class UnicodeSweepTests
{
    private static bool IsChecked(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is <= UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.MathSymbol
                or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.OtherSymbol;

    [Fact]
    public void Normalize_EveryLetterNumberAndSymbol_IsSaidOrListedAsSilent()
    {
        var listed = File.ReadLines(GoldenData.File("silent-symbols.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('-'))
            .Select(ends => (First: Convert.ToInt32(ends[0], 16), Last: Convert.ToInt32(ends[^1], 16)))
            .ToArray();
        var normalizer = new TextNormalizer();
        var wrong = new List<string>();
        for (var value = 0xA1; value <= 0x1FFFF; value++)
        {
            if (!Rune.IsValid(value) || !IsChecked(new(value)))
                continue;
            var spoken = normalizer.Normalize($"take {new Rune(value)} now");
            var said = spoken.Tokens.Count(token => token.Kind == SpokenTokenKind.Word) > 2;
            var silent = Array.Exists(listed, range => range.First <= value && value <= range.Last);
            if (said == silent)
                wrong.Add($"U+{value:X4} is {(said ? "said" : "silent")}");
            else if (
                !said
                && spoken.Notices.Count == 0
                && value is not (0xB4 or 0x208B or >= 0x2B9 and <= 0x2BC or >= 0xFF1C and <= 0xFF5C)
            )
                wrong.Add($"U+{value:X4} is silent without a notice");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count}: {string.Join(", ", wrong.Take(50))}");
    }
}
