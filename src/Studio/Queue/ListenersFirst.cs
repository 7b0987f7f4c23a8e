using VoiceSmith.Streaming;
using VoiceSmith.Studio.Work;

namespace VoiceSmith.Studio.Queue;

/// <summary>Holds training between steps while the speech engine has a backlog.</summary>
/// <param name="engine">The speech engine.</param>
/// <param name="time">Clock of the watch.</param>
internal sealed class ListenersFirst(SpeechEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20),
        Calm = TimeSpan.FromMilliseconds(400);

    /// <summary>Watches for a job until the result is disposed of.</summary>
    public IDisposable Put(WorkControl work) => new Watch(engine, time, work);

    private sealed class Watch : IDisposable
    {
        private readonly SpeechEngine _engine;
        private readonly TimeProvider _time;
        private readonly WorkControl _work;
        private readonly Lock _lock = new();
        private readonly ITimer _timer;
        private long? _since; // no backlog since then; null while there is one
        private bool _over;

        public Watch(SpeechEngine engine, TimeProvider time, WorkControl work)
        {
            (_engine, _time, _work, _since) = (engine, time, work, time.GetTimestamp());
            _timer = time.CreateTimer(_ => LookOnce(), null, Look, Look);
        }

        public void Dispose()
        {
            lock (_lock)
                _over = true;
            _timer.Dispose();
        }

        private void LookOnce()
        {
            lock (_lock)
            {
                if (_over)
                    return;
                _since = _engine.Backlog > 0 ? null : _since ?? _time.GetTimestamp();
                if (_since is null && !_work.IsHeld)
                    _work.Hold();
                else if (_work.IsHeld && _since is { } from && _time.GetElapsedTime(from) >= Calm)
                    _work.Release();
            }
        }
    }
}
