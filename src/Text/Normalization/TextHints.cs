using System.Text.RegularExpressions;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Normalization;

/// <summary>
/// Classes that plain text or a user's lexicon gives to parts of a sentence: [[digits: 1994]], "SKU \d+" → digits.
/// </summary>
internal static class TextHints
{
    /// <summary>
    /// The markup's hints and those of the text and the patterns; where two overlap, the markup's, then the earlier.
    /// </summary>
    /// <param name="text">The folded sentence.</param>
    /// <param name="markup">Hints in order, in places of the text.</param>
    /// <param name="patterns">Of the user's lexicons, the most important first.</param>
    public static IReadOnlyList<MarkupSpan> Add(
        string text,
        IReadOnlyList<MarkupSpan> markup,
        IReadOnlyList<LexiconPattern> patterns
    )
    {
        var found = new List<SayAsSpan>();
        if (text.Contains("[[", StringComparison.Ordinal))
            foreach (Match match in Inline.Matches(text))
                if (SayAsClasses.Names.Contains(match.Groups[1].Value))
                    found.Add(new(new(match.Index, match.Index + match.Length), match.Groups[1].Value));
        foreach (var pattern in patterns)
            foreach (Match match in pattern.Expression.Matches(text))
                if (match.Length > 0)
                    found.Add(new(new(match.Index, match.Index + match.Length), pattern.Class));
        if (found.Count == 0)
            return markup;
        var hints = new List<MarkupSpan>(markup.Where(MarkupHints.ChangesWords));
        foreach (var hint in found)
            if (!hints.Exists(other => other.Span.Start < hint.Span.End && hint.Span.Start < other.Span.End))
                hints.Add(hint);
        return [.. hints.OrderBy(hint => hint.Span.Start)];
    }

    /// <summary>The text within [[class: text]]; any other text as it is.</summary>
    public static string Content(string text) =>
        text is ['[', '[', .. var inner, ']', ']']
            ? inner[(inner.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : text;

    private static readonly Regex Inline = new(
        @"\[\[([a-z-]+):([^\[\]]+)\]\]",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );
}
