using System.Text.Json.Serialization;
using VoiceSmith.Models.Layers;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>Sizes of a UnivNet generator, as stored in a checkpoint: member names are file format.</summary>
/// <remarks>The defaults are the published model of 22.05 kHz with 256 samples per mel frame.</remarks>
public sealed record UnivNetConfig : VocoderConfig
{
    /// <summary>Samples per second.</summary>
    public int SampleRate { get; init; } = 22050;

    /// <summary>Bands of the mel that it reads.</summary>
    public int MelBands { get; init; } = 100;

    /// <summary>Channels of the noise that it shapes.</summary>
    public int NoiseChannels { get; init; } = 64;

    /// <summary>Width of the trunk.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Upsampling of each block; their product is the hop length.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [8, 8, 4];

    /// <summary>Dilations of the convolutions of each block.</summary>
    public IReadOnlyList<int> Dilations { get; init; } = [1, 3, 9, 27];

    /// <summary>Slope of every leaky ReLU below zero.</summary>
    public double LeakySlope { get; init; } = 0.2;

    /// <summary>Width of the kernel predictors.</summary>
    public int PredictorChannels { get; init; } = 64;

    /// <summary>Taps of the kernel predictors' convolutions, odd.</summary>
    public int PredictorKernel { get; init; } = 3;

    /// <summary>Parametrisation of the weights: the state_dict's keys.</summary>
    public WeightLayout Weights { get; init; } = WeightLayout.Parametrized;

    /// <summary>Samples per mel frame.</summary>
    [JsonIgnore]
    public int HopLength => Strides.Aggregate(1, (product, stride) => product * stride);

    /// <summary>Mel frames on each side that a frame's sound depends on.</summary>
    [JsonIgnore]
    public int ContextFrames
    {
        get
        {
            var (reach, hop, kernels) = (3, HopLength, 0); // of the last convolution, in samples
            foreach (var stride in Strides.Reverse())
            {
                // each dilated convolution has a location-variable one after it
                reach += Dilations.Sum() + Dilations.Count;
                kernels = Math.Max(kernels, (reach + hop - 1) / hop); // frames whose kernels are used
                (reach, hop) = ((reach + stride - 1) / stride + 1, hop / stride);
            }
            return Math.Max(kernels + KernelPredictor.Context(PredictorKernel), reach + 3);
        }
    }

    /// <inheritdoc/>
    public override IVocoder Create() => new UnivNetGenerator(this);

    internal override double ApproximateWeights =>
        NetworkSize.Of(Channels, Channels, Strides.Count, Dilations.Count, PredictorChannels, PredictorKernel)
        + NetworkSize.Of(Channels, Channels, Strides.Sum(stride => (double)stride))
        + NetworkSize.Of(NoiseChannels, Channels)
        + NetworkSize.Of(MelBands, PredictorChannels);
}
