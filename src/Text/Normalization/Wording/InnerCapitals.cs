using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>
/// Words with capitals inside, cut into the parts that are said: ChatGPT, iPadOS, mRNA, destructiveRed.
/// </summary>
internal static class InnerCapitals
{
    private const int LongestWord = 64;

    /// <summary>Beginnings of names that go on with a capital and stay one word: McDonald, LeBron.</summary>
    private static readonly string[] NamePrefixes =
    [
        "Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Van", "Von", "Fitz", "San", "St", "Ter", "Ap",
    ];

    /// <summary>The ends of the parts within a word; empty where the word is one.</summary>
    /// <param name="pieces">Asked whether a lexicon says the whole word.</param>
    /// <param name="word">Letters and apostrophes.</param>
    public static List<int> Cuts(Pieces pieces, string word)
    {
        var cuts = new List<int>();
        if (word.Length is < 2 or > LongestWord || !HasInnerCapital(word) || Acronyms.IsAcronym(word))
            return cuts;
        for (var i = 1; i < word.Length; i++)
            if (
                char.IsUpper(word[i])
                && (
                    char.IsLower(word[i - 1])
                    || i + 2 < word.Length
                        && char.IsUpper(word[i - 1])
                        && char.IsLower(word[i + 1])
                        && !EndsAsPlural(word, i)
                )
            )
                cuts.Add(i);
        if (
            cuts.Count == 0
            || cuts is [var only] && IsName(word, only)
            || !HasAcronym(word, cuts) && pieces.IsWordOfLexicon(word.ToLowerInvariant()) == true
        )
            return [];
        cuts.Add(word.Length);
        return cuts;
    }

    private static bool HasInnerCapital(string word)
    {
        var lower = false;
        foreach (var c in word)
            lower |= char.IsLower(c);
        return lower && word.AsSpan(1).ContainsAnyInRange('A', 'Z');
    }

    /// <summary>iOS is no island: a part of two capitals or more shows that the word is no name.</summary>
    private static bool HasAcronym(string word, List<int> cuts) =>
        word.Length - cuts[^1] > 1 && !word.AsSpan(cuts[^1]).ContainsAnyExceptInRange('A', 'Z');

    private static bool EndsAsPlural(string word, int at) => word.AsSpan(at + 1) is "s" or "'s";

    private static bool IsName(string word, int cut) =>
        Array.IndexOf(NamePrefixes, word[..cut]) >= 0
        && word.Length - cut > 2
        && char.IsLower(word[^1])
        && char.IsLower(word[cut + 1]);
}
