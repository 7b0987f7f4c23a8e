using System.Text.Json.Serialization;
using VoiceSmith.Models.Layers;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Attention windows and kinds of normalisation of an acoustic model's blocks.</summary>
public enum AcousticForm
{
    /// <summary>
    /// The reference: global attention with shifted positions, GroupNorm over time, symmetric convolutions. Decodes a
    /// sentence whole.
    /// </summary>
    Reference,

    /// <summary>
    /// Norms per frame, no leak from padding; a decoder of causal convolutions and attention by blocks, which streams
    /// exactly.
    /// </summary>
    Streaming,
}

/// <summary>Sizes of an acoustic model, as stored in a checkpoint: member names are file format.</summary>
public sealed record AcousticConfig
{
    /// <summary>The form of all its blocks.</summary>
    public AcousticForm Form { get; init; } = AcousticForm.Streaming;

    /// <summary>
    /// Reproduces the reference's own numbers where they are wrong; only with <see cref="AcousticForm.Reference"/>.
    /// </summary>
    public bool Compat { get; init; }

    /// <summary>Rows of the phoneme embedding.</summary>
    public int Vocabulary { get; init; } = 84;

    /// <summary>Mel bands.</summary>
    public int MelBands { get; init; } = 100;

    /// <summary>Rows of the speaker embedding.</summary>
    public int Speakers { get; init; } = 1;

    /// <summary>Width of the speaker embedding.</summary>
    public int SpeakerChannels { get; init; } = 64;

    /// <summary>Rows of the language embedding.</summary>
    public int Languages { get; init; } = 1;

    /// <summary>Width of the language embedding.</summary>
    public int LanguageChannels { get; init; } = 1;

    /// <summary>The phoneme encoder.</summary>
    public ConformerConfig Encoder { get; init; } = new() { ConvKernel = 7, PositionRange = 64 };

    /// <summary>The mel decoder; as wide as the encoder.</summary>
    public ConformerConfig Decoder { get; init; } =
        new()
        {
            ConvKernel = 7,
            Causal = true,
            BlockSteps = 8,
            EarlierBlocks = 4,
            PositionRange = 48,
        };

    /// <summary>Mel frames that one step of the decoder makes.</summary>
    public int FramesPerStep { get; init; } = 2;

    /// <summary>About the number of weights of such a network; see <see cref="NetworkSize"/>.</summary>
    internal double ApproximateWeights =>
        NetworkSize.Of(Vocabulary, Encoder.Channels)
        + NetworkSize.Of(Speakers, SpeakerChannels)
        + NetworkSize.Of(Languages, LanguageChannels)
        + Encoder.ApproximateWeights
        + Decoder.ApproximateWeights
        + NetworkSize.Of(Encoder.Channels, Variance.Channels + (double)Variance.Kernel + Variance.EmbeddingKernel)
        + NetworkSize.Of(Encoder.Channels, Encoder.Channels + (double)Prosody.PredictorKernel)
        + NetworkSize.Of(Encoder.Channels, Prosody.UtteranceChannels + (double)Prosody.PhonemeChannels)
        + NetworkSize.Of(Encoder.Channels, FramesPerStep, Encoder.Channels + (double)MelBands);

    /// <summary>True if the decoder works block by block; otherwise it decodes whole sentences.</summary>
    internal bool Streams => Decoder is { Causal: true, BlockSteps: > 0 };

    /// <summary>True if the decoder is told each frame's place within its phoneme.</summary>
    public bool FramePositions { get; init; } = true;

    /// <summary>
    /// Channels of noise added to the decoder's input in training, so that a loss over several draws can teach a
    /// distribution; 0 for none. Synthesis adds it as <see cref="SynthesisNoise"/> says.
    /// </summary>
    public int NoiseChannels { get; init; }

    /// <summary>
    /// Frames to each side over which the slowest noise channel is smoothed; 0 for white noise in all channels.
    /// </summary>
    public int NoiseReach { get; init; }

    /// <summary>Factor on the noise in synthesis: 0 for none, 1 for that of training.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double SynthesisNoise { get; init; }

    /// <summary>The prosody encoders and predictors.</summary>
    public ProsodyConfig Prosody { get; init; } = new();

    /// <summary>The predictors of pitch, energy and duration.</summary>
    public VarianceConfig Variance { get; init; } = new();

    /// <summary>The aligner.</summary>
    public AlignerConfig Aligner { get; init; } = new();

