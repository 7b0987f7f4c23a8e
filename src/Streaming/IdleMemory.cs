namespace VoiceSmith.Streaming;

/// <summary>Returns free memory to the system once nothing has been spoken for a while.</summary>
/// <remarks>
/// Until then the allocator keeps what tensors needed: mapping it anew for each would make convolutions several times
/// slower. Without this a moment of many utterances would count as memory of the server for good.
/// </remarks>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>Time without an utterance after which memory is returned.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(1);

    private readonly ITimer _timer;

    /// <param name="time">Clock.</param>
    /// <param name="isIdle">True while nothing is spoken.</param>
    /// <param name="release">Returns free memory. Must not fail.</param>
    public IdleMemory(TimeProvider time, Func<bool> isIdle, Action release) =>
        _timer = time.CreateTimer(
            _ =>
            {
                if (isIdle())
                    release();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    /// <summary>An utterance has ended, perhaps the last one.</summary>
    public void Ended() => _timer.Change(After, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
