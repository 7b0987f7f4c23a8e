using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Words and letters that multiply a number: million, bn, k.</summary>
internal static class Scales
{
    /// <summary>The scale after a number; null where there is none.</summary>
    /// <remarks>In amounts of money b and m after a blank, and k glued to the number, are scales too.</remarks>
    public static string? TryRead(Pieces pieces, int at, bool money, out int next)
    {
        var i = pieces.SkipSpace(at);
        next = i + 1;
        var word = pieces.Lower(i);
        if (
            word is "hundred" or "thousand" or "million" or "billion" or "trillion" or "quadrillion" or "quintillion"
            && i > at
        )
            return word;
        if (!money)
            return null;
        return word switch
        {
            "b" or "bn" or "bln" => "billion",
            "m" or "mn" or "mln" or "mm" => "million",
            "k" when i == at => "thousand",
            "t" or "tn" or "trn" when i == at => "trillion",
            "million" or "billion" or "trillion" or "thousand" => word,
            _ => null,
        };
    }
}
