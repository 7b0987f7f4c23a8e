using System.Text.Json.Serialization;
using VoiceSmith.Models.Layers;

namespace VoiceSmith.Models.Vocoder.HiFiGan;

/// <summary>Sizes of a HiFi-GAN generator, as stored in a checkpoint: member names are file format.</summary>
/// <remarks>The defaults are the V1 model in its form for 44.1 kHz with 512 samples per mel frame.</remarks>
public sealed record HiFiGanConfig : VocoderConfig
{
    /// <summary>Samples per second.</summary>
    public int SampleRate { get; init; } = 44100;

    /// <summary>Bands of the mel that it reads.</summary>
    public int MelBands { get; init; } = 80;

    /// <summary>Width of the trunk before the first upsampling; each upsampling halves it.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Upsampling of each stage; their product is the hop length.</summary>
    public IReadOnlyList<int> UpsampleRates { get; init; } = [8, 8, 4, 2];

    /// <summary>Taps of each stage's transposed convolution.</summary>
    public IReadOnlyList<int> UpsampleKernels { get; init; } = [16, 16, 4, 4];

    /// <summary>Taps of each stage's residual blocks, which run side by side.</summary>
    public IReadOnlyList<int> ResidualKernels { get; init; } = [3, 7, 11];

    /// <summary>Dilations inside a residual block, one after the other.</summary>
    public IReadOnlyList<int> Dilations { get; init; } = [1, 3, 5];

    /// <summary>Parametrisation of the weights: the state_dict's keys.</summary>
    public WeightLayout Weights { get; init; } = WeightLayout.GainAndDirection;

    /// <summary>Samples per mel frame.</summary>
    [JsonIgnore]
    public int HopLength => UpsampleRates.Aggregate(1, (product, rate) => product * rate);

    /// <summary>Mel frames on each side that a frame's sound depends on.</summary>
    [JsonIgnore]
    public int ContextFrames
    {
        get
        {
            var reach = 3; // of the last convolution, in samples
            var widest = ResidualKernels.Max() / 2;
            foreach (var (rate, kernel) in UpsampleRates.Zip(UpsampleKernels).Reverse())
                reach = (reach + widest * (Dilations.Sum() + Dilations.Count) + kernel + rate - 1) / rate;
            return reach + 3;
        }
    }

    /// <inheritdoc/>
    public override IVocoder Create() => new HiFiGanGenerator(this);

    internal override double ApproximateWeights =>
        NetworkSize.Of(MelBands, Channels)
        + NetworkSize.Of(Channels, Channels, UpsampleKernels.Sum(kernel => (double)kernel) / 8)
        + NetworkSize.Of(Channels, Channels, Dilations.Count, ResidualKernels.Sum(kernel => (double)kernel) / 4);
}