    /// <summary>The reference's English model: 134 million parameters.</summary>
    public static AcousticConfig ReferenceEnglish { get; } =
        new()
        {
            Form = AcousticForm.Reference,
            Vocabulary = 256,
            Speakers = 5392,
            SpeakerChannels = 1024,
            Languages = 19,
            LanguageChannels = 1,
            Encoder = ConformerConfig.Reference with { ConvKernel = 7 },
            Decoder = ConformerConfig.Reference with { ConvKernel = 11 },
            FramesPerStep = 1,
            FramePositions = false,
            Prosody = new()
            {
                Filters = [32, 32, 64, 64, 128, 128],
                Strides = [1, 1, 2, 1, 2, 1],
                Tokens = 32,
                UtteranceChannels = 256,
            },
            Variance = new() { Channels = 512, Dropout = 0.5 },
            Aligner = new()
            {
                Channels = 512,
                Temperature = 0.0005,
                OwnEmbedding = false,
            },
        };

    /// <summary>The reference's multilingual model.</summary>
    public static AcousticConfig ReferenceMultilingual { get; } = ReferenceEnglish with { LanguageChannels = 256 };
}

/// <summary>Sizes of a conformer stack.</summary>
public sealed record ConformerConfig
{
    /// <summary>Blocks.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads; divides <see cref="Channels"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width.</summary>
    public int Channels { get; init; } = 256;

    /// <summary>Dropped share of activations in training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>True if blocks have a feed-forward module.</summary>
    public bool FeedForward { get; init; } = true;

    /// <summary>Width inside the feed-forward, in widths.</summary>
    public int FeedForwardExpansion { get; init; } = 3;

    /// <summary>Frames the feed-forward's first layer sees, odd.</summary>
    public int FeedForwardKernel { get; init; } = 1;

    /// <summary>Frames of the depthwise convolutions, odd.</summary>
    public int ConvKernel { get; init; } = 7;

    /// <summary>Width inside the convolution module, in widths.</summary>
    public int ConvExpansion { get; init; } = 1;

    /// <summary>True if convolutions see only the past.</summary>
    public bool Causal { get; init; }

    /// <summary>Steps that attend to each other; 0 where all do.</summary>
    public int BlockSteps { get; init; }

    /// <summary>Blocks before its own that a step attends to.</summary>
    public int EarlierBlocks { get; init; }

    /// <summary>Distance up to which attention tells positions apart (streaming form).</summary>
    public int PositionRange { get; init; } = 64;

    /// <summary>About the number of weights of such a network; see <see cref="NetworkSize"/>.</summary>
    internal double ApproximateWeights =>
        NetworkSize.Of(Layers, Channels, 4 * (double)Channels + ConvKernel)
        + NetworkSize.Of(Layers, Channels, Channels, ConvExpansion)
        + (FeedForward ? NetworkSize.Of(Layers, Channels, Channels, FeedForwardExpansion, FeedForwardKernel) : 0)
        + NetworkSize.Of(Layers, PositionRange);

    /// <summary>The reference's sizes, but for the kernel, which differs between its stacks.</summary>
    public static ConformerConfig Reference { get; } =
        new()
        {
            Layers = 6,
            Heads = 8,
            Channels = 512,
            FeedForwardExpansion = 4,
            FeedForwardKernel = 3,
            ConvExpansion = 2,
        };
}

/// <summary>Sizes of the prosody encoders and predictors.</summary>
public sealed record ProsodyConfig
{
    /// <summary>Widths of the reference encoder's convolutions.</summary>
    public IReadOnlyList<int> Filters { get; init; } = [32, 32, 64, 64];

    /// <summary>Strides of the same convolutions over time.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [1, 2, 1, 2];

    /// <summary>Width of the reference encoder's recurrent layer.</summary>
    public int GruChannels { get; init; } = 32;

    /// <summary>Style tokens.</summary>
    public int Tokens { get; init; } = 16;

    /// <summary>Width of an utterance's prosody.</summary>
    public int UtteranceChannels { get; init; } = 32;

    /// <summary>Width of a phoneme's prosody.</summary>
    public int PhonemeChannels { get; init; } = 4;

    /// <summary>Dropped share after the utterance bottleneck.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Frames of the predictors' convolutions.</summary>
    public int PredictorKernel { get; init; } = 5;
}

/// <summary>Sizes of the pitch, energy and duration predictors.</summary>
public sealed record VarianceConfig
{
    /// <summary>Width.</summary>
    public int Channels { get; init; } = 256;

    /// <summary>Phonemes that a predictor's convolution sees, odd.</summary>
    public int Kernel { get; init; } = 5;

    /// <summary>Dropped share of activations in training.</summary>
    public double Dropout { get; init; } = 0.3;

    /// <summary>Phonemes over which a value is spread when it is added.</summary>
    public int EmbeddingKernel { get; init; } = 3;
}

/// <summary>Sizes of the aligner.</summary>
public sealed record AlignerConfig
{
    /// <summary>Width of keys and queries.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Factor on squared distances.</summary>
    public double Temperature { get; init; } = 0.005;

    /// <summary>
    /// True if keys come from phoneme embeddings of the aligner's own, so that it can be trained before the encoder.
    /// </summary>
    public bool OwnEmbedding { get; init; } = true;
}
