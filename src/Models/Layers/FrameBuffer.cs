using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>A first-in, first-out buffer of a stream's frames.</summary>
public sealed class FrameBuffer : IDisposable
{
    private Tensor? _frames; // a view of the last concatenation

    /// <summary>Number of buffered frames.</summary>
    public int Count => (int)(_frames?.size(1) ?? 0);

    /// <param name="frames">[1, time, channel]; must not change afterwards.</param>
    public void Add(Tensor frames) => Keep(_frames is null ? frames.alias() : cat([_frames, frames], 1));

    /// <summary>Takes the oldest frames.</summary>
    /// <param name="count">At most <see cref="Count"/>.</param>
    /// <returns>[1, count, channel] in the caller's dispose scope; must not be changed.</returns>
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
