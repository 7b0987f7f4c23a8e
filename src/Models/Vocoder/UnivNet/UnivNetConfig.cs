using VoiceSmith.Models.Layers;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>Sizes of a UnivNet generator, as stored in a checkpoint: member names are file format.</summary>
/// <remarks>The defaults are the published model of 22.05 kHz with 256 samples per mel frame.</remarks>
public sealed record UnivNetConfig
{
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

    /// <summary>How the weights are kept: the state_dict's keys.</summary>
    public WeightLayout Weights { get; init; } = WeightLayout.Parametrized;

    /// <summary>Samples per mel frame.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int HopLength => Strides.Aggregate(1, (product, stride) => product * stride);
}
