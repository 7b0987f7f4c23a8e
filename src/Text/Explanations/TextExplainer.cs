using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Explanations;

/// <summary>Explains how a text is read. Immutable and safe to share among threads.</summary>
/// <param name="normalizer">With the patterns of the lexicons that apply.</param>
/// <param name="phonemizer">With the lexicons that apply.</param>
public sealed class TextExplainer(TextNormalizer normalizer, EnglishPhonemizer phonemizer)
{
    /// <summary>Explains plain text or SSML, sentence by sentence as it would be spoken.</summary>
    public TextExplanation Explain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var marked = SpeechMarkup.IsMarkup(text) ? SpeechMarkup.Parse(text) : MarkedText.Plain(text);
        var pieces = new List<ExplainedPiece>();
        var notices = new List<TextNotice>(marked.Notices);
        foreach (var sentence in SentenceSplitter.Split(marked.Text))
        {
            var spoken = normalizer.Normalize(sentence.Text, marked.Within(sentence.Span));
            TextSpan ToText(TextSpan span) => marked.ToSource(span.Shift(sentence.Span.Start));
            pieces.AddRange(
                Pieces(spoken)
                    .Select(piece =>
                        piece with
                        {
                            Span = ToText(piece.Span),
                            Written = text[ToText(piece.Span).Start..ToText(piece.Span).End],
                        }
                    )
            );
            notices.AddRange(spoken.Notices.Select(notice => notice with { Source = ToText(notice.Source) }));
        }
        return new(text, pieces, notices);
    }

    /// <summary>Tokens that render the same part of the text are one piece.</summary>
    private IEnumerable<ExplainedPiece> Pieces(SpokenText spoken)
    {
        var words = phonemizer.Pronounce(spoken).ToDictionary(word => word.Token);
        for (var at = 0; at < spoken.Tokens.Count;)
        {
            var first = spoken.Tokens[at];
            var end = at + 1;
            while (end < spoken.Tokens.Count && spoken.Tokens[end].Source == first.Source)
                end++;
            var tokens = spoken.Tokens.Skip(at).Take(end - at).ToArray();
            ExplainedWord[] said =
            [
                .. Enumerable.Range(at, end - at).Where(words.ContainsKey).Select(i => Explain(words[i])),
            ];
            yield return new(first.Source, "", first.Class, OriginOf(tokens, said.Length > 0), said)
            {
                Spoken = string.Join(
                    ' ',
                    tokens
                        .Where(token => token.Kind is SpokenTokenKind.Word or SpokenTokenKind.Punctuation)
                        .Select(token => token.Text)
                ),
            };
            at = end;
        }
    }

    private static ExplainedWord Explain(PronouncedWord word) =>
        new(
            word.Word.Text,
            string.Join(' ', word.Pronunciation.Phones),
            Ipa.Write(word.Pronunciation.Phones),
            word.Pronunciation.Source,
            word.Pronunciation.Reading
        );

    private static ReadingOrigin OriginOf(SpokenToken[] tokens, bool hasWords)
    {
        if (tokens[0].IsMarked || tokens[0].Pronunciation is not null)
            return ReadingOrigin.Markup;
        if (!hasWords)
            return tokens[0].Kind == SpokenTokenKind.Punctuation ? ReadingOrigin.Mark : ReadingOrigin.Silent;
        return tokens is [{ Class: "word" }] ? ReadingOrigin.Written : ReadingOrigin.Rule;
    }
}
