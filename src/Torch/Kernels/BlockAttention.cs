using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;
using static VoiceSmith.Torch.Kernels.SmallProducts;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Torch.Kernels;

/// <summary>Attention pattern by blocks: a step attends to its own block and a fixed number of earlier ones.</summary>
/// <param name="Heads">Attention heads.</param>
/// <param name="Block">Steps of a block.</param>
/// <param name="Earlier">Earlier blocks that a step attends to.</param>
/// <param name="Lengths">Steps of each batch item; steps after them are padding.</param>
public sealed record AttentionBlocks(int Heads, int Block, int Earlier, int[] Lengths)
{
    /// <summary>Most keys that a step attends to.</summary>
    public int Window => Block * (Earlier + 1);

    /// <summary>Steps from the first key of a block to its first query.</summary>
    public int Before => Block * Earlier;
}

/// <summary>
/// Multi-head attention over blocks, with its gradient: only attended pairs are computed, where torch's operators
/// compute every pair and mask most. CPU only, for training.
/// </summary>
public sealed class BlockAttention : autograd.SingleTensorFunction<BlockAttention>
{
    /// <inheritdoc/>
    public override string Name => nameof(BlockAttention);

    /// <summary>
    /// True where <see cref="Attend"/> applies: gradients enabled, float32, CPU, sizes in whole vectors.
    /// </summary>
    public static bool IsFor(Tensor x, int heads, int block, int earlier) =>
        is_grad_enabled()
        && RowKernels.IsFor(x)
        && block > 0
        && block * (earlier + 1) % Lanes == 0
        && x.size(-1) / heads % Lanes == 0;

