using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>The frames that a convolution keeps between the blocks of a stream.</summary>
public interface IFrameWindow : IDisposable
{
    /// <summary>
    /// Takes new frames and returns all that the convolution, without padding of its own, can now work on.
    /// </summary>
    /// <param name="x">New frames, [batch, time, channel]; null for none (the end of a stream).</param>
    /// <param name="last">True if these are the stream's last frames.</param>
    /// <returns>
    /// before + outputs + after frames in the caller's dispose scope, not to be changed; null while there are too few
    /// for one output.
    /// </returns>
    Tensor? Push(Tensor? x, bool last);
}

/// <summary>
/// The window of one stream, with zeros before its first frame and after its last: block by block it gives what padding
/// gives for the whole.
/// </summary>
/// <param name="before">Frames that an output frame needs before its own.</param>
/// <param name="after">Frames it needs after its own; outputs come that much later.</param>
public sealed class StreamingWindow(int before, int after) : IFrameWindow
{
    private Tensor? _tail;

    /// <summary>Frames kept between blocks.</summary>
    internal int Frames => before + after;

    /// <inheritdoc/>
    public Tensor? Push(Tensor? x, bool last)
    {
        var flush = last && after > 0;
        if (x is null && (_tail is null || !flush))
            return null;
        var past = _tail ?? Silence(x!, before);
        Tensor[] parts = (x, flush) switch
        {
            (null, _) => [past, Silence(past, after)],
            (_, false) => [past, x],
            _ => [past, x, Silence(past, after)],
        };
        var window = cat(parts, 1);
        var (length, outputs) = (window.size(1), window.size(1) - before - after);
        var kept = Math.Min(length, before + after);
        _tail?.Dispose();
        _tail = window.narrow(1, length - kept, kept).DetachFromDisposeScope(); // a view: nobody writes over a window
        return outputs > 0 ? window : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _tail?.Dispose();

    private static Tensor Silence(Tensor like, int frames) => like.new_zeros(1, frames, like.size(2));
}
