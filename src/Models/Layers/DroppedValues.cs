using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// Dropout in one pass over memory, along with the activation before it and a factor after it. Which values are dropped depends on their
/// place and one number of torch's generator, so nothing is kept for the way back and a run can be repeated. For the processor.
/// </summary>
internal sealed class DroppedValues : autograd.SingleTensorFunction<DroppedValues>
{
    private const int Part = 1 << 16;   // values a thread takes at a time

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

    /// <summary>Leaky ReLU, dropout and a factor.</summary>
    /// <param name="dropout">Says how much.</param>
    /// <param name="x">Of any shape.</param>
    /// <param name="slope">Of negative values; 1 for no activation.</param>
    /// <param name="scale">Of what is left.</param>
    internal static Tensor Of(Dropout dropout, Tensor x, double slope, double scale)
    {
        using var seed = randint(long.MaxValue, [1], dtype: ScalarType.Int64);
        return apply(x, new Chance((ulong)seed.item<long>(), dropout.p, (float)(scale / (1 - dropout.p)), (float)slope));
    }

    private static Tensor Drop(Tensor from, Tensor? signs, Chance chance)
    {
        var to = empty(from.shape);
        RowKernels.Each((from.numel() + Part - 1) / Part, part =>
        {
            var (first, count) = (part * Part, (int)Math.Min(Part, from.numel() - part * (long)Part));
            RowKernels.Drop(TensorValues.Of(from).Slice(first, count), signs is null ? [] : TensorValues.Of(signs).Slice(first, count), first,
                chance.Seed, chance.Share, chance.Scale, chance.Slope, TensorValues.Of(to).Slice(first, count));
        });
        return to;
    }

    private sealed record Chance(ulong Seed, double Share, float Scale, float Slope);
}
