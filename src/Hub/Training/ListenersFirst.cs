using VoiceSmith.Hub.Training.Work;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Training;

/// <summary>Makes training wait between steps while the engine has more to do than it has threads for.</summary>
/// <param name="engine">Who listeners wait for.</param>
/// <param name="time">Counts how long the engine has kept up.</param>
internal sealed class ListenersFirst(SpeechEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20), Calm = TimeSpan.FromMilliseconds(400);

    /// <summary>Watches until it is disposed of.</summary>
    public IDisposable Put(WorkControl work)
    {
        var since = (long?)time.GetTimestamp();     // no backlog since then; null while there is one
        return time.CreateTimer(_ =>
        {
            since = engine.Backlog > 0 ? null : since ?? time.GetTimestamp();
            var calm = since is { } from && time.GetElapsedTime(from) >= Calm;
            if (since is null && !work.IsHeld)
                work.Hold();
            else if (calm && work.IsHeld)
                work.Release();
        }, null, Look, Look);
    }
}
