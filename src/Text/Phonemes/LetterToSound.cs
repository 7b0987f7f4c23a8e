using System.Buffers;

namespace VoiceSmith.Text.Phonemes;

/// <summary>Letter-to-sound rules: says any word, roughly. Stands in where no trained model is at hand.</summary>
/// <remarks>
/// Rules rewrite letters in their context from left to right, in the manner of Elovitz et al. (1976), "Letter-to-sound
/// rules for automatic translation of English text to phonetics". Their notation is explained in letter-to-sound.txt.
/// </remarks>
public sealed class LetterToSound : IGraphemeToPhoneme
{
    private const string Vowels = "aeiouy";
    private static readonly SearchValues<char> VowelLetters = SearchValues.Create(Vowels);
    private const string Voiced = "bdgjlmnrvwz";
    private static readonly string[] Endings = ["e", "es", "ed", "er", "ing", "ely"];
    private static readonly string[] StressBefore =
    [
        "tion", "sion", "cian", "ical", "ic", "ics", "ity", "ial", "ian", "ious", "eous", "ia", "ify", "ogy", "graphy",
    ];
    private static readonly string[] StressOn = ["ee", "eer", "ese", "ette", "esque", "ique"];

    private readonly Rule[][] _rules;

    private LetterToSound(Rule[] rules) =>
        _rules = [
            .. Enumerable.Range('a', 26).Select(letter => rules.Where(rule => rule.Letters[0] == letter).ToArray()),
        ];

    /// <summary>The rules of the assembly.</summary>
    public static LetterToSound English { get; } = new([.. ReadRules()]);

    /// <inheritdoc/>
    /// <remarks>A suggestion is better than these rules.</remarks>
    public IReadOnlyList<string> Pronounce(string word, params ReadOnlySpan<IReadOnlyList<string>> suggestions)
    {
        if (suggestions.Length > 0)
            return suggestions[0];
        if (!HasVowel(word))
            return [.. word.SelectMany(LetterNames.Of)];
        var sounds = new List<string>();
        for (var at = 0; at < word.Length;)
        {
            var rule = word[at] is >= 'a' and <= 'z' ? RuleAt(word, at) : null;
            sounds.AddRange(rule?.Sounds ?? []);
            at += rule?.Letters.Length ?? 1;
        }
        Stress(word, sounds);
        return sounds;
    }

    /// <summary>True if a word can be said at all, not only spelled.</summary>
    internal static bool HasVowel(string word) => word.AsSpan().ContainsAny(VowelLetters);

    private Rule? RuleAt(string word, int at)
    {
        foreach (var rule in _rules[word[at] - 'a'])
            if (
                word.AsSpan(at).StartsWith(rule.Letters, StringComparison.Ordinal)
                && FitsLeft(word.AsSpan(0, at), rule.Left)
                && FitsRight(word.AsSpan(at + rule.Letters.Length), rule.Right)
            )
                return rule;
        return null;
    }

    private static bool FitsLeft(ReadOnlySpan<char> letters, ReadOnlySpan<char> pattern)
    {
        for (; !pattern.IsEmpty; pattern = pattern[..^1])
            switch (pattern[^1])
            {
                case '_' when !letters.IsEmpty:
                    return false;
                case '_':
                    break;
                case ':':
                    while (!letters.IsEmpty && !Vowels.Contains(letters[^1], StringComparison.Ordinal))
                        letters = letters[..^1];
                    break;
                case '#':
                    var before = letters.TrimEnd(Vowels);
                    if (before.Length == letters.Length)
                        return false;
                    letters = before;
                    break;
                default:
                    if (letters.IsEmpty || !Fits(letters[^1], pattern[^1]))
                        return false;
                    letters = letters[..^1];
                    break;
            }
        return true;
    }

    private static bool FitsRight(ReadOnlySpan<char> letters, ReadOnlySpan<char> pattern)
    {
        for (; !pattern.IsEmpty; pattern = pattern[1..])
            switch (pattern[0])
            {
                case '_' when !letters.IsEmpty:
                    return false;
                case '_':
                    break;
                case '%':
                    return Endings.AsSpan().Contains(letters.ToString());
                case ':':
                    while (!letters.IsEmpty && !Vowels.Contains(letters[0], StringComparison.Ordinal))
                        letters = letters[1..];
                    break;
                case '#':
                    var after = letters.TrimStart(Vowels);
                    if (after.Length == letters.Length)
                        return false;
                    letters = after;
                    break;
                default:
                    if (letters.IsEmpty || !Fits(letters[0], pattern[0]))
                        return false;
                    letters = letters[1..];
                    break;
            }
        return true;
    }

    private static bool Fits(char letter, char pattern) =>
        pattern switch
        {
            '^' => letter is >= 'a' and <= 'z' && !Vowels.Contains(letter, StringComparison.Ordinal),
            '+' => letter is 'e' or 'i' or 'y',
            '.' => Voiced.Contains(letter, StringComparison.Ordinal),
            _ => letter == pattern,
        };

    /// <summary>Gives one vowel primary stress, by the word's ending and its number of syllables.</summary>
    private static void Stress(string word, List<string> sounds)
    {
        var vowels = new List<int>();
        for (var i = 0; i < sounds.Count; i++)
            if (Arpabet.IndexOf(sounds[i] + "0") >= 0)
                vowels.Add(i);
        var stressed = vowels.Count <= 2 ? 0 : vowels.Count - 3;
        if (vowels.Count > 1 && StressOn.Any(word.EndsWith))
            stressed = vowels.Count - 1;
        else if (StressBefore.FirstOrDefault(word.EndsWith) is { } ending)
            stressed = Math.Max(0, vowels.Count - 1 - VowelGroups(ending));
        else if (
            vowels.Count > 2
            && Vowels.Contains(word[^1], StringComparison.Ordinal)
            && word[^1] is not ('e' or 'y')
        )
            stressed = vowels.Count - 2;
        for (var i = 0; i < vowels.Count; i++)
            sounds[vowels[i]] += i == stressed ? '1' : '0';
    }

    private static int VowelGroups(string ending) =>
        ending switch
        {
            "tion" or "sion" or "cian" or "ic" or "ics" => 1,
            "ial" or "ian" or "ia" or "ious" or "eous" or "ical" or "ity" or "ogy" or "ify" => 2,
            _ => 2,
        };

    private static IEnumerable<Rule> ReadRules()
    {
        using var stream =
            typeof(LetterToSound).Assembly.GetManifestResourceStream("letter-to-sound.txt")
            ?? throw new InvalidDataException("The assembly lacks its resource 'letter-to-sound.txt'.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith("# ", StringComparison.Ordinal))
            {
                int open = line.IndexOf('['),
                    close = line.IndexOf(']'),
                    equals = line.IndexOf('=');
                yield return new(
                    line[..open],
                    line[(open + 1)..close],
                    line[(close + 1)..equals],
                    line[(equals + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                );
            }
    }

    private sealed record Rule(string Left, string Letters, string Right, string[] Sounds);
}
