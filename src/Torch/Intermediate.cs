using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Torch;

/// <summary>
/// Arithmetic on intermediate results that nothing else reads: in place where gradients are disabled, which saves
/// memory and time and changes no bit; out of place otherwise.
/// </summary>
public static class Intermediate
{
    /// <summary>Sum.</summary>
    /// <param name="spent">Temporary tensor of the result's shape; not to be read afterwards.</param>
    /// <param name="other">Tensor of the same shape, or broadcastable to it.</param>
    public static Tensor Plus(this Tensor spent, Tensor other) =>
        is_grad_enabled() ? spent + other : spent.add_(other, Scalars.One);

    /// <summary>Sum of two temporary tensors.</summary>
    /// <param name="spent">Temporary tensor of the result's shape; not to be read afterwards.</param>
    /// <param name="other">Tensor of the same shape; disposed.</param>
    public static Tensor PlusSpent(this Tensor spent, Tensor other)
    {
        using (other)
            return spent.Plus(other);
    }

    /// <summary>Product.</summary>
    /// <param name="spent">Temporary tensor of the result's shape; not to be read afterwards.</param>
    /// <param name="other">Tensor of the same shape, or broadcastable to it.</param>
    public static Tensor Times(this Tensor spent, Tensor other) =>
        is_grad_enabled() ? spent * other : spent.mul_(other);

    /// <summary>Product with a constant.</summary>
    /// <param name="spent">Temporary tensor; not to be read afterwards.</param>
    /// <param name="factor">Constant factor.</param>
    public static Tensor Times(this Tensor spent, double factor) =>
        is_grad_enabled() ? spent * factor : spent.mul_(Scalars.Of(factor));

    /// <summary>Leaky ReLU.</summary>
    /// <param name="spent">Temporary tensor; not to be read afterwards.</param>
    /// <param name="slope">Slope for negative values.</param>
    public static Tensor LeakyRelu(this Tensor spent, double slope) =>
        is_grad_enabled() ? functional.leaky_relu(spent, slope) : spent.leaky_relu_(Scalars.Of(slope));

    /// <summary>GELU.</summary>
    /// <param name="spent">Temporary tensor; not to be read afterwards.</param>
    public static Tensor Gelu(this Tensor spent)
    {
        if (is_grad_enabled())
            return functional.gelu(spent);
        spent.gelu_().Dispose(); // an alias of the same tensor
        return spent;
    }

    /// <summary>Sum with a product of two tensors.</summary>
    /// <param name="spent">Temporary tensor; not to be read afterwards.</param>
    /// <param name="a">Factor of the same shape.</param>
    /// <param name="b">Factor of the same shape.</param>
    /// <param name="sign">1 to add the product, -1 to subtract it.</param>
    public static Tensor PlusProduct(this Tensor spent, Tensor a, Tensor b, int sign = 1) =>
        is_grad_enabled() ? spent.addcmul(a, b, sign) : spent.addcmul_(a, b, Scalars.Of(sign));

    /// <summary>Exponential of a clamped exponent.</summary>
    /// <param name="spent">Temporary tensor; not to be read afterwards.</param>
    /// <param name="min">Least exponent.</param>
    /// <param name="max">Greatest exponent.</param>
    public static Tensor ExpWithin(this Tensor spent, double min, double max) =>
        is_grad_enabled() ? spent.clamp(min, max).exp() : spent.clamp_(Scalars.Of(min), Scalars.Of(max)).exp_();

    /// <summary>Both halves of a dimension, as views.</summary>
    public static (Tensor First, Tensor Second) Halves(this Tensor x, long dimension = -1)
    {
        var half = x.size((int)dimension) / 2;
        return (x.narrow(dimension, 0, half), x.narrow(dimension, half, half));
    }
}
