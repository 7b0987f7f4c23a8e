using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming;

/// <summary>An utterance of the same listener that a new one takes the place of.</summary>
/// <param name="Utterance">Its identifier.</param>
/// <param name="Played">Samples of it that the listener has played; null where it does not know.</param>
public sealed record Replacement(string Utterance, long? Played);

/// <summary>
/// The speech of one connection: its utterances by name, their controls, and the queue of those that wait.
/// </summary>
/// <param name="engine">Not owned.</param>
/// <param name="maxQueued">Utterances that may wait.</param>
/// <param name="name">Name of the session where a request gives none; null for no session.</param>
public sealed class SpeechSession(ISpeechEngine engine, int maxQueued, string? name = null)
{
    private readonly ConcurrentDictionary<string, Utterance> _utterances = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task _tail = Task.CompletedTask; // the end of the utterance that the next queued one waits for
    private int _queued;
    private long _turns;

    /// <summary>Utterances that are spoken or wait.</summary>
    public int Count => _utterances.Count;

    /// <summary>Speaks.</summary>
    /// <param name="request">Voice and controls.</param>
    /// <param name="text">In pieces, as it arrives.</param>
    /// <param name="queue">True to wait until everything that was asked for before has been said.</param>
    /// <param name="replaces">Utterance to stop first; null for none.</param>
    /// <param name="cancellationToken">Ends the utterance.</param>
    /// <returns>
    /// The engine's events; before them a <see cref="SpeechAccepted"/> where it waits or replaces another.
    /// </returns>
    /// <exception cref="UnknownUtteranceException">VS4011: what it replaces is not known.</exception>
    public IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        bool queue,
        Replacement? replaces,
        CancellationToken cancellationToken
    )
    {
        var utterance = engine.NewUtterance();
        request = request with { Session = request.Session ?? name, Turn = Interlocked.Increment(ref _turns) - 1 };
        var waiting = queue ? new WaitingText(text) : null;
        return RunAsync(
            utterance,
            stop => engine.SpeakAsync(request, waiting ?? text, utterance, stop),
            queue,
            replaces,
            waiting,
            cancellationToken
        );
    }

    /// <summary>Takes up an utterance again, from any connection.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="fromSample">The first sample wanted.</param>
    /// <param name="caller">Who asks, for limits and fair queueing; null for nobody in particular.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string id,
        long fromSample,
        string? caller,
        CancellationToken cancellationToken
    )
    {
        var utterance = engine.NewUtterance();
        utterance.Request = new() { Caller = caller };
        return RunAsync(
            utterance,
            stop => engine.ResumeAsync(id, fromSample, utterance, stop),
            queue: false,
            replaces: null,
            waiting: null,
            cancellationToken
        );
    }

    /// <summary>The handle of an utterance that is spoken or waits; null where it has ended or never was.</summary>
    public Utterance? Find(string id) => _utterances.GetValueOrDefault(id);

    private async IAsyncEnumerable<SpeechEvent> RunAsync(
        Utterance utterance,
        Func<CancellationToken, IAsyncEnumerable<SpeechEvent>> speak,
        bool queue,
        Replacement? replaces,
        WaitingText? waiting,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var heard = replaces is null
            ? null
            : (Find(replaces.Utterance) ?? throw new UnknownUtteranceException(replaces.Utterance)).Stop(
                replaces.Played
            );
        _utterances[utterance.Id] = utterance;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waits = false;
        try
        {
            waiting?.Begin(cancellationToken);
            (var before, var ahead, waits) = Enter(over.Task, queue);
            if (queue || replaces is not null)
                yield return new SpeechAccepted(utterance.Id, ahead, replaces?.Utterance, heard);
            if (waits && !await TurnCameAsync(before, utterance, cancellationToken).ConfigureAwait(false))
            {
                yield return new SpeechStopped(new(0, 0, null));
                yield break;
            }
            StopWaiting(ref waits);
            await foreach (
                var happened in speak(cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false)
            )
                yield return happened;
        }
        finally
        {
            _utterances.TryRemove(utterance.Id, out _);
            over.SetResult();
            StopWaiting(ref waits);
            if (waiting is not null)
                await waiting.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the end of what was asked for before; false where it was stopped while it waited.</summary>
    private static async ValueTask<bool> TurnCameAsync(
        Task before,
        Utterance utterance,
        CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, utterance.Stopped);
        try
        {
            await before.WaitAsync(either.Token).ConfigureAwait(false);
            return !utterance.Stopped.IsCancellationRequested;
        }
        catch (OperationCanceledException)
            when (utterance.Stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void StopWaiting(ref bool waits)
    {
        if (waits)
            Interlocked.Decrement(ref _queued);
        waits = false;
    }

    /// <summary>Utterances requested before it, and the number of those that have not ended.</summary>
    private (Task Before, int Ahead, bool Waits) Enter(Task over, bool queue)
    {
        lock (_lock)
        {
            var before = _tail;
            var waits = queue && !before.IsCompleted;
            if (waits && _queued >= maxQueued)
                throw new QueueFullException(maxQueued);
            _queued += waits ? 1 : 0;
            // one that is stopped while it waits lets nobody pass
            _tail = before.IsCompleted ? over : Task.WhenAll(before, over);
            return (before, waits ? _utterances.Count - 1 : 0, waits);
        }
    }
}
