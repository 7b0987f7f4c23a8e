using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization;

/// <summary>Hints of the markup for parts of a sentence: other words, given sounds, silences, classes.</summary>
internal static class MarkupHints
{
    /// <summary>The places where pieces must be cut, so that a hint begins and ends between two of them.</summary>
    public static IReadOnlyList<int> Cuts(IReadOnlyList<MarkupSpan> hints) =>
        [.. hints.Where(ChangesWords).SelectMany(hint => new[] { hint.Span.Start, hint.Span.End }).Distinct().Order()];

    /// <summary>True for a hint that changes the words.</summary>
    public static bool ChangesWords(MarkupSpan hint) =>
        hint is BreakSpan or ((SayAsSpan or AliasSpan or PronunciationSpan) and { Span.Length: > 0 });

    /// <summary>Says what a hint asks for; false where its text is to be read as usual.</summary>
    public static bool Read(TextNormalizer normalizer, Pieces pieces, MarkupSpan hint, Speech speech)
    {
        switch (hint)
        {
            case BreakSpan pause:
                speech.Add(
                    new(SpokenTokenKind.Break, "", pause.Span, "break")
                    {
                        Duration = pause.Duration,
                        Written = "",
                        SpaceBefore = false,
                    }
                );
                return true;
            case AliasSpan alias:
                foreach (var token in normalizer.Normalize(alias.Words).Tokens)
                    speech.Add(
                        token with
                        {
                            Source = alias.Span,
                            SpaceBefore = token.SpaceBefore || speech.Last?.Source != alias.Span,
                        }
                    );
                return true;
            case PronunciationSpan sounds:
                var word = new string([.. pieces.Typed(sounds.Span).Where(char.IsLetter)]);
                speech.Pronounce(sounds.Span, word.Length > 0 ? word : "sounds", sounds.Phones);
                return true;
            case SayAsSpan sayAs:
                return SayAs.Read(pieces, sayAs, speech);
            default:
                return false;
        }
    }
}