    /// <summary>The attention.</summary>
    /// <param name="queries">[batch, step, channel]</param>
    /// <param name="keys">[batch, step, channel]</param>
    /// <param name="values">[batch, step, channel]</param>
    /// <param name="positionBias">Score bias of each relative position, -range to range, [head, 2 × range + 1].</param>
    /// <param name="blocks">Attention pattern.</param>
    /// <returns>[batch, step, channel]; zero for padding.</returns>
    public static Tensor Attend(
        Tensor queries,
        Tensor keys,
        Tensor values,
        Tensor positionBias,
        AttentionBlocks blocks
    ) => apply(queries, keys, values, positionBias, blocks);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (queries, keys, values, positionBias) = (
            ((Tensor)vars[0]).contiguous(),
            ((Tensor)vars[1]).contiguous(),
            ((Tensor)vars[2]).contiguous(),
            (Tensor)vars[3]
        );
        var blocks = (AttentionBlocks)vars[4];
        var places = new Places(blocks, queries);
        var (result, weights) = (
            zeros(queries.shape),
            empty(queries.size(0), blocks.Heads, places.Steps, blocks.Window)
        );
        ctx.save_for_backward([queries, keys, values, positionBias, weights]);
        ctx.save_data(nameof(blocks), blocks);
        RowKernels.Each(
            queries.size(0) * blocks.Heads,
            work =>
            {
                var (item, head) = Math.DivRem(work, blocks.Heads);
                var bias = places.Spread(TensorValues.Of(positionBias), head);
                var turned = places.Turn(keys, item, head);
                var scale = (float)(1 / Math.Sqrt(places.Width));
                Span<float> queryData = TensorValues.Of(queries),
                    valueData = TensorValues.Of(values),
                    to = TensorValues.Of(result),
                    all = TensorValues.Of(weights);
                foreach (var seen in places.BlocksOf(item))
                {
                    var own = places.Weights(all, work, seen);
                    Multiply(
                        places.Rows(queryData, item, head, seen.Step),
                        new(turned.AsSpan(seen.Step), places.TurnedSteps),
                        new(own, blocks.Window),
                        seen.Queries,
                        places.Width,
                        blocks.Window
                    );
                    for (var query = 0; query < seen.Queries; query++)
                    {
                        var row = own.Slice(query * blocks.Window, blocks.Window);
                        row[..seen.First].Clear();
                        row[seen.End..].Clear();
                        RowKernels.SoftMax(
                            row[seen.First..seen.End],
                            scale,
                            bias.AsSpan(blocks.Block - 1 - query + seen.First, seen.Keys)
                        );
                    }
                    Multiply(
                        new(own[seen.First..], blocks.Window),
                        places.Rows(valueData, item, head, seen.FirstKey),
                        places.Rows(to, item, head, seen.Step),
                        seen.Queries,
                        seen.Keys,
                        places.Width
                    );
                }
                ArrayPool<float>.Shared.Return(turned);
            }
        );
        return result;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var blocks = (AttentionBlocks)ctx.get_data("blocks");
        var saved = ctx.get_saved_variables();
        var (queries, keys, values, positionBias, weights, gradient) = (
            saved[0],
            saved[1],
            saved[2],
            saved[3],
            saved[4],
            grad_output.contiguous()
        );
        var places = new Places(blocks, queries);
        var (ofQueries, ofKeys, ofValues) = (zeros(queries.shape), zeros(queries.shape), zeros(queries.shape));
        var ofBias = new float[queries.size(0) * blocks.Heads][];
        RowKernels.Each(
            ofBias.Length,
            work =>
            {
                var (item, head) = Math.DivRem(work, blocks.Heads);
                var turned = places.Turn(values, item, head);
                var scores = ArrayPool<float>.Shared.Rent(blocks.Block * blocks.Window);
                var spread = new float[blocks.Window + blocks.Block - 1];
                var scale = (float)(1 / Math.Sqrt(places.Width));
                Span<float> queryData = TensorValues.Of(queries),
                    known = TensorValues.Of(keys),
                    back = TensorValues.Of(gradient),
                    all = TensorValues.Of(weights);
                Span<float> toQueries = TensorValues.Of(ofQueries),
                    toKeys = TensorValues.Of(ofKeys),
                    toValues = TensorValues.Of(ofValues);
                foreach (var seen in places.BlocksOf(item))
                {
                    var own = places.Weights(all, work, seen);
                    Multiply(
                        places.Rows(back, item, head, seen.Step),
                        new(turned.AsSpan(seen.Step), places.TurnedSteps),
                        new(scores, blocks.Window),
                        seen.Queries,
                        places.Width,
                        blocks.Window
                    );
                    for (var query = 0; query < seen.Queries; query++)
                    {
                        var weight = own.Slice(query * blocks.Window + seen.First, seen.Keys);
                        var score = scores.AsSpan(query * blocks.Window + seen.First, seen.Keys);
                        RowKernels.SoftMaxGradient(
                            weight,
                            scale,
                            score,
                            spread.AsSpan(blocks.Block - 1 - query + seen.First, seen.Keys)
                        );
                    }
                    Multiply(
                        new(scores.AsSpan(seen.First), blocks.Window),
                        places.Rows(known, item, head, seen.FirstKey),
                        places.Rows(toQueries, item, head, seen.Step),
                        seen.Queries,
                        seen.Keys,
                        places.Width
                    );
                    Multiply(
                        new(scores.AsSpan(seen.First), 1, blocks.Window),
                        places.Rows(queryData, item, head, seen.Step),
                        places.Rows(toKeys, item, head, seen.FirstKey),
                        seen.Keys,
                        seen.Queries,
                        places.Width,
                        add: true
                    );
                    Multiply(
                        new(own[seen.First..], 1, blocks.Window),
                        places.Rows(back, item, head, seen.Step),
                        places.Rows(toValues, item, head, seen.FirstKey),
                        seen.Keys,
                        seen.Queries,
                        places.Width,
                        add: true
                    );
                }
                ofBias[work] = places.Gather(spread, (int)positionBias.size(1));
                ArrayPool<float>.Shared.Return(scores);
                ArrayPool<float>.Shared.Return(turned);
            }
        );
        var bias = new float[positionBias.numel()];
        foreach (var (work, part) in ofBias.Index())
        {
            var head = bias.AsSpan(work % blocks.Heads * part.Length, part.Length);
            TensorPrimitives.Add(head, part, head);
        }
        return
        [
            ofQueries.MoveToOuterDisposeScope(),
            ofKeys.MoveToOuterDisposeScope(),
            ofValues.MoveToOuterDisposeScope(),
            tensor(bias).view(positionBias.shape).MoveToOuterDisposeScope(),
            null!,
        ];
    }

    /// <summary>A block's queries, and the columns of its window that hold keys of the item.</summary>
    /// <param name="Step">Its first step.</param>
    /// <param name="Queries">Its steps.</param>
    /// <param name="First">The window's first column with a key.</param>
    /// <param name="End">The column after the last with a key.</param>
    /// <param name="FirstKey">The first key's step.</param>
    private readonly record struct AttendedKeys(int Step, int Queries, int First, int End, int FirstKey)
    {
        public int Keys => End - First;
    }

    /// <summary>Memory layout of items and heads.</summary>
    private readonly struct Places(AttentionBlocks blocks, Tensor queries)
    {
        private readonly int _channels = (int)queries.size(2);

        public int Steps { get; } = (int)queries.size(1);

        public int Width { get; } = (int)queries.size(2) / blocks.Heads;

        /// <summary>Columns of <see cref="Turn"/>: padding before the first block, and all blocks.</summary>
        public int TurnedSteps { get; } =
            blocks.Before + ((int)queries.size(1) + blocks.Block - 1) / blocks.Block * blocks.Block;

        public IEnumerable<AttendedKeys> BlocksOf(int item)
        {
            var length = blocks.Lengths[item];
            for (var step = 0; step < length; step += blocks.Block)
            {
                var first = Math.Max(0, blocks.Before - step);
                yield return new(
                    step,
                    Math.Min(blocks.Block, length - step),
                    first,
                    Math.Min(blocks.Window, blocks.Before + length - step),
                    step - blocks.Before + first
                );
            }
        }

        /// <summary>A head's channels from a step on.</summary>
        public Matrix Rows(Span<float> values, int item, int head, int step) =>
            new(values[((item * Steps + step) * _channels + head * Width)..], _channels);

        /// <summary>A block's weights, [query, column of its window].</summary>
        public Span<float> Weights(Span<float> weights, int work, AttendedKeys seen) =>
            weights.Slice((work * Steps + seen.Step) * blocks.Window, seen.Queries * blocks.Window);

        /// <summary>
        /// A head's channels transposed, [channel, step]; a block's window begins at the column of its first step.
        /// Padding is undefined.
        /// </summary>
        /// <returns>An array rented from the pool.</returns>
        public float[] Turn(Tensor tensor, int item, int head)
        {
            var (width, columns, length) = (Width, TurnedSteps, blocks.Lengths[item]);
            var turned = ArrayPool<float>.Shared.Rent(width * columns);
            var rows = TensorValues.Of(tensor)[(item * Steps * _channels + head * width)..];
            for (var step = 0; step < length; step++)
            {
                var row = rows.Slice(step * _channels, width);
                var column = turned.AsSpan(blocks.Before + step);
                for (int channel = 0, place = 0; channel < row.Length; channel++, place += columns)
                    column[place] = row[channel];
            }
            return turned;
        }

        /// <summary>
        /// A head's bias by relative position, from the last query and first column of a window to the first query and
        /// last column.
        /// </summary>
        public float[] Spread(ReadOnlySpan<float> positionBias, int head)
        {
            var distances = positionBias.Length / blocks.Heads;
            var spread = new float[blocks.Window + blocks.Block - 1];
            for (var i = 0; i < spread.Length; i++)
                spread[i] = positionBias[head * distances + Place(i, distances)];
            return spread;
        }

        /// <summary>The gradient of <see cref="Spread"/>.</summary>
        public float[] Gather(float[] spread, int distances)
        {
            var gathered = new float[distances];
            for (var i = 0; i < spread.Length; i++)
                gathered[Place(i, distances)] += spread[i];
            return gathered;
        }

        private int Place(int i, int distances)
        {
            var range = distances / 2;
            return Math.Clamp(i - (blocks.Block - 1) - blocks.Before, -range, range) + range;
        }
    }
}
