using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Training.Data;

/// <summary>Whether a transcript is in the language wanted. Texts too short to tell pass; of languages other than English only the tag is looked at.</summary>
internal static partial class TranscriptLanguage
{
    private const int TellingWords = 4;
    private const double LeastKnown = 0.5, LeastKnownWithoutParticle = 0.8;
    private const int WordsThatNeedAParticle = 7;

    /// <summary>Frequent words of English that its neighbours do not have.</summary>
    private static readonly HashSet<string> Particles =
    [
        "the", "and", "of", "to", "that", "is", "it", "he", "she", "with", "his", "her", "for", "you", "they", "this", "have", "had", "not", "but", "by", "from",
        "at", "as", "we", "my", "be", "are", "were", "there", "their", "which", "one", "would", "when", "if", "up", "out", "who", "your", "been", "what", "could",
        "then", "into", "has", "more", "them", "its", "our", "or", "all", "some", "than", "now", "down", "how", "because", "where", "i", "on", "a",
    ];

    /// <summary>Says why a text is in another language; null where it fits, or nothing can be said.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="tag">What the corpus says of it; null for nothing.</param>
    /// <param name="wanted">BCP 47 tag.</param>
    public static string? Misfit(string text, string? tag, string wanted)
    {
        var language = Primary(wanted);
        if (tag is not null && Primary(tag) != language)
            return $"the corpus says '{tag}', wanted '{wanted}'";
        if (language != "en")
            return null;
        var letters = text.EnumerateRunes().Where(Rune.IsLetter).ToArray();
        if (letters.Length > 0 && letters.Count(IsLatin) * 2 < letters.Length)
            return "most of its letters are not Latin";
        var words = Words().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToArray();
        var known = words.Count(word => PronouncingLexicon.English.Contains(word));
        if (words.Length >= TellingWords && known < LeastKnown * words.Length)
            return $"of its {words.Length} words {known} are English";
        return words.Length >= WordsThatNeedAParticle && known < LeastKnownWithoutParticle * words.Length && !words.Any(Particles.Contains) ? $"none of its {words.Length} words is a frequent one of English" : null;
    }

    private static string Primary(string tag) => tag.Split('-', '_')[0].ToLowerInvariant();

    private static bool IsLatin(Rune rune) => rune.Value < 0x250 || CharUnicodeInfo.GetUnicodeCategory(rune.Value) == UnicodeCategory.ModifierLetter;

    [GeneratedRegex(@"[\p{L}']+")]
    private static partial Regex Words();
}
