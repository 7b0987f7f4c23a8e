using System.Collections.Frozen;

namespace VoiceSmith.Text.Sentences;

/// <summary>Intonation of English questions by their wording.</summary>
public static class Questions
{
    private static readonly FrozenSet<string> Interrogatives = new[]
    {
        "who", "whom", "whose", "who's", "what", "what's", "when", "when's", "where", "where's", "why", "why's", "how",
        "how's", "which",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Openings = new[]
    {
        "and", "but", "so", "or", "well", "oh", "then", "now", "okay", "yes", "no", "hey", "please", "about", "after",
        "at", "before", "by", "for", "from", "in", "of", "on", "since", "till", "to", "under", "until", "with",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// True for a sentence whose pitch rises to its end: a question that can be answered by yes or no, a statement with
    /// a question mark.
    /// </summary>
    /// <remarks>
    /// Questions that ask with an interrogative, as "where" or "to whom", and those that offer a choice ("tea or
    /// coffee?") fall.
    /// </remarks>
    /// <param name="sentence">The sentence in words.</param>
    public static bool Rise(SpokenText sentence)
    {
        var last = sentence.Tokens.LastOrDefault(token =>
            token is { Kind: SpokenTokenKind.Punctuation, Text: not "\"" and not ")" }
        );
        if (last?.Text != "?")
            return false;
        var words = sentence
            .Tokens.Where(token => token.Kind == SpokenTokenKind.Word)
            .Select(token => token.Text)
            .ToList();
        var first = words.FindIndex(word => !Openings.Contains(word));
        if (first < 0 || Interrogatives.Contains(words[first]))
            return false;
        return !words.Skip(first + 1).SkipLast(1).Contains("or", StringComparer.OrdinalIgnoreCase);
    }
}
