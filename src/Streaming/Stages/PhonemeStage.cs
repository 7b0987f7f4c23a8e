using System.Runtime.CompilerServices;
using VoiceSmith.Text;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence in the sounds of a voice.</summary>
/// <param name="Words">The words they belong to.</param>
/// <param name="Phonemes">Those that the voice knows, in speaking order.</param>
/// <param name="Ids">The voice's number of each.</param>
/// <param name="IsSayable">Whether any is a sound: a sentence of marks alone is passed over.</param>
public sealed record PhonemeSentence(SpokenSentence Words, IReadOnlyList<Phoneme> Phonemes, IReadOnlyList<int> Ids, bool IsSayable)
{
    /// <summary>As typed.</summary>
    public TypedSentence Sentence => Words.Sentence;
}

/// <summary>Says how each word sounds, in the symbols of one voice.</summary>
/// <param name="phonemizer">Knows the language.</param>
/// <param name="inventory">The voice's symbols; a sound that it lacks is left out.</param>
public sealed class PhonemeStage(IPhonemizer phonemizer, PhonemeInventory inventory) : IStage<SpokenSentence, PhonemeSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<PhonemeSentence> RunAsync(
        IAsyncEnumerable<SpokenSentence> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return Phonemize(sentence);
    }

    private PhonemeSentence Phonemize(SpokenSentence sentence)
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
