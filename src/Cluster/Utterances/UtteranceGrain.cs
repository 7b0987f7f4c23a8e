using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using VoiceSmith.Cluster.Voices;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Utterances;

/// <summary>Speaks one utterance with the worker's engine.</summary>
/// <remarks>
/// Stays for a minute after its end: its reader says good-bye once more, and a grain that has gone by then would come
/// back for it. One whose listener is paused for longer goes as well, and is taken up again like one that was lost.
/// </remarks>
/// <param name="engine">The worker's.</param>
/// <param name="follower">Follows changes of voices.</param>
/// <param name="connections">Told of gateways that died.</param>
/// <param name="time">Clock of the time for which speech is held.</param>
/// <param name="log">Told of errors that are no answer.</param>
[CollectionAgeLimit(Minutes = 1)]
[GrainDirectory(PlaceDirectory.Name)]
[Reentrant]
[WorkerPlacement]
internal sealed class UtteranceGrain(
    SpeechEngine engine,
    VoiceFollower follower,
    MemberConnections connections,
    TimeProvider time,
    ILogger<UtteranceGrain> log
) : Grain, IUtteranceGrain
{
    private const int Ahead = 25; // events that are ready before the gateway asks: about a second of sound

    // what a gateway and its listener may have of the sound that the listener has not received, and more
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(6);

    private readonly ArrivingText _text = new();
    private UtteranceOrder? _order;
    private Utterance? _utterance;
    private HeldSpeech? _speech;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpokenBatch> SpeakAsync(
        UtteranceOrder order,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!order.Continues)
            await follower.ReachAsync(order.Change, cancellationToken);
        var speech = order.Continues ? SpeechOf(order) : Begin(order);
        if (speech?.Enter(order.Request.Read().FromSample ?? 0) is not { } reader)
        {
            yield return new() { Events = NoEvents, Refusal = Refusal.Of(new UnknownUtteranceException(Key)) };
            yield break;
        }
        _text.Append(0, order.Text, order.IsComplete);
        var utterance = _utterance!;
        var (cuts, versions) = (order.Cuts.Length, order.Versions.Length);
        var death = order.Gateway is { } gateway ? connections.DeathOf(gateway) : CancellationToken.None;
        await using var batches = speech
            .ReadAsync(reader, death, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        for (Exception? error = null; error is null;)
        {
            (var ready, error) = await NextAsync(batches);
            if (ready is null && error is null)
                yield break;
            // read after the events, which depend on them
            var (allCuts, allVersions) = (utterance.Cuts.All, utterance.Versions.All);
            yield return new()
            {
                Events = ready is null
                    ? NoEvents
                    : Packed.Of<SpeakEvent[]>([.. ready.Select(happened => happened.ToContract())]),
                Cuts = [.. allCuts.Skip(cuts)],
                Versions = [.. allVersions.Skip(versions)],
                Refusal = error is null ? null : Refusal.Of(error),
            };
            (cuts, versions) = (allCuts.Count, allVersions.Count);
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _speech?.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> AppendAsync(int offset, string text, bool isLast) =>
        new(_speech is { Stopped.IsCancellationRequested: false } && _text.Append(offset, text, isLast));

    /// <inheritdoc/>
    public ValueTask FollowAsync(long played, bool isPaused)
    {
        _utterance?.Report(played);
        if (isPaused)
            _utterance?.Pause();
        else
            _utterance?.Continue();
        return default;
    }

    private string Key => this.GetPrimaryKeyString();

    /// <summary>Begins to speak, for whoever reads.</summary>
    private HeldSpeech Begin(UtteranceOrder order)
    {
        var utterance = _utterance = engine.NewUtterance();
        (utterance.Cuts, utterance.Versions) = (new(order.Cuts), new(order.Versions));
        _order = order;
        var speech = _speech = new(order.Request.Read().FromSample ?? 0, Ahead, Hold, time);
        var events = order.IsRehearsal ? Rehearse() : Speak(order, utterance, speech.Stopped);
        _ = Task.Run(() => speech.FillAsync(events), CancellationToken.None);
        return speech;
    }

    /// <summary>The speech that is under way; null where an order asks for another.</summary>
    private HeldSpeech? SpeechOf(UtteranceOrder order)
    {
        var (have, come) = (_text.From(0).Text, order.Text);
        return
            _order is { } own
            && _speech?.Start is { } start
            && order.Request.Read().VoiceVersion == start.VoiceVersion
            && own.Caller == order.Caller
            && SoundOf(own).AsSpan().SequenceEqual(SoundOf(order))
            && (have.StartsWith(come, StringComparison.Ordinal) || come.StartsWith(have, StringComparison.Ordinal))
            ? _speech
            : null;
    }

    /// <summary>The members of a request that decide samples, besides text and version, and their times.</summary>
    private static byte[] SoundOf(UtteranceOrder order) =>
        Packed
            .Of(
                order.Request.Read() with
                {
                    Voice = null,
                    VoiceVersion = null,
                    Session = null,
                    Continues = null,
                    FromSample = null,
                    KnownSentence = null,
                    KnownSentenceSample = null,
                }
            )
            .Bytes;

    private IAsyncEnumerable<SpeechEvent> Speak(
        UtteranceOrder order,
        Utterance utterance,
        CancellationToken cancellationToken
    )
    {
        var request = order.Request.Read().ToSpeechRequest() with
        {
            Caller = order.Caller,
            Turn = order.Turn,
        };
        return engine.SpeakAsync(request, _text.ReadAsync(cancellationToken), utterance, cancellationToken);
    }

    private static readonly Packed<SpeakEvent[]> NoEvents = Packed.Of<SpeakEvent[]>([]);

    /// <summary>Events of every common type.</summary>
    private static async IAsyncEnumerable<SpeechEvent> Rehearse()
    {
        yield return new SpeechStarted(new(22050), "", "", 0);
        await Task.Yield(); // a batch of its own
        yield return new SentenceStarted(0, 0, 1, default);
        yield return new WordStarted("", 0, 1, default);
        yield return new SoundMade(new(0, new byte[2]));
        yield return new SpeechAccounted(new UtteranceLedger().Sum(22050));
        yield return new SpeechEnded(1);
    }

    /// <summary>The next events; neither events nor an error at the end.</summary>
    private async ValueTask<(IReadOnlyList<SpeechEvent>? Ready, Exception? Error)> NextAsync(
        IAsyncEnumerator<IReadOnlyList<SpeechEvent>> batches
    )
    {
        try
        {
            return (await batches.MoveNextAsync() ? batches.Current : null, null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (error is not VoiceSmithException)
                log.UtteranceBroke(error);
            return (null, error);
        }
    }
}
