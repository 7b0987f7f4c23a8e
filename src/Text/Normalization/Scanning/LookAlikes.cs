using System.Globalization;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>Characters that look like simpler ones.</summary>
internal static class LookAlikes
{
    /// <summary>The same text with look-alikes replaced, one for one: full-width forms, digits of other scripts, quotes, hyphens.</summary>
    public static string Fold(string source) => string.Create(source.Length, source, (folded, text) =>
    {
        for (var i = 0; i < folded.Length; i++)
            folded[i] = Fold(text[i]);
    });

    private static char Fold(char c) => c switch
    {
        < '\u0080' => c,
        '‘' or '’' or 'ʼ' or '‛' or '′' => '\'',
        '“' or '”' or '„' or '‟' or '«' or '»' or '″' => '"',
        '\u2010' or '\u2011' or '\u2012' or '\u2212' or '\uFE63' => '-',
        '―' => '—',
        '\uFF5E' or '∼' or '〜' => '~',
        >= '₀' and <= '₉' => (char)(c - '₀' + '0'),
        >= '\uFF01' and <= '\uFF5D' => (char)(c - 0xFEE0),
        _ when char.IsDigit(c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
        _ => c,
    };
}
