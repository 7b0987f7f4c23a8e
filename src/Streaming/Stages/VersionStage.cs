using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A normalized sentence and the version of the voice that speaks it.</summary>
/// <param name="Words">The sentence.</param>
/// <param name="Voice">The version. Valid until the sentence's last chunk of sound has been made.</param>
public sealed record VoicedSentence(SpokenSentence Words, ISpeakingVoice Voice);

/// <summary>Binds each sentence to a version of the voice.</summary>
/// <param name="versions">The utterance's versions; owned by the caller for longer than the run.</param>
/// <param name="place">Number of the device that the utterance is computed on.</param>
internal sealed class VersionStage(SpeakingVersions versions, int place) : IStage<SpokenSentence, VoicedSentence>
{
    /// <inheritdoc/>
    /// <exception cref="VoiceVersionException">A resumed utterance needs a version that is gone.</exception>
    public async IAsyncEnumerable<VoicedSentence> RunAsync(
        IAsyncEnumerable<SpokenSentence> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new(sentence, (await versions.NextAsync(cancellationToken).ConfigureAwait(false)).On(place));
    }
}
