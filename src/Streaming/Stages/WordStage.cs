using System.Runtime.CompilerServices;
using VoiceSmith.Text;
using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence in the words that will be spoken.</summary>
/// <param name="Sentence">As typed.</param>
/// <param name="Spoken">Its words and marks; their spans are the sentence's.</param>
public sealed record SpokenSentence(TypedSentence Sentence, SpokenText Spoken);

/// <summary>Writes numbers, dates, money, abbreviations and symbols out as words.</summary>
public sealed class WordStage(TextNormalizer normalizer) : IStage<TypedSentence, SpokenSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SpokenSentence> RunAsync(
        IAsyncEnumerable<TypedSentence> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new(sentence, normalizer.Normalize(sentence.Text));
    }
}
