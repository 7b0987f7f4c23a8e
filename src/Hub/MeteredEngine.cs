using System.Runtime.CompilerServices;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Hub;

/// <summary>The engine behind all doors, which counts what each caller uses.</summary>
/// <param name="engine">Speaks.</param>
/// <param name="limits">Of each caller.</param>
internal sealed class MeteredEngine(ISpeechEngine engine, CallerLimits limits) : ISpeechEngine
{
    public IReadOnlyList<VoiceInfo> Voices => engine.Voices;

    public IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        CancellationToken cancellationToken
    ) =>
        request.Caller is { } caller
            ? CountedAsync(
                caller,
                engine.SpeakAsync(request, CountedAsync(caller, text, cancellationToken), utterance, cancellationToken),
                cancellationToken
            )
            : engine.SpeakAsync(request, text, utterance, cancellationToken);

    public IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string utterance,
        long fromSample,
        Utterance again,
        CancellationToken cancellationToken
    ) => engine.ResumeAsync(utterance, fromSample, again, cancellationToken);

    public Utterance NewUtterance() => engine.NewUtterance();

    public VoiceInfo? TakeVote(string utterance) => engine.TakeVote(utterance);

    public Task DrainAsync() => engine.DrainAsync();

    private async IAsyncEnumerable<SpeechEvent> CountedAsync(
        string caller,
        IAsyncEnumerable<SpeechEvent> events,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var place = limits.Speak(caller);
        await foreach (var happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return happened;
    }

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
