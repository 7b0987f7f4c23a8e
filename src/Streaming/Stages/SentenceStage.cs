using System.Runtime.CompilerServices;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence as the user typed it.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Text">As typed.</param>
/// <param name="Source">Its place in the whole text.</param>
/// <param name="Pause">The silence between the sentence before it and this one.</param>
public sealed record TypedSentence(int Index, string Text, TextSpan Source, TimeSpan Pause);

/// <summary>Cuts arriving text into sentences. How the text was cut into messages changes nothing.</summary>
public sealed class SentenceStage : IStage<string, TypedSentence>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<TypedSentence> RunAsync(
        IAsyncEnumerable<string> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var splitter = new SentenceSplitter();
        var pauses = new SentencePauses();
        var index = 0;
        await foreach (var piece in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            pauses.Append(piece);
            foreach (var sentence in splitter.Append(piece))
                yield return new(index++, sentence.Text, sentence.Span, pauses.Before(sentence.Span));
        }
        foreach (var sentence in splitter.Flush())
            yield return new(index++, sentence.Text, sentence.Span, pauses.Before(sentence.Span));
    }
}
