using System.Threading.Channels;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using VoiceSmith.Cluster.Utterances;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// One attempt of one worker at an utterance: reads its events a batch ahead, and sends it what comes later.
/// </summary>
internal sealed class WorkerStream : IAsyncDisposable
{
    private const int BatchesAhead = 1;

    private readonly Channel<SpokenBatch> _batches = Channel.CreateBounded<SpokenBatch>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true }
    );
    private readonly CancellationTokenSource _stop;
    private readonly IUtteranceGrain _grain;
    private readonly Worker _worker;
    private readonly IDisposable _place;
    private readonly CancellationTokenRegistration _gone;
    private bool _follows;

    /// <param name="grain">The utterance's grain; not activated yet.</param>
    /// <param name="worker">The worker that takes it.</param>
    /// <param name="order">The text and its controls.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public WorkerStream(IUtteranceGrain grain, Worker worker, UtteranceOrder order, CancellationToken cancellationToken)
    {
        (_grain, _worker, _place) = (grain, worker, worker.Place(order.SoundAgain));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _gone = worker.Gone.UnsafeRegister(_ => Lose(null), null);
        _ = Task.Run(() => PumpAsync(order, _stop.Token), CancellationToken.None);
    }

    /// <summary>The next batch, null at the end; or the error with which the worker was lost.</summary>
    public async ValueTask<(SpokenBatch? Batch, WorkerLostException? Lost)> NextAsync(
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                await _batches.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
                && _batches.Reader.TryRead(out var batch)
                    ? batch
                    : null,
                null
            );
        }
        catch (WorkerLostException lost)
        {
            return (null, lost);
        }
    }

    /// <summary>Sends the worker what comes later, once it speaks: text, and where the listener is.</summary>
    /// <param name="text">The utterance's text.</param>
    /// <param name="sent">UTF-16 units of it that the worker has.</param>
    /// <param name="utterance">The listener; null where the worker need not stay near it.</param>
    public void Follow(ArrivingText text, int sent, Utterance? utterance)
    {
        if (_follows)
            return;
        _follows = true;
        _ = Task.Run(() => SendAsync(text, sent, _stop.Token), CancellationToken.None);
        if (utterance is not null)
            _ = Task.Run(() => TellAsync(utterance.Clock, _stop.Token), CancellationToken.None);
    }

    /// <summary>Stops the worker. What it has begun ends within one chunk; nobody waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        _batches.Writer.TryComplete();
        _place.Dispose();
    }

    private void Lose(Exception? error)
    {
        _batches.Writer.TryComplete(new WorkerLostException(_worker.Report.Name, error));
        _stop.Cancel();
    }

    private Task PumpAsync(UtteranceOrder order, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _worker.Silo);
            await foreach (
                var batch in _grain
                    .SpeakAsync(order, CancellationToken.None)
                    .WithCancellation(cancellationToken)
                    .ConfigureAwait(false)
            )
                await _batches.Writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            _batches.Writer.TryComplete();
        });

    private Task SendAsync(ArrivingText text, int sent, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _worker.Silo);
            while (true)
            {
                var (piece, isComplete, more) = text.From(sent);
                if (
                    (piece.Length > 0 || isComplete)
                    && !await _grain.AppendAsync(sent, piece, isComplete).ConfigureAwait(false)
                )
                    return; // it has ended, and its reader sees that
                sent += piece.Length;
                if (isComplete)
                    return;
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        });

    private Task TellAsync(ListenerClock clock, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _worker.Silo);
            while (true)
            {
                var (position, isPaused, changed) = clock.Read();
                await _grain.FollowAsync((long)position, isPaused).ConfigureAwait(false);
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        });

    /// <summary>Runs one direction of the stream. Whatever ends it, the reader is told.</summary>
    private async Task GuardAsync(Func<Task> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Not swallowed: the reader gets it, unless it has left.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!_stop.IsCancellationRequested)
                Lose(error);
        }
    }
}

/// <summary>
/// A worker was lost in the middle of an utterance. Never leaves the cluster: the utterance goes on with another.
/// </summary>
internal sealed class WorkerLostException(string worker, Exception? cause)
    : Exception($"{worker} {(cause is null ? "is gone" : $"failed: {cause.Message}")}", cause);
