using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Training.Segmentation;

/// <summary>A sentence of the text of a long recording.</summary>
/// <param name="Text">As written.</param>
/// <param name="Phonemes">From sentence start to sentence end; their spans are the sentence's.</param>
/// <param name="Ids">Of each phoneme, in <see cref="PhonemeInventory.English"/>.</param>
internal sealed record ReadSentence(string Text, IReadOnlyList<Phoneme> Phonemes, IReadOnlyList<int> Ids)
{
    /// <summary>The sentences of a text that have something to say.</summary>
    public static IReadOnlyList<ReadSentence> Of(string text, TextNormalizer normalizer, IPhonemizer phonemizer) =>
        [
            .. SentenceSplitter
                .Split(text, new() { KeepQuotations = false })
                .Select(sentence => Read(sentence.ToLine(), normalizer, phonemizer))
                .Where(sentence => Enumerable.Range(0, sentence.Ids.Count).Any(sentence.IsSound)),
        ];

    /// <summary>True for a phoneme that is heard, rather than a mark or border.</summary>
    public bool IsSound(int phoneme) => Arpabet.IndexOf(Phonemes[phoneme].Symbol) >= 0;

    private static ReadSentence Read(string text, TextNormalizer normalizer, IPhonemizer phonemizer)
    {
        var phonemes = phonemizer.Phonemize(normalizer.Normalize(text));
        return new(text, phonemes, [.. phonemes.Select(one => PhonemeInventory.English.IdOf(one.Symbol))]);
    }
}
