using VoiceSmith.Streaming;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>Counts the utterances under way, so that a shutdown can wait for them.</summary>
internal sealed class Attendance
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _closed;

    /// <summary>Counts an utterance until it is disposed.</summary>
    /// <exception cref="EngineStoppingException">VS4010: nothing new is begun.</exception>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            if (_closed)
                throw new EngineStoppingException();
            _count++;
            return new Place(this);
        }
    }

    /// <summary>Rejects new utterances and waits for active ones to end.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_count == 0)
                _empty.TrySetResult();
            return _empty.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
            if (--_count == 0 && _closed)
                _empty.TrySetResult();
    }

    private sealed class Place(Attendance attendance) : IDisposable
    {
        public void Dispose() => attendance.Leave();
    }
}
