using System.Buffers;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>A vocoder without state, whose sound at a frame depends on a number of frames around it.</summary>
internal interface IBlockwiseVocoder : IVocoder
{
    /// <summary>Frames on each side that a frame's sound depends on.</summary>
    int ContextFrames { get; }

    /// <summary>Frames that the network sees after a stream's last.</summary>
    int TailFrames { get; }

    /// <summary>Log-mel of those frames.</summary>
    float TailValue { get; }

    /// <summary>The sound of some frames of one or several streams.</summary>
    /// <param name="mel">Log-mel, [batch, band, frame], on the network's device.</param>
    /// <param name="places">The first frame's number and the noise's seed, for each stream.</param>
    /// <returns>[batch, 1, frame × hop]</returns>
    Tensor Render(Tensor mel, IReadOnlyList<(long FirstFrame, ulong Seed)> places);
}

/// <summary>
/// One stream of such a vocoder: decodes block by block, each with its surroundings. Blocks are cut by frame number, so
/// chunking cannot change a bit.
/// </summary>
/// <param name="vocoder">Not owned.</param>
/// <param name="seed">Of the stream's noise.</param>
internal sealed class BlockwiseStream(IBlockwiseVocoder vocoder, ulong seed) : IVocoderState
{
    private const int BlockFrames = 32; // fewer come sooner, more waste less on surroundings

    private Tensor? _frames; // [1, band, frame], those still needed
    private long _start,
        _next; // the number of the first of them, and of the next frame to be decoded

    /// <summary>A block that can be decoded.</summary>
    /// <param name="Frames">The block with its surroundings, [1, band, frame].</param>
    /// <param name="First">The number of its first frame.</param>
    /// <param name="Skipped">Samples before the block's own.</param>
    /// <param name="Samples">Samples of the block.</param>
    public sealed record Block(Tensor Frames, long First, long Skipped, long Samples);

    /// <summary>Of the stream's noise.</summary>
    public ulong Seed => seed;

    /// <summary>Takes new frames.</summary>
    /// <param name="mel">[band, frame], or null.</param>
    public void Add(Tensor? mel)
    {
        if (mel is null)
            return;
        using var scope = NewDisposeScope();
        Keep(_frames is null ? mel.unsqueeze(0).clone() : cat([_frames, mel.unsqueeze(0)], 2), _start);
    }

    /// <summary>The next block that has all its surroundings; null if there is none.</summary>
    /// <param name="last">True if no frames follow those added.</param>
    /// <returns>Its frames are in the caller's dispose scope.</returns>
    public Block? Take(bool last)
    {
        if (_frames is null)
            return null;
        var (context, end) = (vocoder.ContextFrames, _start + _frames.size(2));
        if (_next >= end || !last && _next + BlockFrames + context >= end)
            return null;
        var (first, stop) = (Math.Max(0, _next - context), Math.Min(end, _next + BlockFrames + context));
        var window = _frames.narrow(2, first - _start, stop - first);
        if (last && stop == end && vocoder.TailFrames > 0)
            window = cat(
                [window, full([1, window.size(1), vocoder.TailFrames], vocoder.TailValue, device: window.device)],
                2
            );
        var count = Math.Min(BlockFrames, end - _next);
        var block = new Block(window, first, (_next - first) * vocoder.HopLength, count * vocoder.HopLength);
        _next += count;
        return block;
    }

    /// <summary>Lets go of frames that no later block needs.</summary>
    public void Trim()
    {
        if (_frames is null)
            return;
        var from = Math.Max(_start, _next - vocoder.ContextFrames);
        using var scope = NewDisposeScope();
        Keep(_frames.narrow(2, from - _start, _start + _frames.size(2) - from).clone(), from);
    }

    /// <summary>The samples that new frames complete.</summary>
    /// <param name="mel">[band, frame], or null.</param>
    /// <param name="last">True if the stream ends here.</param>
    /// <param name="sound">Receives the samples.</param>
    public void Decode(Tensor? mel, bool last, IBufferWriter<float> sound)
    {
        using var inference = inference_mode();
        Add(mel);
        while (true)
        {
            using var scope = NewDisposeScope();
            if (Take(last) is not { } block)
                break;
            var samples = vocoder.Render(block.Frames, [(block.First, seed)]).narrow(2, block.Skipped, block.Samples);
            sound.Write(TensorValues.Of(samples.InMemory().contiguous()));
        }
        Trim();
    }

    /// <inheritdoc/>
    public void Dispose() => _frames?.Dispose();

    /// <summary>Keeps frames, of which the first has a number.</summary>
    private void Keep(Tensor frames, long first)
    {
        _frames?.Dispose();
        (_frames, _start) = (frames.DetachFromDisposeScope(), first);
    }
}
