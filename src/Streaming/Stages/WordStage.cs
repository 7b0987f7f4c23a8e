using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Text;
using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence in the words that will be spoken.</summary>
/// <param name="Sentence">As typed.</param>
/// <param name="Spoken">Its words and marks; their spans are the sentence's.</param>
public sealed record SpokenSentence(TypedSentence Sentence, SpokenText Spoken);

/// <summary>Writes numbers, dates, money, abbreviations and symbols out as words.</summary>
/// <param name="normalizer">Knows the language.</param>
/// <param name="ledger">Counts what it takes.</param>
public sealed class WordStage(TextNormalizer normalizer, UtteranceLedger ledger) : IStage<TypedSentence, SpokenSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SpokenSentence> RunAsync(
        IAsyncEnumerable<TypedSentence> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var begun = Stopwatch.GetTimestamp();
            var spoken = normalizer.Normalize(sentence.Text, sentence.Markup);
            ledger.Spend(Effort.Normalizing, begun);
            yield return new(sentence, spoken);
        }
    }
}
