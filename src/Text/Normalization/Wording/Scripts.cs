using System.Text;
using AnyAscii;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Letters of other scripts than Latin.</summary>
internal static class Scripts
{
    private const int LongestSymbol = 8;

    private static readonly string[] GreekLetters =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];

    /// <summary>True if all letters are Latin, accents and phonetic letters included.</summary>
    public static bool IsLatin(string word)
    {
        if (Ascii.IsValid(word))
            return true;
        foreach (var rune in word.EnumerateRunes())
            if (
                rune.Value
                is >= 0x370
                    and not (
                        >= 0x1E00
                        and <= 0x1EFF
                        or >= 0x2C60
                        and <= 0x2C7F
                        or >= 0xA720
                        and <= 0xA7FF
                        or '’'
                        or '‘'
                        or '′'
                        or '\u2060'
                        or '‛'
                    )
            )
                return false;
        return true;
    }

    /// <summary>
    /// Says a word of another script in Latin letters and reports it; single Greek letters and indices by name.
    /// </summary>
    public static void Read(TextSpan span, string word, Speech speech)
    {
        if (word.Length <= LongestSymbol && ReadSymbol(span, word, speech))
            return;
        var said = false;
        foreach (var part in Parts(word))
        {
            speech.Word(span, part, "transliterated");
            said = true;
        }
        if (!said)
            speech.Silent(span, "");
        speech.Notice(
            span,
            said ? "Letters of another script are said as Latin ones." : "Letters of another script were skipped."
        );
    }

    /// <summary>The Latin words of a transliteration; a script without capitals gives one for each syllable.</summary>
    private static IEnumerable<string> Parts(string word)
    {
        var bySyllables = !word.Any(c => char.IsUpper(c) || char.IsLower(c));
        var part = new StringBuilder();
        foreach (var c in word.Transliterate())
        {
            var letter = char.IsAsciiLetter(c) || (c == '\'' && part.Length > 0);
            if (part.Length > 0 && (!letter || (bySyllables && char.IsAsciiLetterUpper(c))))
            {
                yield return part.ToString().TrimEnd('\'');
                part.Clear();
            }
            if (letter)
                part.Append(c);
        }
        if (part.Length > 0)
            yield return part.ToString().TrimEnd('\'');
    }

    /// <summary>π, Δx, PLCγ, xᵢ: Greek letters and indices by name, Latin letters as they are.</summary>
    private static bool ReadSymbol(TextSpan span, string word, Speech speech)
    {
        var greek = word.Count(c => Greek(c) is not null);
        var raised = word.Count(IsIndex);
        var latin = word.Count(char.IsAsciiLetter);
        if (greek + raised + latin < word.Length || greek + raised == 0 || (greek > 1 && latin == 0))
            return false;
        for (var i = 0; i < word.Length;)
        {
            var run = i;
            while (run < word.Length && char.IsAsciiLetter(word[run]))
                run++;
            if (run > i)
                speech.Word(
                    span,
                    word[i..run],
                    run - i == 1 || raised > 0 || !word[i..run].Any(char.IsAsciiLetterLower) ? Speech.Acronym : "word"
                );
            else if (Greek(word[run]) is { } name)
                speech.Word(span, name, "symbol");
            else
            {
                if (word[run] is 'ⁿ' or 'ˣ' && run == 1 && word.Length == 2)
                    speech.Say(span, "to the power of", "math");
                speech.Word(span, word[run].ToString().Transliterate(), Speech.Acronym);
            }
            i = run > i ? run : run + 1;
        }
        return true;
    }

    private static string? Greek(char letter) =>
        letter switch
        {
            >= 'α' and <= 'ω' => GreekLetters[letter - 'α'],
            >= 'Α' and <= 'Ω' => GreekLetters[letter - 'Α'],
            'µ' => "mu",
            'ϵ' => "epsilon",
            'ϕ' => "phi",
            'ϑ' => "theta",
            _ => null,
        };

    /// <summary>Raised and lowered Latin letters.</summary>
    private static bool IsIndex(char letter) =>
        letter
            is >= '\u1D2C'
                and <= '\u1D6A'
                or >= '\u1D9B'
                and <= '\u1DBF'
                or >= '\u2090'
                and <= '\u209C'
                or '\u2071'
                or '\u207F'
        && letter.ToString().Transliterate() is [var one]
        && char.IsAsciiLetter(one);
}
