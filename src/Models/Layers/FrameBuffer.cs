using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Frames of a stream that wait for a slower part: added at the end, taken from the front.</summary>
public sealed class FrameBuffer : IDisposable
{
    private Tensor? _frames; // a view of what was put together last

    /// <summary>Frames waiting.</summary>
    public int Count => (int)(_frames?.size(1) ?? 0);

    /// <param name="frames">[1, time, channel]; not to be changed afterwards.</param>
    public void Add(Tensor frames) => Keep(_frames is null ? frames.alias() : cat([_frames, frames], 1));

    /// <summary>Takes the oldest frames.</summary>
    /// <param name="count">At most <see cref="Count"/>.</param>
    /// <returns>[1, count, channel] in the caller's dispose scope, not to be changed.</returns>
    public Tensor Take(int count)
    {
        var (taken, left) = (_frames!.narrow(1, 0, count), Count - count);
        Keep(left > 0 ? _frames.narrow(1, count, left) : null);
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
