using VoiceSmith.Audio;
using VoiceSmith.Models.Layers;

namespace VoiceSmith.Models.Vocoder;

/// <summary>Sizes of a vocoder of any kind, as stored with a voice.</summary>
public abstract record VocoderConfig
{
    /// <summary>A vocoder of these sizes with fresh weights.</summary>
    public abstract IVocoder Create();

    /// <summary>About the number of weights of such a network; see <see cref="NetworkSize"/>.</summary>
    internal abstract double ApproximateWeights { get; }
}

/// <summary>Sizes of a source-filter vocoder, as stored in a checkpoint: member names are file format.</summary>
public sealed record SourceFilterConfig : VocoderConfig
{
    /// <summary>The mel frames it takes; its FFT and hop are also those of the synthesis.</summary>
    public MelConfig Mel { get; init; } = new();

    /// <summary>Width of the trunk.</summary>
    public int Channels { get; init; } = 256;

    /// <summary>Width inside a block.</summary>
    public int HiddenChannels { get; init; } = 768;

    /// <summary>ConvNeXt blocks.</summary>
    public int Blocks { get; init; } = 6;

    /// <summary>Frames of the trunk's convolutions, odd.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>Width of the head that hears F0 and voicing in the mel.</summary>
    public int F0Channels { get; init; } = 128;

    /// <summary>
    /// Factor on the noise of fully voiced frames at synthesis; the energy distance leaves a little too much there.
    /// </summary>
    public double VoicedNoise { get; init; } = 0.6;

    /// <inheritdoc/>
    public override IVocoder Create() => new SourceFilterVocoder(this);

    internal override double ApproximateWeights =>
        NetworkSize.Of(Blocks, Channels, 2 * (double)HiddenChannels + KernelSize)
        + NetworkSize.Of(Channels, 2 * (double)Mel.Bands, KernelSize)
        + NetworkSize.Of(Channels + (double)Mel.Bands, Mel.FftSize)
        + NetworkSize.Of(F0Channels, Mel.Bands);
}
