using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence in the phonemes of a voice.</summary>
/// <param name="Voice">The version that speaks it.</param>
/// <param name="Words">The words that the phonemes belong to.</param>
/// <param name="Phonemes">Those that the voice has, in speaking order.</param>
/// <param name="Ids">The voice's id of each.</param>
/// <param name="IsSayable">True if any phoneme belongs to a word: a sentence of marks alone has no speech.</param>
public sealed record PhonemeSentence(
    ISpeakingVoice Voice,
    SpokenSentence Words,
    IReadOnlyList<Phoneme> Phonemes,
    IReadOnlyList<int> Ids,
    bool IsSayable
)
{
    private readonly LocalProsody _prosody = new(Words);

    /// <summary>As typed.</summary>
    public TypedSentence Sentence => Words.Sentence;

    /// <summary>Controls of each phoneme relative to the utterance; null where none differs.</summary>
    /// <param name="pauses">Factor on the silence at marks.</param>
    internal PhonemeControls[]? LocalControls(double pauses) => _prosody.Controls(Phonemes, pauses);

    /// <summary>Changes of the sound by markup.</summary>
    internal SentenceShape ShapeOf(IReadOnlyList<int> durations, int hopLength, int sampleRate)
    {
        if (Sentence.Markup.Count == 0)
            return SentenceShape.Plain;
        var (gaps, gains) = (new List<SoundGap>(), new List<GainStep>());
        var (speech, gain) = (0L, 1f);
        for (var i = 0; i < Phonemes.Count; i++)
        {
            var samples = (long)durations[i] * hopLength;
            if (
                Phonemes[i].Token >= 0
                && SamplesOf(Words.Spoken.Tokens[Phonemes[i].Token], sampleRate) is > 0 and var silence
            )
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

/// <summary>Phonemizes each sentence in the symbols of the version that speaks it.</summary>
/// <param name="phonemizerOf">The phonemizer for a version.</param>
/// <param name="ledger">Counts the time taken.</param>
internal sealed class PhonemeStage(Func<ISpeakingVoice, IPhonemizer> phonemizerOf, UtteranceLedger ledger)
    : IStage<VoicedSentence, PhonemeSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<PhonemeSentence> RunAsync(
        IAsyncEnumerable<VoicedSentence> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        (ISpeakingVoice Voice, IPhonemizer Phonemizer)? last = null;
        await foreach (var (words, voice) in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var begun = Stopwatch.GetTimestamp();
            if (last?.Voice != voice)
                last = (voice, phonemizerOf(voice));
            var phonemes = Phonemize(words, voice, last.Value.Phonemizer);
            ledger.Spend(Effort.Phonemizing, begun);
            yield return phonemes;
        }
    }

    /// <summary>One sentence; phonemes that the voice does not have are left out.</summary>
    private static PhonemeSentence Phonemize(SpokenSentence sentence, ISpeakingVoice voice, IPhonemizer phonemizer)
    {
        var (phonemes, ids) = (new List<Phoneme>(), new List<int>());
        var sayable = false;
        foreach (var phoneme in phonemizer.Phonemize(sentence.Spoken))
        {
            if (!voice.Inventory.TryGetId(phoneme.Symbol, out var id))
                continue;
            phonemes.Add(phoneme);
            ids.Add(id);
            sayable |= phoneme.Token >= 0 && sentence.Spoken.Tokens[phoneme.Token].Kind == SpokenTokenKind.Word;
        }
        return new(voice, sentence, phonemes, ids, sayable);
    }
}
