using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.Discriminators;

/// <summary>Judges a sound sample by sample, through grouped convolutions over time.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), after MelGAN (Kumar et al., 2019).</remarks>
public sealed class ScaleDiscriminator : Module<Tensor, Judgement>
{
    private const double LeakySlope = 0.1;

    private static readonly NormedConvConfig[] Layers =
    [
        new(1, 128, 15, 7),
        new(128, 128, 41, 20, 2, Groups: 4),
        new(128, 256, 41, 20, 2, Groups: 16),
        new(256, 512, 41, 20, 4, Groups: 16),
        new(512, 1024, 41, 20, 4, Groups: 16),
        new(1024, 1024, 41, 20, 1, Groups: 16),
        new(1024, 1024, 5, 2),
    ];

    private readonly ModuleList<NormedConv1d> convs;
    private readonly NormedConv1d conv_post;

    /// <summary>A discriminator with fresh weights.</summary>
    /// <param name="weights">Parametrisation of its weights.</param>
    public ScaleDiscriminator(WeightLayout weights)
        : base(nameof(ScaleDiscriminator))
    {
        convs = ModuleList([.. Layers.Select(layer => new NormedConv1d(layer, weights))]);
        conv_post = new NormedConv1d(new(Layers[^1].Outputs, 1, 3, 1), weights);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    public override Judgement forward(Tensor sound)
    {
        using var scope = NewDisposeScope();
        var (x, features) = (sound, new List<Tensor>());
        foreach (var convolution in convs)
            features.Add(x = functional.leaky_relu(convolution.call(x), LeakySlope, inplace: true));
        features.Add(x = conv_post.call(x));
        return new Judgement(features, x.flatten(1)).MoveToOuterDisposeScope();
    }
}
