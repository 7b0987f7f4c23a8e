using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Training.Data;

/// <summary>
/// Detects transcripts in another language. Texts too short to decide pass; for languages other than English only the
/// corpus's tag is checked.
/// </summary>
internal static partial class TranscriptLanguage
{
    private const int MinWords = 4; // shorter texts pass
    private const double MinKnown = 0.5; // share of words in the English lexicon
    private const int MinWordsForFrequent = 7; // from here on one frequent word is expected, or else
    private const double MinKnownWithoutFrequent = 0.8; // a larger share of known words

    /// <summary>Frequent English words that related languages do not have.</summary>
    private static readonly HashSet<string> FrequentWords =
    [
        "the", "and", "of", "to", "that", "is", "it", "he", "she", "with", "his", "her", "for", "you", "they", "this",
        "have", "had", "not", "but", "by", "from", "at", "as", "we", "my", "be", "are", "were", "there", "their",
        "which", "one", "would", "when", "if", "up", "out", "who", "your", "been", "what", "could", "then", "into",
        "has", "more", "them", "its", "our", "or", "all", "some", "than", "now", "down", "how", "because", "where", "i",
        "on", "a",
    ];

    /// <summary>The reason why a text is taken for another language; null where it fits or is undecided.</summary>
    /// <param name="text">The transcript.</param>
    /// <param name="tag">The corpus's BCP 47 tag; null for none.</param>
    /// <param name="wanted">BCP 47 tag of the expected language.</param>
    public static string? Mismatch(string text, string? tag, string wanted)
    {
        var language = Primary(wanted);
        if (tag is not null && Primary(tag) != language)
            return $"the corpus labels it '{tag}', expected '{wanted}'";
        if (language != "en")
            return null;
        var letters = text.EnumerateRunes().Where(Rune.IsLetter).ToArray();
        if (letters.Length > 0 && letters.Count(IsLatin) * 2 < letters.Length)
            return "most of its letters are not Latin";
        var words = Words().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToArray();
        var known = words.Count(word => PronouncingLexicon.English.Contains(word));
        if (words.Length >= MinWords && known < MinKnown * words.Length)
            return $"{known} of its {words.Length} words are English";
        var isLong = words.Length >= MinWordsForFrequent && known < MinKnownWithoutFrequent * words.Length;
        return isLong && !words.Any(FrequentWords.Contains)
            ? $"none of its {words.Length} words is a frequent English word"
            : null;
    }

    private static string Primary(string tag) => tag.Split('-', '_')[0].ToLowerInvariant();

    private static bool IsLatin(Rune rune) =>
        rune.Value < 0x250 || CharUnicodeInfo.GetUnicodeCategory(rune.Value) == UnicodeCategory.ModifierLetter;

    [GeneratedRegex(@"[\p{L}']+")]
    private static partial Regex Words();
}
