using System.Buffers;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Streams of a vocoder without state, decoded together: blocks with equally many frames around them form a batch.
/// </summary>
/// <param name="vocoder">Not owned.</param>
/// <param name="sizes">Batches are padded to these.</param>
internal sealed class BlockwiseBatch(IBlockwiseVocoder vocoder, BatchSizes sizes) : IVocoderBatch
{
    private int _count;

    /// <inheritdoc/>
    public int Count => _count;

    /// <inheritdoc/>
    public IVocoderState NewState(ulong seed)
    {
        Interlocked.Increment(ref _count);
        return new Stream(this, new(vocoder, seed));
    }

    /// <inheritdoc/>
    public void Decode(IReadOnlyList<VocoderStep> steps)
    {
        using var inference = inference_mode();
        foreach (var step in steps)
            FramesOf(step).Add(step.Mel);
        while (true)
        {
            using var scope = NewDisposeScope();
            var ready = steps
                .Select(step => (Step: step, Block: FramesOf(step).Take(step.Last)!))
                .Where(one => one.Block is not null)
                .ToList();
            if (ready.Count == 0)
                break;
            foreach (var group in ready.GroupBy(one => one.Block.Frames.size(2)))
                Render([.. group]);
        }
        foreach (var step in steps)
            FramesOf(step).Trim();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // streams own their frames
    }

    private static BlockwiseStream FramesOf(VocoderStep step) => ((Stream)step.State).Frames;

    private void Render((VocoderStep Step, BlockwiseStream.Block Block)[] group)
    {
        var padding = sizes.For(group.Length) - group.Length;
        var frames = cat([
            .. group.Select(one => one.Block.Frames),
            .. Enumerable.Repeat(group[0].Block.Frames, padding),
        ]);
        var places = group
            .Select(one => (one.Block.First, FramesOf(one.Step).Seed))
            .Concat(Enumerable.Repeat((0L, 0UL), padding));
        var sound = vocoder.Render(frames, [.. places]).squeeze(1).narrow(0, 0, group.Length); // [batch, sample]
        var samples = HostCopy.Of(sound.contiguous());
        var length = (int)sound.size(1);
        foreach (var (row, (step, block)) in group.Index())
            step.Sound.Write(samples.Slice(row * length + (int)block.Skipped, (int)block.Samples));
    }

    private sealed class Stream(BlockwiseBatch batch, BlockwiseStream frames) : IVocoderState
    {
        private BlockwiseBatch? _batch = batch;

        public BlockwiseStream Frames => frames;

        public void Dispose()
        {
            frames.Dispose();
            if (Interlocked.Exchange(ref _batch, null) is { } left)
                Interlocked.Decrement(ref left._count);
        }
    }
}
