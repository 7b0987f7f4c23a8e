using System.Buffers;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// One stream of a vocoder without memory, whose sound at a frame depends on so many frames around it: decodes block by block, each with its
/// surroundings. Blocks are cut by frame number, so chunking cannot change a bit.
/// </summary>
/// <param name="context">Frames on each side that a frame's sound depends on.</param>
/// <param name="seed">Of the stream's noise.</param>
/// <param name="tailFrames">Frames that the vocoder is to see after the last one.</param>
/// <param name="tailValue">What is in those.</param>
internal sealed class BlockwiseStream(int context, ulong seed, int tailFrames = 0, float tailValue = 0) : IVocoderState
{
    private const int BlockFrames = 32; // fewer come sooner, more waste less on surroundings

    private Tensor? _frames;            // [1, band, frame], those still needed
    private long _start, _next;         // the number of the first of them, and of the next frame to be heard

    /// <summary>The samples that new frames complete.</summary>
    /// <param name="mel">[band, frame], or null.</param>
    /// <param name="last">Whether the stream ends here.</param>
    /// <param name="hop">Samples per frame.</param>
    /// <param name="render">Sound [1, 1, frame × hop] from frames [1, band, frame], the number of the first, and the seed.</param>
    /// <param name="sound">Receives the samples.</param>
    public void Decode(Tensor? mel, bool last, int hop, Func<Tensor, long, ulong, Tensor> render, IBufferWriter<float> sound)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var frames = Join(mel);
        if (frames is null)
            return;
        var end = _start + frames.size(2);
        while (_next < end && (last || _next + BlockFrames + context < end))
        {
            using var step = NewDisposeScope();
            var (first, stop) = (Math.Max(0, _next - context), Math.Min(end, _next + BlockFrames + context));
            var window = frames.narrow(2, first - _start, stop - first);
            if (last && stop == end && tailFrames > 0)
                window = cat([window, full([1, window.size(1), tailFrames], tailValue)], 2);
            var count = Math.Min(BlockFrames, end - _next);
            var samples = render(window, first, seed).narrow(2, (_next - first) * hop, count * hop);
            sound.Write(TensorValues.Of(samples.InMemory().contiguous()));
            _next += count;
        }
        Keep(frames, Math.Max(_start, _next - context));
    }

    /// <inheritdoc/>
    public void Dispose() => _frames?.Dispose();

    private Tensor? Join(Tensor? mel) => (_frames, mel) switch
    {
        (null, null) => null,
        (null, { }) => mel.unsqueeze(0),
        ({ }, null) => _frames,
        _ => cat([_frames, mel.unsqueeze(0)], 2),
    };

    /// <summary>Keeps the frames from a number on.</summary>
    private void Keep(Tensor frames, long from)
    {
        var kept = frames.narrow(2, from - _start, _start + frames.size(2) - from).clone().DetachFromDisposeScope();
        _frames?.Dispose();
        (_frames, _start) = (kept, from);
    }
}
