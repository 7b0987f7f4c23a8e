using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Hub.Errors;
using VoiceSmith.Hub.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>The speech hub. No logic: calls go to the connection's session, its errors to the client.</summary>
public sealed class SpeechHub(
    ISpeechEngine engine,
    IVoicePublisher publisher,
    AccessGate gate,
    IOptions<StreamingOptions> options,
    ILogger<SpeechHub> log
) : Hub<ISpeechClient>, ISpeechHub
{
    private SpeechSession Session => (SpeechSession)Context.Items[nameof(SpeechSession)]!;

    /// <inheritdoc/>
    public IAsyncEnumerable<SpeakEvent> Speak(
        SpeakRequest request,
        IAsyncEnumerable<string> text,
        CancellationToken cancellationToken
    )
    {
        var (session, caller) = (Session, AccessGate.CallerOf(Context.GetHttpContext()).Id);
        var pieces = new ReceivedText(text, options.Value.MaxTextLength).Pieces;
        return ToContract(
            notices =>
            {
                notices.AddRange(ReceivedRequest.Check(request));
                return session.SpeakAsync(
                    request.ToSpeechRequest() with
                    {
                        Caller = caller,
                    },
                    pieces,
                    request.Queue ?? false,
                    request.ToReplacement(),
                    cancellationToken
                );
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SpeakEvent> Resume(string utterance, long fromSample, CancellationToken cancellationToken)
    {
        var (session, caller) = (Session, AccessGate.CallerOf(Context.GetHttpContext()).Id);
        return ToContract(
            _ =>
                gate.Limits.SpeakAsync(
                    caller,
                    session.ResumeAsync(utterance, fromSample, caller, cancellationToken),
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public bool Pause(string utterance) => Tell(utterance, one => one.Pause());

    /// <inheritdoc/>
    public bool Continue(string utterance) => Tell(utterance, one => one.Continue());

    /// <inheritdoc/>
    public bool Report(string utterance, long played) => Tell(utterance, one => one.Report(played));

    /// <inheritdoc/>
    public Contracts.HeardText? Stop(string utterance, long? played) =>
        Session.Find(utterance)?.Stop(played).ToContract();

    /// <inheritdoc/>
    public bool Vote(string utterance, bool liked) => publisher.TryVoteOn(engine, utterance, liked);

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        try
        {
            Context.Items[nameof(AccessGate)] = gate.Limits.Connect(AccessGate.CallerOf(Context.GetHttpContext()).Id);
        }
        catch (LimitExceededException error)
        {
            throw new HubException(error.Message);
        }
        Context.Items[nameof(SpeechSession)] = new SpeechSession(engine, options.Value.MaxQueued, Context.ConnectionId);
        return Clients.Caller.Voices([.. engine.Voices]);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[nameof(AccessGate)] as IDisposable)?.Dispose();
        return Task.CompletedTask;
    }

    private bool Tell(string utterance, Action<Utterance> what)
    {
        if (Session.Find(utterance) is not { } found)
            return false;
        what(found);
        return true;
    }

    private IAsyncEnumerable<SpeakEvent> ToContract(
        Func<List<string>, IAsyncEnumerable<SpeechEvent>> speak,
        CancellationToken cancellationToken
    ) => EventsAsync(speak, cancellationToken).WithHubErrors(log, cancellationToken);

    /// <summary>Calls the session when the stream is read, so that its errors reach the client too.</summary>
    private static async IAsyncEnumerable<SpeakEvent> EventsAsync(
        Func<List<string>, IAsyncEnumerable<SpeechEvent>> speak,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var notices = new List<string>();
        await foreach (var happened in speak(notices).WithCancellation(cancellationToken))
        {
            yield return happened.ToContract();
            if (happened is SpeechStarted)
                foreach (var notice in notices)
                    yield return new NoticeEvent(notice, 0, 0, 0);
        }
    }
}
