using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence in the sounds of a voice.</summary>
/// <param name="Words">The words they belong to.</param>
/// <param name="Phonemes">Those that the voice knows, in speaking order.</param>
/// <param name="Ids">The voice's number of each.</param>
/// <param name="IsSayable">Whether any is a sound: a sentence of marks alone is passed over.</param>
public sealed record PhonemeSentence(SpokenSentence Words, IReadOnlyList<Phoneme> Phonemes, IReadOnlyList<int> Ids, bool IsSayable)
{
    private readonly LocalProsody _prosody = new(Words);

    /// <summary>As typed.</summary>
    public TypedSentence Sentence => Words.Sentence;

    /// <summary>How each phoneme differs from the utterance; null where none does.</summary>
    /// <param name="pauses">Factor on the silence at marks.</param>
    internal PhonemeControls[]? LocalControls(double pauses) => _prosody.Controls(Phonemes, pauses);

    /// <summary>What markup does to the sound.</summary>
    internal SentenceShape ShapeOf(IReadOnlyList<int> durations, int hopLength, int sampleRate)
    {
        if (Sentence.Markup.Count == 0)
            return SentenceShape.Plain;
        var (gaps, gains) = (new List<SoundGap>(), new List<GainStep>());
        var (speech, gain) = (0L, 1f);
        for (var i = 0; i < Phonemes.Count; i++)
        {
            var samples = (long)durations[i] * hopLength;
            if (Phonemes[i].Token >= 0 && SamplesOf(Words.Spoken.Tokens[Phonemes[i].Token], sampleRate) is > 0 and var silence)
                gaps.Add(new(speech + samples / 2, silence)); // within the border that it is, where words are quietest
            if (_prosody.Gain(Phonemes[i]) is var now && now != gain)
                gains.Add(new(speech, gain = now));
            speech += samples;
        }
        return gaps.Count + gains.Count == 0 ? SentenceShape.Plain : new(gaps, gains);
    }

    /// <summary>Samples of the silence that a token is; 0 where it is none.</summary>
    internal static long SamplesOf(SpokenToken token, int sampleRate) =>
        token.Kind == SpokenTokenKind.Break ? token.Duration.Ticks * sampleRate / TimeSpan.TicksPerSecond : 0;
}

/// <summary>Says how each word sounds, in the symbols of one voice.</summary>
/// <param name="phonemizer">Knows the language.</param>
/// <param name="inventory">The voice's symbols; a sound that it lacks is left out.</param>
/// <param name="ledger">Counts what it takes.</param>
public sealed class PhonemeStage(IPhonemizer phonemizer, PhonemeInventory inventory, UtteranceLedger ledger) : IStage<SpokenSentence, PhonemeSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<PhonemeSentence> RunAsync(
        IAsyncEnumerable<SpokenSentence> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var begun = Stopwatch.GetTimestamp();
            var phonemes = Phonemize(sentence);
            ledger.Spend(Effort.Phonemizing, begun);
            yield return phonemes;
        }
    }

    /// <summary>The sounds of one sentence.</summary>
    public PhonemeSentence Phonemize(SpokenSentence sentence)
    {
        var (phonemes, ids) = (new List<Phoneme>(), new List<int>());
        var sayable = false;
        foreach (var phoneme in phonemizer.Phonemize(sentence.Spoken))
        {
            if (!inventory.TryGetId(phoneme.Symbol, out var id))
                continue;
            phonemes.Add(phoneme);
            ids.Add(id);
            sayable |= phoneme.Token >= 0 && sentence.Spoken.Tokens[phoneme.Token].Kind == SpokenTokenKind.Word;
        }
        return new(sentence, phonemes, ids, sayable);
    }
}
