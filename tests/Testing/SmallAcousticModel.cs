using VoiceSmith.Models.Acoustic;

namespace VoiceSmith.Testing;

/// <summary>The reduced sizes in which most golden files of the acoustic model were made.</summary>
public static class SmallAcousticModel
{
    public const int Embedding = 33;

    public static ConformerConfig Encoder { get; } = Conformer(kernel: 7);

    public static ProsodyConfig Prosody { get; } =
        new()
        {
            Filters = [16, 16, 24, 24, 32, 32],
            Strides = [1, 1, 2, 1, 2, 1],
            GruChannels = 20,
            Tokens = 8,
            UtteranceChannels = 16,
            PhonemeChannels = 4,
            PredictorKernel = 5,
        };

    public static AcousticConfig Config { get; } =
        new()
        {
            Form = AcousticForm.Reference,
            Compat = true,
            Vocabulary = 256,
            MelBands = 100,
            Speakers = 5,
            SpeakerChannels = 32,
            Languages = 19,
            LanguageChannels = 1,
            Encoder = Encoder,
            Decoder = Conformer(kernel: 11),
            FramesPerStep = 1,
            FramePositions = false,
            Prosody = Prosody,
            Variance = new()
            {
                Channels = 64,
                Kernel = 5,
                EmbeddingKernel = 3,
            },
            Aligner = new()
            {
                Channels = 64,
                Temperature = 0.0005,
                OwnEmbedding = false,
            },
        };

    public static ConformerConfig Conformer(int kernel) =>
        new()
        {
            Layers = 2,
            Heads = 4,
            Channels = 64,
            FeedForwardExpansion = 4,
            FeedForwardKernel = 3,
            ConvKernel = kernel,
            ConvExpansion = 2,
        };
}
