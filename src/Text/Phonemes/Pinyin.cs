using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes;

/// <summary>Says Chinese names in pinyin: each syllable is an initial and a final of a closed list.</summary>
internal static class Pinyin
{
    private const int LongestSyllable = 6,
        MostSyllables = 4;

    private static readonly (string Written, string Sounds)[] Initials =
    [
        ("zh", "JH"),
        ("ch", "CH"),
        ("sh", "SH"),
        ("b", "B"),
        ("p", "P"),
        ("m", "M"),
        ("f", "F"),
        ("d", "D"),
        ("t", "T"),
        ("n", "N"),
        ("l", "L"),
        ("g", "G"),
        ("k", "K"),
        ("h", "HH"),
        ("j", "JH"),
        ("q", "CH"),
        ("x", "SH"),
        ("r", "R"),
        ("z", "D Z"),
        ("c", "T S"),
        ("s", "S"),
        ("y", "Y"),
        ("w", "W"),
        ("", ""),
    ];

    private static readonly FrozenDictionary<string, string> Finals = new Dictionary<string, string>
    {
        ["a"] = "AA",
        ["o"] = "AO",
        ["e"] = "AH",
        ["ai"] = "AY",
        ["ei"] = "EY",
        ["ao"] = "AW",
        ["ou"] = "OW",
        ["an"] = "AA N",
        ["en"] = "AH N",
        ["ang"] = "AA NG",
        ["eng"] = "AH NG",
        ["ong"] = "UH NG",
        ["er"] = "AA R",
        ["i"] = "IY",
        ["ia"] = "Y AA",
        ["ie"] = "Y EH",
        ["iao"] = "Y AW",
        ["iu"] = "Y OW",
        ["ian"] = "Y EH N",
        ["in"] = "IH N",
        ["iang"] = "Y AA NG",
        ["ing"] = "IH NG",
        ["iong"] = "Y UH NG",
        ["u"] = "UW",
        ["ua"] = "W AA",
        ["uo"] = "W AO",
        ["uai"] = "W AY",
        ["ui"] = "W EY",
        ["uan"] = "W AA N",
        ["un"] = "UH N",
        ["uang"] = "W AA NG",
        ["ue"] = "W EH",
        ["ve"] = "W EH",
        ["v"] = "UW",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Syllables = (
        from initial in Initials
        from final in Finals
        where Exists(initial.Written, final.Key)
        select KeyValuePair.Create(initial.Written + final.Key, Sounds(initial, final.Key, final.Value))
    )
        .DistinctBy(entry => entry.Key)
        .ToFrozenDictionary();

    /// <summary>
    /// The sounds of a name; null for a word that is no pinyin or could as well be another language's.
    /// </summary>
    /// <param name="word">Lower-case letters.</param>
    public static IReadOnlyList<string>? Pronounce(string word)
    {
        if (!IsTelling(word) || Parse(word, 0) is not { } syllables)
            return null;
        var phones = new List<string>();
        for (var i = 0; i < syllables.Count; i++)
            foreach (var sound in Syllables[syllables[i]].Split(' '))
                phones.Add(Arpabet.IndexOf(sound) >= 0 ? sound : sound + (i + 1 == syllables.Count ? '1' : '0'));
        return phones;
    }

    /// <summary>
    /// Spellings that hardly another language has: q without u, x or zh at a beginning, -iang, -uang, -iong.
    /// </summary>
    private static bool IsTelling(string word) =>
        word.StartsWith('x')
        || word.StartsWith("zh", StringComparison.Ordinal)
        || (word.Contains('q', StringComparison.Ordinal) && !word.Contains("qu", StringComparison.Ordinal))
        || word.Contains("iang", StringComparison.Ordinal)
        || word.Contains("uang", StringComparison.Ordinal)
        || word.Contains("iong", StringComparison.Ordinal)
        || word.StartsWith("qi", StringComparison.Ordinal)
        || word.IndexOf("zh", StringComparison.Ordinal) > 0
        || word.IndexOf("xi", StringComparison.Ordinal) > 0;

    private static List<string>? Parse(string word, int at)
    {
        if (at == word.Length)
            return [];
        for (var length = Math.Min(LongestSyllable, word.Length - at); length > 0; length--)
            if (
                Syllables.ContainsKey(word.Substring(at, length))
                && Parse(word, at + length) is { Count: < MostSyllables } rest
            )
                return [word.Substring(at, length), .. rest];
        return null;
    }

    private static bool Exists(string initial, string final) =>
        initial switch
        {
            "j" or "q" or "x" => final[0] is 'i' || final is "u" or "ue" or "uan" or "un",
            "zh" or "ch" or "sh" or "r" or "z" or "c" or "s" => final is "i"
                || (final[0] is not ('i' or 'v') && final is not ("er" or "ue")),
            "y" => final
                is "a"
                    or "e"
                    or "ao"
                    or "ou"
                    or "an"
                    or "ang"
                    or "i"
                    or "in"
                    or "ing"
                    or "ong"
                    or "u"
                    or "ue"
                    or "uan"
                    or "un"
                    or "o",
            "w" => final is "a" or "o" or "ai" or "ei" or "an" or "en" or "ang" or "eng" or "u",
            "" => final is "a" or "o" or "e" or "ai" or "ei" or "ao" or "ou" or "an" or "en" or "ang" or "er",
            "g" or "k" or "h" => final[0] is not ('i' or 'v') && final is not ("ue" or "er"),
            _ => final is not ("er" or "iong" or "ua" or "uai" or "uang")
                && (final is not ("ue" or "v" or "ve") || initial is "n" or "l"),
        };

    private static string Sounds((string Written, string Sounds) initial, string final, string sounds)
    {
        if (final == "i")
            sounds = initial.Written switch
            {
                "zh" or "ch" or "sh" or "r" => "ER",
                "z" or "c" or "s" => "IH",
                _ => "IY",
            };
        else if (initial.Written is "j" or "q" or "x" or "y")
            sounds = final switch
            {
                "uan" => "W EH N",
                "un" => "UH N",
                "an" when initial.Written == "y" => "EH N",
                _ => sounds,
            };
        if (initial.Written == "r" && final == "i")
            return "R ER";
        if (initial.Written is "j" or "q" or "x" && sounds.StartsWith("Y ", StringComparison.Ordinal) && final is "ian")
            sounds = "Y EH N";
        return (initial.Sounds + " " + sounds).Trim();
    }
}
