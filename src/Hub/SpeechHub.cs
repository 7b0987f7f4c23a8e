using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Hub;

/// <summary>What the server calls on its clients.</summary>
public interface ISpeechClient
{
    /// <summary>The voices there are, the default first; sent when a connection opens.</summary>
    Task Voices(WireVoice[] voices);
}

/// <summary>The wire contract. No logic: calls go to the connection's session, its errors go to the wire.</summary>
public sealed class SpeechHub(ISpeechEngine engine, VoicePublisher publisher, IOptions<StreamingOptions> options, ILogger<SpeechHub> log) : Hub<ISpeechClient>
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/hubs/speech";

    private SpeechSession Session => (SpeechSession)Context.Items[nameof(SpeechSession)]!;

    /// <summary>Speaks text while it is still arriving. Cancelling the stream stops the work.</summary>
    /// <returns>
    /// A start event with the format and the voice's version; audio events in playing order, each sentence and word announced before
    /// the frame in which it begins; the ledger; an end event.
    /// </returns>
    /// <exception cref="HubException">What <see cref="ISpeechEngine"/> and <see cref="SpeechSession"/> say, with its code.</exception>
    public IAsyncEnumerable<WireEvent> Speak(SpeakMessage request, IAsyncEnumerable<string> text, CancellationToken cancellationToken)
    {
        var session = Session;
        return ToWire(() => session.SpeakAsync(request.ToRequest(), text, request.Queue ?? false, request.ToReplacement(), cancellationToken), cancellationToken);
    }

    /// <summary>Takes up an utterance of the last minutes whose stream broke, on this connection or another.</summary>
    /// <param name="utterance">As its start event called it.</param>
    /// <param name="fromSample">The first sample wanted; all from there on is the same to the last bit.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">VS4011, VS4012, or what <see cref="Speak"/> says.</exception>
    public IAsyncEnumerable<WireEvent> Resume(string utterance, long fromSample, CancellationToken cancellationToken)
    {
        var session = Session;
        return ToWire(() => session.ResumeAsync(utterance, fromSample, cancellationToken), cancellationToken);
    }

    /// <summary>Holds an utterance's sound back.</summary>
    /// <returns>Whether there is such an utterance.</returns>
    public bool Pause(string utterance) => Tell(utterance, one => one.Pause());

    /// <summary>Goes on with an utterance that was paused.</summary>
    /// <returns>Whether there is such an utterance.</returns>
    public bool Continue(string utterance) => Tell(utterance, one => one.Continue());

    /// <summary>Says how much of an utterance has been played: its stream keeps <c>maxLead</c> ahead of that.</summary>
    /// <returns>Whether there is such an utterance.</returns>
    public bool Report(string utterance, long played) => Tell(utterance, one => one.Report(played));

    /// <summary>Stops an utterance; its stream ends with a stopped event.</summary>
    /// <param name="utterance">As its start event called it.</param>
    /// <param name="played">Samples of it that have been played; null for all that were sent.</param>
    /// <returns>What has been heard; null where it has ended or never was.</returns>
    public WireHeard? Stop(string utterance, long? played) =>
        Session.Find(utterance) is { } found ? WireHeard.Of(found.Stop(played)) : null;

    /// <summary>Says what a listener thinks of an utterance of the last minutes, on any connection.</summary>
    /// <param name="utterance">As its start event called it.</param>
    /// <param name="liked">Whether it was good.</param>
    /// <returns>Whether it counts: there is such an utterance, and this is the first vote on it.</returns>
    public bool Vote(string utterance, bool liked)
    {
        try
        {
            if (engine.Vote(utterance, liked) is not { } voted)
                return false;
            publisher.Vote(voted.Name, voted.Version, liked, counted: true);
            return true;
        }
        catch (Exception error) when (error is UnknownUtteranceException or VersionNotKeptException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        Context.Items[nameof(SpeechSession)] = new SpeechSession(engine, options.Value.MaxQueued, Context.ConnectionId);
        return Clients.Caller.Voices(WireVoice.Of(engine.Voices));
    }

    private bool Tell(string utterance, Action<Utterance> what)
    {
        if (Session.Find(utterance) is not { } found)
            return false;
        what(found);
        return true;
    }

    private IAsyncEnumerable<WireEvent> ToWire(Func<IAsyncEnumerable<SpeechEvent>> speak, CancellationToken cancellationToken) =>
        EventsAsync(speak, cancellationToken).WithHubErrors(log, cancellationToken);

    /// <summary>What speaks is asked within, so that its errors reach the wire too.</summary>
    private static async IAsyncEnumerable<WireEvent> EventsAsync(
        Func<IAsyncEnumerable<SpeechEvent>> speak, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in speak().WithCancellation(cancellationToken))
            yield return WireEvent.Of(happened);
    }
}
