using System.Runtime.CompilerServices;
using VoiceSmith.Access;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Hub;

/// <summary>The engine behind all doors, which counts what each caller uses.</summary>
/// <param name="engine">Speaks.</param>
/// <param name="limits">Of each caller.</param>
internal sealed class MeteredEngine(ISpeechEngine engine, CallerLimits limits) : DelegatingEngine(engine)
{
    public override IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        CancellationToken cancellationToken
    ) =>
        request.Caller is { } caller
            ? limits.SpeakAsync(
                caller,
                base.SpeakAsync(request, CountedAsync(caller, text, cancellationToken), utterance, cancellationToken),
                cancellationToken
            )
            : base.SpeakAsync(request, text, utterance, cancellationToken);

    private async IAsyncEnumerable<string> CountedAsync(
        string caller,
        IAsyncEnumerable<string> text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var piece in text.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            limits.Read(caller, piece.Length);
            yield return piece;
        }
    }
}
