using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

/// <summary>What the server calls on its clients.</summary>
public interface ISpeechClient
{
    /// <summary>The voices there are, the default first; sent when a connection opens.</summary>
    Task Voices(WireVoice[] voices);
}

/// <summary>The wire contract. No logic: calls go to the engine, its errors go to the wire.</summary>
public sealed class SpeechHub(ISpeechEngine engine, ILogger<SpeechHub> log) : Hub<ISpeechClient>
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/hubs/speech";

    /// <summary>Speaks text while it is still arriving. Cancelling the stream stops the work.</summary>
    /// <returns>
    /// A start event with the format and the voice's version; audio events in playing order, each sentence and word announced before
    /// the frame in which it begins; an end event.
    /// </returns>
    /// <exception cref="HubException">What <see cref="ISpeechEngine.SpeakAsync"/> says, with its code.</exception>
    public IAsyncEnumerable<WireEvent> Speak(SpeakMessage request, IAsyncEnumerable<string> text, CancellationToken cancellationToken) =>
        SpeakAsync(request, text, cancellationToken).WithHubErrors(log, cancellationToken);

    /// <inheritdoc/>
    public override Task OnConnectedAsync() => Clients.Caller.Voices(WireVoice.Of(engine.Voices));

    private async IAsyncEnumerable<WireEvent> SpeakAsync(
        SpeakMessage request, IAsyncEnumerable<string> text,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in engine.SpeakAsync(request.ToRequest(), text, cancellationToken))
            yield return WireEvent.Of(happened);
    }
}
