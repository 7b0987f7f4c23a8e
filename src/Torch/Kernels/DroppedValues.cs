using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Torch.Kernels;

/// <summary>
/// Dropout in one pass over memory, fused with a leaky ReLU before it and a factor after it. Dropped values depend on
/// their index and one number of torch's generator, so no mask is stored for the backward pass and runs are repeatable.
/// CPU only.
/// </summary>
internal sealed class DroppedValues : autograd.SingleTensorFunction<DroppedValues>
{
    private const int Part = 1 << 16; // values per work item

    /// <inheritdoc/>
    public override string Name => nameof(DroppedValues);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, chance) = (((Tensor)vars[0]).contiguous(), (Chance)vars[1]);
        ctx.save_for_backward(chance.Slope == 1 ? [] : [x]);
        ctx.save_data(nameof(chance), chance);
        return Drop(x, chance.Slope == 1 ? null : x, chance);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var chance = (Chance)ctx.get_data("chance");
        var signs = chance.Slope == 1 ? null : ctx.get_saved_variables()[0];
        return [Drop(grad_output.contiguous(), signs, chance).MoveToOuterDisposeScope(), null!];
    }

    /// <summary>Leaky ReLU, dropout and a factor; outside training without the dropout.</summary>
    /// <param name="dropout">Module that gives the share and says whether it is in training mode.</param>
    /// <param name="spent">Temporary tensor of any shape; not to be read afterwards.</param>
    /// <param name="slope">Slope for negative values; 1 for no activation.</param>
    /// <param name="scale">Factor of the result.</param>
    internal static Tensor Of(Dropout dropout, Tensor spent, double slope, double scale)
    {
        if (dropout.training && RowKernels.IsFor(spent))
            return Fused(dropout, spent, slope, scale);
        var active = slope == 1 ? spent : spent.LeakyRelu(slope);
        var left = dropout.training ? dropout.call(active) : active;
        return scale == 1 ? left : left.Times(scale);
    }

    private static Tensor Fused(Dropout dropout, Tensor x, double slope, double scale)
    {
        using var seed = randint(long.MaxValue, [1], dtype: ScalarType.Int64);
        return apply(
            x,
            new Chance((ulong)seed.item<long>(), dropout.p, (float)(scale / (1 - dropout.p)), (float)slope)
        );
    }

    private static Tensor Drop(Tensor from, Tensor? signs, Chance chance)
    {
        var to = empty(from.shape);
        RowKernels.Each(
            (from.numel() + Part - 1) / Part,
            part =>
            {
                var (first, count) = (part * Part, (int)Math.Min(Part, from.numel() - part * (long)Part));
                RowKernels.Drop(
                    TensorValues.Of(from).Slice(first, count),
                    signs is null ? [] : TensorValues.Of(signs).Slice(first, count),
                    first,
                    chance.Seed,
                    chance.Share,
                    chance.Scale,
                    chance.Slope,
                    TensorValues.Of(to).Slice(first, count)
                );
            }
        );
        return to;
    }

    private sealed record Chance(ulong Seed, double Share, float Scale, float Slope);
}

/// <summary>Fused dropout on a module, for activations that nothing else reads.</summary>
public static class DropoutExtensions
{
    /// <inheritdoc cref="DroppedValues.Of"/>
    public static Tensor Apply(this Dropout dropout, Tensor spent, double slope = 1, double scale = 1) =>
        DroppedValues.Of(dropout, spent, slope, scale);
}
