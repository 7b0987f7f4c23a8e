namespace VoiceSmith.Text.Phonemes;

/// <summary>Says inflected words from their base form: cats, boxes, James's, cited, running, they'd've.</summary>
internal static class Inflections
{
    private static readonly (string Written, string[] Sounds)[] Contractions =
    [
        ("n't", ["AH0", "N", "T"]),
        ("'ll", ["AH0", "L"]),
        ("'ve", ["AH0", "V"]),
        ("'re", ["ER0"]),
        ("'d", ["D"]),
        ("'m", ["M"]),
        ("'em", ["AH0", "M"]),
        ("'n", ["AH0", "N"]),
    ];

    private static readonly (string Written, string[] Sounds)[] Suffixes =
    [
        ("ing", ["IH0", "NG"]),
        ("in'", ["IH0", "N"]),
        ("er", ["ER0"]),
        ("ers", ["ER0", "Z"]),
        ("est", ["AH0", "S", "T"]),
        ("ly", ["L", "IY0"]),
        ("ness", ["N", "AH0", "S"]),
        ("less", ["L", "AH0", "S"]),
        ("ful", ["F", "AH0", "L"]),
        ("able", ["AH0", "B", "AH0", "L"]),
        ("ish", ["IH0", "SH"]),
        ("ment", ["M", "AH0", "N", "T"]),
        ("ism", ["IH2", "Z", "AH0", "M"]),
        ("ist", ["AH0", "S", "T"]),
        ("ists", ["AH0", "S", "T", "S"]),
    ];

    /// <summary>The sounds of an inflected word, from those of its base.</summary>
    /// <param name="word">Lower case.</param>
    /// <param name="pronounce">Says a base form; null where it is unknown.</param>
    public static List<string>? Pronounce(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        if (word.Length < 3)
            return null;
        return Possessive(word, pronounce)
            ?? Contraction(word, pronounce)
            ?? Plural(word, pronounce)
            ?? Past(word, pronounce)
            ?? Suffixed(word, pronounce);
    }

    /// <summary>Adds the sound of a plural, possessive or third person.</summary>
    public static List<string> AddS(IReadOnlyList<string> phones) =>
        phones[^1] switch
        {
            "S" or "Z" or "SH" or "ZH" or "CH" or "JH" => [.. phones, "IH0", "Z"],
            "P" or "T" or "K" or "F" or "TH" => [.. phones, "S"],
            _ => [.. phones, "Z"],
        };

    private static List<string> AddD(IReadOnlyList<string> phones) =>
        phones[^1] switch
        {
            "T" or "D" => [.. phones, "IH0", "D"],
            "P" or "K" or "F" or "TH" or "S" or "SH" or "CH" => [.. phones, "T"],
            _ => [.. phones, "D"],
        };

    private static List<string>? Possessive(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal))
            return pronounce(word[..^2]) is { Count: > 0 } owner ? AddS(owner) : null;
        return word.EndsWith("s'", StringComparison.Ordinal) && pronounce(word[..^1]) is { } owners
            ? [.. owners]
            : null;
    }

    private static List<string>? Contraction(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        foreach (var (written, sounds) in Contractions)
            if (word.Length > written.Length && word.EndsWith(written, StringComparison.Ordinal))
            {
                if (pronounce(word[..^written.Length]) is not { Count: > 0 } stem)
                    return null;
                var vowel = written == "'d" && stem[^1] is "T" or "D";
                return vowel ? [.. stem, "AH0", .. sounds] : [.. stem, .. sounds];
            }
        return null;
    }

    private static List<string>? Plural(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        if (word[^1] != 's' || word[^2] is 's' or '\'' or 'u')
            return null;
        if (pronounce(word[..^1]) is { Count: > 0 } single)
            return AddS(single);
        if (word.EndsWith("ies", StringComparison.Ordinal) && pronounce(word[..^3] + "y") is { } y)
            return AddS(y);
        return
            word.EndsWith("es", StringComparison.Ordinal)
            && pronounce(word[..^2]) is { Count: > 0 } hissed
            && (hissed[^1] is "S" or "Z" or "SH" or "ZH" or "CH" or "JH" || word[^3] == 'o')
            ? AddS(hissed)
            : null;
    }

    private static List<string>? Past(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        if (!word.EndsWith("ed", StringComparison.Ordinal) || word.Length < 4)
            return null;
        return Bases(word[..^2]).Select(pronounce).FirstOrDefault(phones => phones is { Count: > 0 }) is { } stem
            ? AddD(stem)
            : null;
    }

    private static List<string>? Suffixed(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        foreach (var (written, sounds) in Suffixes)
            if (word.Length > written.Length + 2 && word.EndsWith(written, StringComparison.Ordinal))
            {
                var stem = word[..^written.Length];
                var vowel = written[0] is 'a' or 'e' or 'i';
                var bases =
                    vowel ? Bases(stem)
                    : stem[^1] == 'i' ? [stem[..^1] + "y", stem]
                    : [stem];
                if (bases.Select(pronounce).FirstOrDefault(phones => phones is { Count: > 0 }) is { } phones)
                    return Join(phones, sounds);
            }
        return null;
    }

    /// <summary>Full + ly has one L.</summary>
    private static List<string> Join(IReadOnlyList<string> stem, string[] sounds) =>
        stem[^1] == sounds[0] && sounds[0] == "L" ? [.. stem, .. sounds[1..]] : [.. stem, .. sounds];

    /// <summary>Stems before -ed, -ing, -er: walk(ed), bak(e), stop(p), carr(y).</summary>
    private static IEnumerable<string> Bases(string stem)
    {
        var doubled = stem.Length > 2 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'e' or 'o');
        var single =
            stem.Length > 1
            && "aeiou".Contains(stem[^2], StringComparison.Ordinal)
            && (stem.Length < 3 || !"aeiou".Contains(stem[^3], StringComparison.Ordinal));
        if (doubled)
            yield return stem[..^1];
        if (single)
            yield return stem + "e";
        yield return stem;
        if (!single)
            yield return stem + "e";
        if (stem[^1] == 'i')
            yield return stem[..^1] + "y";
        if (stem.Length > 2 && stem[^1] == stem[^2])
            yield return stem[..^1];
    }
}
