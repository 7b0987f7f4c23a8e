using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using VoiceSmith.Cluster.Voices;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Sequences;
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
/// <param name="log">Told of errors that are no answer.</param>
[CollectionAgeLimit(Minutes = 1)]
[GrainDirectory(PlaceDirectory.Name)]
[Reentrant]
[WorkerPlacement]
internal sealed class UtteranceGrain(
    SpeechEngine engine,
    VoiceFollower follower,
    MemberConnections connections,
    ILogger<UtteranceGrain> log
) : Grain, IUtteranceGrain
{
    private const int Ahead = 25; // events that are ready before the gateway asks: about a second of sound

    private ArrivingText? _text;
    private Utterance? _utterance;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpokenBatch> SpeakAsync(
        UtteranceOrder order,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        _text = new();
        _text.Append(0, order.Text, order.IsComplete);
        var utterance = _utterance = engine.NewUtterance();
        (utterance.Cuts, utterance.Versions) = (new(order.Cuts), new(order.Versions));
        var (cuts, versions) = (order.Cuts.Length, order.Versions.Length);
        // a reader that died cannot leave: the engine's place is free at once, and not when Orleans misses the reader
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            order.Gateway is { } gateway ? connections.DeathOf(gateway) : CancellationToken.None
        );
        try
        {
            await follower.ReachAsync(order.Change, cancellationToken);
            var speech = order.IsRehearsal ? Rehearse() : Speak(order, utterance, unread.Token);
            var events = speech.BufferedInBatches(Ahead, unread.Token);
            await using var batches = events.GetAsyncEnumerator(unread.Token);
            for (Exception? error = null; error is null;)
            {
                (var ready, error) = await NextAsync(batches);
                if (ready is null && error is null)
                    yield break;
                // read after the events, which depend on them
                var (allCuts, allVersions) = (utterance.Cuts.All, utterance.Versions.All);
                yield return new()
                {
                    Events = Packed.Of<SpeakEvent[]>([.. (ready ?? []).Select(happened => happened.ToContract())]),
                    Cuts = [.. allCuts.Skip(cuts)],
                    Versions = [.. allVersions.Skip(versions)],
                    Refusal = error is null ? null : Refusal.Of(error),
                };
                (cuts, versions) = (allCuts.Count, allVersions.Count);
            }
        }
        finally
        {
            (_text, _utterance) = (null, null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AppendAsync(int offset, string text, bool isLast) =>
        new(_text?.Append(offset, text, isLast) ?? false);

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
        return engine.SpeakAsync(request, _text!.ReadAsync(cancellationToken), utterance, cancellationToken);
    }

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
