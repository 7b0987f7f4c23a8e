using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Stages;

/// <summary>What markup says of how the sounds of a sentence are spoken.</summary>
/// <param name="sentence">With its markup.</param>
internal sealed class LocalProsody(SpokenSentence sentence)
{
    private const double ShortestPause = 1.0 / 16; // of a mark's own: a frame remains in any case
    private const double SilentDb = -96;           // as markup writes "silent"

    private readonly MarkupSpan[] _spans = [.. sentence.Sentence.Markup.Where(span => span is ProsodySpan or EmphasisSpan)];

    /// <summary>How each phoneme differs from the utterance; null where none does.</summary>
    /// <param name="phonemes">Of the sentence.</param>
    /// <param name="pauses">Factor on the silence at marks.</param>
    public PhonemeControls[]? Controls(IReadOnlyList<Phoneme> phonemes, double pauses)
    {
        if (_spans.Length == 0 && pauses == 1)
            return null;
        return [.. phonemes.Select(phoneme =>
        {
            var (rate, pitch, _) = At(phoneme);
            var isMark = phoneme.Token >= 0 && sentence.Spoken.Tokens[phoneme.Token].Kind == SpokenTokenKind.Punctuation;
            return new PhonemeControls(isMark ? rate / Math.Max(pauses, ShortestPause) : rate, pitch, Emphasis(phoneme) * 3);
        })];
    }

    /// <summary>Factor on the samples of a phoneme.</summary>
    public float Gain(Phoneme phoneme)
    {
        var decibels = At(phoneme).VolumeDb;
        return decibels <= SilentDb ? 0 : decibels == 0 ? 1 : (float)Math.Pow(10, decibels / 20);
    }

    /// <summary>All elements around a phoneme together. Emphasis is a little slower and higher.</summary>
    private Prosody At(Phoneme phoneme)
    {
        var prosody = Prosody.Neutral;
        foreach (var span in _spans)
            if (span is ProsodySpan { Prosody: var change } && IsWithin(phoneme, span))
                prosody = change.Within(prosody);
        var emphasis = Emphasis(phoneme);
        return emphasis == 0 ? prosody : new Prosody(1 - 0.08 * emphasis, 0.75 * emphasis, 0).Within(prosody);
    }

    /// <summary>−1, 0, 1 or 2; the innermost element decides.</summary>
    private int Emphasis(Phoneme phoneme) => _spans.LastOrDefault(span => span is EmphasisSpan && IsWithin(phoneme, span)) switch
    {
        EmphasisSpan { Level: EmphasisLevel.Reduced } => -1,
        EmphasisSpan { Level: EmphasisLevel.Moderate } => 1,
        EmphasisSpan { Level: EmphasisLevel.Strong } => 2,
        _ => 0,
    };

    private static bool IsWithin(Phoneme phoneme, MarkupSpan span) => phoneme.Source.Start >= span.Span.Start && phoneme.Source.Start < span.Span.End;
}
