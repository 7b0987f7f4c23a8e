using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Frames of a stream that wait for a slower part: added at the end, taken from the front.</summary>
public sealed class FrameBuffer : IDisposable
{
    private Tensor? _frames;

    /// <summary>Frames waiting.</summary>
    public int Count => (int)(_frames?.shape[2] ?? 0);

    /// <param name="frames">[1, channel, time]; copied.</param>
    public void Add(Tensor frames) => Keep(_frames is null ? frames.clone() : cat([_frames, frames], 2));

    /// <summary>Takes the oldest frames.</summary>
    /// <param name="count">At most <see cref="Count"/>.</param>
    /// <returns>[1, channel, count] in the caller's dispose scope.</returns>
    public Tensor Take(int count)
    {
        var taken = _frames!.narrow(2, 0, count).clone();
        Keep(count < Count ? _frames.narrow(2, count, Count - count).clone() : null);
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _frames?.Dispose();

    private void Keep(Tensor? frames)
    {
        var old = _frames;
        _frames = frames?.DetachFromDisposeScope();
        old?.Dispose();
    }
}
