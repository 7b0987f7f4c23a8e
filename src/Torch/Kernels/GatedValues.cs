using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Torch.Kernels;

/// <summary>
/// Gated activation with its gradient, in one pass over memory each way: the first half of the channels times the leaky
/// ReLU of the second half. Torch's own gradient fills a whole tensor for each half and adds the two. CPU only, for
/// training.
/// </summary>
public sealed class GatedValues : autograd.SingleTensorFunction<GatedValues>
{
    private const int Part = 256; // rows per work item

    /// <inheritdoc/>
    public override string Name => nameof(GatedValues);

    /// <summary>The gated activation.</summary>
    /// <param name="x">[…, 2 × channel]</param>
    /// <param name="slope">Slope for negative gates.</param>
    /// <returns>[…, channel]</returns>
    public static Tensor Of(Tensor x, double slope) => apply(x, (float)slope);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, slope) = (((Tensor)vars[0]).contiguous(), (float)vars[1]);
        ctx.save_for_backward([x]);
        ctx.save_data(nameof(slope), slope);
        var width = (int)x.size(-1) / 2;
        var y = empty([.. x.shape[..^1], width]);
        Each(
            y.numel() / width,
            (first, count) =>
                RowKernels.Gate(
                    TensorValues.Of(x).Slice(2 * first * width, 2 * count * width),
                    width,
                    slope,
                    TensorValues.Of(y).Slice(first * width, count * width)
                )
        );
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var (x, slope, gradient) = (
            ctx.get_saved_variables()[0],
            (float)ctx.get_data("slope"),
            grad_output.contiguous()
        );
        var width = (int)gradient.size(-1);
        var ofInput = empty(x.shape);
        Each(
            gradient.numel() / width,
            (first, count) =>
                RowKernels.GateGradient(
                    TensorValues.Of(x).Slice(2 * first * width, 2 * count * width),
                    TensorValues.Of(gradient).Slice(first * width, count * width),
                    width,
                    slope,
                    TensorValues.Of(ofInput).Slice(2 * first * width, 2 * count * width)
                )
        );
        return [ofInput.MoveToOuterDisposeScope(), null!];
    }

    private static void Each(long rows, Action<int, int> work) =>
        RowKernels.Each(
            (rows + Part - 1) / Part,
            part => work(part * Part, (int)Math.Min(Part, rows - part * (long)Part))
        );
}
