using System.Text;
using AnyAscii;

namespace VoiceSmith.Text.Normalization;

/// <summary>Letters of other scripts than Latin.</summary>
internal static class Scripts
{
    private static readonly string[] GreekLetters =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi",
        "psi", "omega",
    ];

    /// <summary>Whether all letters are Latin, accents and phonetic letters included.</summary>
    public static bool IsLatin(string word)
    {
        if (Ascii.IsValid(word))
            return true;
        foreach (var rune in word.EnumerateRunes())
            if (rune.Value is >= 0x370 and not (>= 0x1E00 and <= 0x1EFF or >= 0x2C60 and <= 0x2C7F or >= 0xA720 and <= 0xA7FF or '’' or '‘' or '′' or '\u2060' or '‛'))
                return false;
        return true;
    }

    /// <summary>Says a word of another script in Latin letters, and reports it.</summary>
    public static void Read(Pieces pieces, TextSpan span, string word, Speech speech)
    {
        if (ReadGreekLetter(span, word, speech))
            return;
        var latin = word.Transliterate();
        var said = false;
        foreach (var range in latin.AsSpan().SplitAny(" -"))
        {
            var part = new string([.. latin[range].Where(c => char.IsAsciiLetter(c) || c == '\'')]).Trim('\'');
            if (part.Length == 0)
                continue;
            speech.Word(span, part, "transliterated");
            said = true;
        }
        if (!said)
            speech.Silent(span, "");
        speech.Notice(span, said ? "Letters of another script are said as Latin ones." : "Letters of another script were skipped.");
    }

    /// <summary>π, Δ, Δx: the letter's name, and what Latin letters follow.</summary>
    private static bool ReadGreekLetter(TextSpan span, string word, Speech speech)
    {
        var name = word[0] switch
        {
            >= 'α' and <= 'ω' => GreekLetters[word[0] - 'α'],
            >= 'Α' and <= 'Ω' => GreekLetters[word[0] - 'Α'],
            'µ' => "mu",
            'ϵ' => "epsilon",
            'ϕ' => "phi",
            'ϑ' => "theta",
            _ => null,
        };
        if (name is null || !Ascii.IsValid(word.AsSpan(1)) || word.Length > 4)
            return false;
        speech.Word(span, name, "symbol");
        if (word.Length > 1)
            speech.Word(span, word[1..], word.Length == 2 ? Speech.Acronym : "word");
        return true;
    }
}
