using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>A convolution that has other kernels at every mel frame.</summary>
/// <remarks>
/// Source: LVCNet (Zeng et al., 2021). Each frame's samples, with their neighbours, form a matrix that is multiplied by
/// the frame's kernel: one batched product instead of an unfolded tensor contraction.
/// </remarks>
public static class LocationVariableConvolution
{
    /// <summary>
    /// Convolves each frame's samples, padded with their neighbours (zeros at the ends), with that frame's kernel.
    /// </summary>
    /// <param name="x">Samples, [batch, frame × hop, input], contiguous.</param>
    /// <param name="kernels">
    /// [batch, frame, tap × input, output], the tap as the slower index; an odd number of taps.
    /// </param>
    /// <param name="biases">[batch, frame, output]</param>
    /// <returns>[batch, frame × hop, output], in the caller's dispose scope.</returns>
    public static Tensor Apply(Tensor x, Tensor kernels, Tensor biases)
    {
        using var scope = NewDisposeScope();
        var (batch, samples, inputs) = (x.size(0), x.size(1), x.size(2));
        var (frames, span, outputs) = (kernels.size(1), kernels.size(2), kernels.size(3));
        var (hop, sides) = (samples / frames, span / inputs / 2);
        if (samples != frames * hop || span % inputs != 0)
            throw new ArgumentException(
                $"{samples} samples of {inputs} channels do not divide into {frames} frames with kernels of {span} rows."
            );
        var padded = functional.pad(x, [0, 0, sides, sides]); // [batch, sample + 2 sides, input]
        var length = samples + 2 * sides;
        // neighbours overlap
        var windows = padded.as_strided([batch, frames, hop, span], [length * inputs, hop * inputs, inputs, 1]);
        var y = windows.matmul(kernels) + biases.unsqueeze(2); // [batch, frame, hop, output]
        return y.view(batch, samples, outputs).MoveToOuterDisposeScope();
    }
}
