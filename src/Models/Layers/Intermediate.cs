using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// Arithmetic on intermediate results that nothing else reads: where no gradient is wanted the result takes their place, which saves
/// memory, objects and time, and changes no bit.
/// </summary>
internal static class Intermediate
{
    /// <param name="spent">Fresh, of the result's shape; not to be read afterwards.</param>
    /// <param name="other">Of the same shape, or spread over it.</param>
    public static Tensor Plus(this Tensor spent, Tensor other) => is_grad_enabled() ? spent + other : spent.add_(other, Scalars.One);

    /// <param name="spent">Fresh, of the result's shape; not to be read afterwards.</param>
    /// <param name="other">Of the same shape; disposed.</param>
    public static Tensor PlusSpent(this Tensor spent, Tensor other)
    {
        using (other)
            return spent.Plus(other);
    }

    /// <inheritdoc cref="Plus"/>
    public static Tensor Times(this Tensor spent, Tensor other) => is_grad_enabled() ? spent * other : spent.mul_(other);

    /// <param name="spent">Fresh; not to be read afterwards.</param>
    /// <param name="factor">Of every value.</param>
    public static Tensor Times(this Tensor spent, double factor) => is_grad_enabled() ? spent * factor : spent.mul_(Scalars.Of(factor));

    /// <param name="spent">Fresh; not to be read afterwards.</param>
    /// <param name="slope">Of what is negative.</param>
    public static Tensor LeakyRelu(this Tensor spent, double slope) =>
        is_grad_enabled() ? functional.leaky_relu(spent, slope) : spent.leaky_relu_(Scalars.Of(slope));

    /// <param name="spent">Fresh; not to be read afterwards.</param>
    public static Tensor Gelu(this Tensor spent)
    {
        if (is_grad_enabled())
            return functional.gelu(spent);
        spent.gelu_().Dispose();    // a second name for the same values
        return spent;
    }

    /// <param name="spent">Fresh; not to be read afterwards.</param>
    /// <param name="a">Of the same shape.</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="sign">Of the product.</param>
    public static Tensor PlusProduct(this Tensor spent, Tensor a, Tensor b, int sign = 1) =>
        is_grad_enabled() ? spent.addcmul(a, b, sign) : spent.addcmul_(a, b, Scalars.Of(sign));

    /// <param name="spent">Fresh; not to be read afterwards.</param>
    /// <param name="min">Of the exponent.</param>
    /// <param name="max">Of the exponent.</param>
    public static Tensor ExpWithin(this Tensor spent, double min, double max) =>
        is_grad_enabled() ? spent.clamp(min, max).exp() : spent.clamp_(Scalars.Of(min), Scalars.Of(max)).exp_();

    /// <summary>Both halves of a dimension, as views.</summary>
    public static (Tensor First, Tensor Second) Halves(this Tensor x, long dimension = -1)
    {
        var half = x.size((int)dimension) / 2;
        return (x.narrow(dimension, 0, half), x.narrow(dimension, half, half));
    }

    /// <summary>What dropout leaves of what a leaky ReLU makes of intermediate results; outside training that is everything.</summary>
    /// <param name="dropout">Which.</param>
    /// <param name="spent">Not to be read afterwards.</param>
    /// <param name="slope">Of what is negative; 1 for no leaky ReLU.</param>
    /// <param name="scale">Of the result.</param>
    public static Tensor Apply(this Dropout dropout, Tensor spent, double slope = 1, double scale = 1)
    {
        if (dropout.training && RowKernels.IsFor(spent))
            return DroppedValues.Of(dropout, spent, slope, scale);
        var active = slope == 1 ? spent : spent.LeakyRelu(slope);
        var left = dropout.training ? dropout.call(active) : active;
        return scale == 1 ? left : left.Times(scale);
    }
}
