using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Streaming.Stages;

/// <summary>
/// Rate, pitch and loudness of a sentence's phonemes that the voice does not predict: by markup, and at the end of
/// questions.
/// </summary>
/// <remarks>
/// Corpora of read prose hold few questions, so voices let the pitch of all sentences fall. From the nucleus of a
/// question that can be answered by yes or no, its last stressed vowel, the pitch therefore rises above what the voice
/// predicts.
/// </remarks>
/// <param name="sentence">With its markup.</param>
internal sealed class LocalProsody(SpokenSentence sentence)
{
    private const double ShortestPause = 1.0 / 16; // of a mark's own: a frame remains in any case
    private const double SilentDb = -96; // as markup writes "silent"
    private const double RiseBegins = 1,
        RiseEnds = 4; // semitones above a prediction that falls by about five

    private readonly MarkupSpan[] _spans =
    [
        .. sentence.Sentence.Markup.Where(span => span is ProsodySpan or EmphasisSpan),
    ];

    /// <summary>Controls of each phoneme relative to the utterance; null where none differs.</summary>
    /// <param name="phonemes">Of the sentence.</param>
    /// <param name="pauses">Factor on the silence at marks.</param>
    public PhonemeControls[]? Controls(IReadOnlyList<Phoneme> phonemes, double pauses)
    {
        var nucleus = Questions.Rise(sentence.Spoken) ? NucleusOf(phonemes) : -1;
        if (_spans.Length == 0 && pauses == 1 && nucleus < 0)
            return null;
        var last = nucleus < 0 ? 0 : phonemes.ToList().FindLastIndex(IsSound);
        return
        [
            .. phonemes.Select(
                (phoneme, i) =>
                {
                    var (rate, pitch, _) = At(phoneme);
                    var isMark =
                        phoneme.Token >= 0 && sentence.Spoken.Tokens[phoneme.Token].Kind == SpokenTokenKind.Punctuation;
                    return new PhonemeControls(
                        isMark ? rate / Math.Max(pauses, ShortestPause) : rate,
                        nucleus < 0 || i < nucleus ? pitch : pitch + RiseAt(i, nucleus, last),
                        Emphasis(phoneme) * 3
                    );
                }
            ),
        ];
    }

    /// <summary>Factor on the samples of a phoneme.</summary>
    public float Gain(Phoneme phoneme)
    {
        var decibels = At(phoneme).VolumeDb;
        return decibels <= SilentDb ? 0
            : decibels == 0 ? 1
            : (float)Math.Pow(10, decibels / 20);
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
    private int Emphasis(Phoneme phoneme) =>
        _spans.LastOrDefault(span => span is EmphasisSpan && IsWithin(phoneme, span)) switch
        {
            EmphasisSpan { Level: EmphasisLevel.Reduced } => -1,
            EmphasisSpan { Level: EmphasisLevel.Moderate } => 1,
            EmphasisSpan { Level: EmphasisLevel.Strong } => 2,
            _ => 0,
        };

    /// <summary>
    /// Index of the last vowel with primary stress; −1 in inventories that do not mark stress as ARPAbet does.
    /// </summary>
    private static int NucleusOf(IReadOnlyList<Phoneme> phonemes)
    {
        for (var i = phonemes.Count - 1; i >= 0; i--)
            if (Arpabet.StressOf(phonemes[i].Symbol) == 1)
                return i;
        return -1;
    }

    /// <summary>Semitones that a phoneme between the nucleus and the last sound of a question rises by.</summary>
    private static double RiseAt(int phoneme, int nucleus, int last) =>
        phoneme >= last ? RiseEnds : RiseBegins + (RiseEnds - RiseBegins) * (phoneme - nucleus) / (last - nucleus);

    private bool IsSound(Phoneme phoneme) =>
        phoneme.Token >= 0 && sentence.Spoken.Tokens[phoneme.Token].Kind == SpokenTokenKind.Word;

    private static bool IsWithin(Phoneme phoneme, MarkupSpan span) =>
        phoneme.Source.Start >= span.Span.Start && phoneme.Source.Start < span.Span.End;
}
