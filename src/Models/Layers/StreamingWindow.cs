using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// What a convolution remembers between the chunks of one stream, so that chunk by chunk it gives what it gives for
/// the whole: the last frames it saw, with zeros before the first and after the last.
/// </summary>
/// <param name="before">Frames that an output frame needs before its own.</param>
/// <param name="after">Frames it needs after its own; outputs come that much later.</param>
/// <param name="dimension">That of time: 2 where frames come as [1, channel, time], 1 where they come as [1, time, channel].</param>
public sealed class StreamingWindow(int before, int after, int dimension = 2) : IDisposable
{
    private Tensor? _tail;
    private bool _started;

    /// <summary>Takes new frames and hands out all that the convolution, without padding of its own, can now work on.</summary>
    /// <param name="x">New frames; null when there are none (the end of a stream).</param>
    /// <param name="last">Whether these are the stream's last frames.</param>
    /// <returns>
    /// before + outputs + after frames in the caller's dispose scope, or null while there are too few for one output.
    /// </returns>
    public Tensor? Push(Tensor? x, bool last)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>(4);
        if (_tail is not null)
            parts.Add(_tail);
        if (x is not null)
        {
            if (!_started && before > 0)
                parts.Add(Silence(x, before));
            _started = true;
            parts.Add(x);
        }
        if (last && parts.Count > 0 && after > 0)
            parts.Add(Silence(parts[0], after));
        if (parts.Count == 0)
            return null;

        var window = cat(parts, dimension);
        var length = window.shape[dimension];
        var outputs = length - before - after;
        var kept = Math.Min(length, before + after);
        var tail = window.narrow(dimension, length - kept, kept).contiguous().clone().DetachFromDisposeScope();
        _tail?.Dispose();
        _tail = tail;
        return outputs > 0 ? window.MoveToOuterDisposeScope() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _tail?.Dispose();

    private Tensor Silence(Tensor like, int frames) =>
        like.new_zeros(dimension == 2 ? [1, like.shape[1], frames] : [1, frames, like.shape[2]]);
}
