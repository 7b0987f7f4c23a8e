using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Adversarial;

/// <summary>A patch discriminator of log-mel segments: convolutions over bands and frames, a score per patch.</summary>
/// <remarks>
/// In the spirit of GANSpeech (Yang et al., 2021), which trains a FastSpeech 2 against discriminators of its mel.
/// Patches as in PatchGAN (Isola et al., 2017).
/// </remarks>
internal sealed class MelDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private const double LeakySlope = 0.2,
        Centre = -5,
        Scale = 0.4; // the scaling of the vocoder's input
    private static readonly int[] Widths = [24, 48, 64, 96];

    private readonly ModuleList<NormedConv2d> convs;
    private readonly NormedConv2d conv_post;

    /// <summary>A discriminator with fresh weights.</summary>
    public MelDiscriminator()
        : base(nameof(MelDiscriminator))
    {
        // Kernels that the stride divides leave no grid in the gradient.
        NormedConv2dConfig Config(int i) =>
            i == 0 ? new(1, Widths[i], (5, 5), (1, 1), (2, 2)) : new(Widths[i - 1], Widths[i], (4, 4), (2, 2), (1, 1));
        convs = ModuleList([.. Widths.Select((_, i) => new NormedConv2d(Config(i), WeightLayout.Parametrized))]);
        conv_post = new NormedConv2d(new(Widths[^1], 1, (3, 3), (1, 1), (1, 1)), WeightLayout.Parametrized);
        RegisterComponents();
    }

    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <returns>One judgement, [batch, patch].</returns>
    public override IReadOnlyList<Judgement> forward(Tensor mel)
    {
        var x = ((mel - Centre) * Scale).unsqueeze(1); // [batch, 1, band, frame]
        var features = new List<Tensor>();
        foreach (var convolution in convs)
            features.Add(x = functional.leaky_relu(convolution.call(x), LeakySlope));
        return [new Judgement(features, conv_post.call(x).flatten(1))];
    }
}
