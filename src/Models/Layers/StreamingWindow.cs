using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// What a convolution remembers between the chunks of one stream, so that chunk by chunk it gives what it gives for
/// the whole: the last frames it saw, with zeros before the first and after the last.
/// </summary>
/// <param name="before">Frames that an output frame needs before its own.</param>
/// <param name="after">Frames it needs after its own; outputs come that much later.</param>
public sealed class StreamingWindow(int before, int after) : IDisposable
{
    private Tensor? _tail;

    /// <summary>Takes new frames and hands out all that the convolution, without padding of its own, can now work on.</summary>
    /// <param name="x">New frames, [1, time, channel]; null when there are none (the end of a stream).</param>
    /// <param name="last">Whether these are the stream's last frames.</param>
    /// <returns>
    /// before + outputs + after frames in the caller's dispose scope, not to be changed; or null while there are too few for one output.
    /// </returns>
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
        _tail = window.narrow(1, length - kept, kept).DetachFromDisposeScope();    // a view: nobody writes over a window
        return outputs > 0 ? window : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _tail?.Dispose();

    private static Tensor Silence(Tensor like, int frames) => like.new_zeros(1, frames, like.size(2));
}
