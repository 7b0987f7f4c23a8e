using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Cuts sentences where a voice element begins or ends: a piece is spoken as a sentence of its own, by one speaker.
/// </summary>
internal static class SpeakerTurns
{
    /// <summary>
    /// The pieces, in order. A piece has a word; marks and closing quotes stay with the words before them.
    /// </summary>
    /// <param name="text">The marked-up text.</param>
    /// <param name="sentences">Its sentences, in order.</param>
    public static IEnumerable<Sentence> Cut(MarkedText text, IEnumerable<Sentence> sentences)
    {
        int[] borders =
        [
            .. text
                .Spans.OfType<VoiceSpan>()
                .SelectMany(element => new[] { element.Span.Start, element.Span.End })
                .Distinct()
                .Order(),
        ];
        var next = 0;
        foreach (var sentence in sentences)
        {
            var (from, scanned, words) = (sentence.Span.Start, sentence.Span.Start, false);
            var lastWord = LastWord(text.Text, sentence.Span);
            for (; next < borders.Length && borders[next] < sentence.Span.End; next++)
            {
                for (; scanned < borders[next]; scanned++)
                    words |= char.IsLetterOrDigit(text.Text[scanned]);
                var border = AfterMarks(text.Text, Math.Max(borders[next], from), sentence.Span.End);
                if (!words || lastWord < border)
                    continue;
                yield return PieceOf(text.Text, from, border);
                (from, scanned, words) = (border, border, false);
            }
            yield return from == sentence.Span.Start ? sentence : PieceOf(text.Text, from, sentence.Span.End);
        }
    }

    /// <summary>
    /// Whom markup wants to speak a sentence: the innermost voice element around its first word; null for nobody.
    /// </summary>
    public static VoiceSpan? SpeakerOf(TypedSentence sentence)
    {
        var first = 0;
        while (first < sentence.Text.Length - 1 && !char.IsLetterOrDigit(sentence.Text[first]))
            first++;
        return sentence
            .Markup.OfType<VoiceSpan>()
            .LastOrDefault(span => span.Span.Start <= first && span.Span.End > first);
    }

    private static int LastWord(string text, TextSpan span)
    {
        var last = span.End - 1;
        while (last >= span.Start && !char.IsLetterOrDigit(text[last]))
            last--;
        return last;
    }

    /// <summary>A border moved behind the marks that close what is before it.</summary>
    private static int AfterMarks(string text, int border, int end)
    {
        var after = border;
        while (
            after < end
            && border > 0
            && !char.IsWhiteSpace(text[border - 1])
            && ".,;:!?…)]}\"'”’»".Contains(text[after])
        )
            after++;
        return after;
    }

    private static Sentence PieceOf(string text, int from, int to)
    {
        while (char.IsWhiteSpace(text[from]))
            from++;
        while (char.IsWhiteSpace(text[to - 1]))
            to--;
        return new(text[from..to], new(from, to));
    }
}
