using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>Sizes of networks, derived from the shapes of their weights.</summary>
internal static class TorchConfigs
{
    /// <summary>
    /// Sizes of an acoustic model. Strides of the prosody encoders do not show in shapes; the reference's are assumed.
    /// </summary>
    public static AcousticConfig Acoustic(WeightShapes shapes)
    {
        if (
            shapes.Has("pitch_adaptor.pitch_embedding.embeddings") || !shapes.Has("pitch_adaptor_conv.pitch_emb.weight")
        )
            throw shapes.Wrong(
                "it is an acoustic model of the first generation, with a pitch adaptor that was replaced since"
            );
        const string duration = "length_regulator.duration_predictor",
            utterance = "utterance_prosody_predictor",
            phoneme = "phoneme_prosody_predictor";
        var channels = shapes["src_word_emb", 1];
        var embedding = shapes["speaker_embed", 1] + shapes["lang_embed", 1];
        var variance = shapes[$"{duration}.linear_layer.weight", 1];
        foreach (
            var predictor in new[] { duration, "pitch_adaptor_conv.pitch_predictor", "energy_adaptor.energy_predictor" }
        )
            RequirePredictor(shapes, predictor, channels, variance);
        foreach (var predictor in new[] { utterance, phoneme })
            RequirePredictor(shapes, predictor, channels, channels);
        shapes.Require("to_mel.weight", shapes["to_mel.weight", 0], channels);
        return AcousticConfig.ReferenceEnglish with
        {
            Vocabulary = shapes["src_word_emb", 0],
            MelBands = shapes["to_mel.weight", 0],
            Speakers = shapes["speaker_embed", 0],
            SpeakerChannels = shapes["speaker_embed", 1],
            Languages = shapes["lang_embed", 0],
            LanguageChannels = shapes["lang_embed", 1],
            Encoder = Conformer(shapes, "encoder", channels, embedding),
            Decoder = Conformer(shapes, "decoder", channels, embedding),
            Prosody = Prosody(shapes, channels) with
            {
                UtteranceChannels = shapes[$"{utterance}.predictor_bottleneck.weight", 0],
                PhonemeChannels = shapes[$"{phoneme}.predictor_bottleneck.weight", 0],
                PredictorKernel = shapes[$"{utterance}.layers.0.conv.depthwise.conv.weight", 2],
            },
            Variance = AcousticConfig.ReferenceEnglish.Variance with
            {
                Channels = variance,
                Kernel = shapes[$"{duration}.layers.0.conv.depthwise.conv.weight", 2],
                EmbeddingKernel = shapes["pitch_adaptor_conv.pitch_emb.weight", 2],
            },
            Aligner = AcousticConfig.ReferenceEnglish.Aligner with
            {
                Channels = shapes.Has("aligner.key_proj.2.weight") ? shapes["aligner.key_proj.2.weight", 0] : channels,
            },
        };
    }

    /// <summary>Sizes of a UnivNet generator. Dilations do not show in shapes; powers of three are assumed.</summary>
    public static UnivNetConfig UnivNet(WeightShapes shapes)
    {
        var blocks = Enumerable
            .Range(0, shapes.CountAfter("res_stack."))
            .Select(number => $"res_stack.{number}")
            .ToArray();
        var (channels, noise) = (shapes["conv_pre.bias", 0], shapes[shapes.WeightOf("conv_pre"), 1]);
        var (hidden, mel) = (
            shapes["res_stack.0.kernel_predictor.input_conv.0.bias", 0],
            shapes[shapes.WeightOf("res_stack.0.kernel_predictor.input_conv.0"), 1]
        );
        var layers = shapes.CountAfter("res_stack.0.conv_blocks.");
        var kernel = shapes[shapes.WeightOf("res_stack.0.kernel_predictor.kernel_conv"), 2];
        foreach (var block in blocks)
            shapes.Require(
                shapes.WeightOf($"{block}.kernel_predictor.kernel_conv"),
                6L * channels * channels * layers,
                hidden,
                kernel
            );
        return new()
        {
            MelBands = mel,
            NoiseChannels = noise,
            Channels = channels,
            Strides = [.. blocks.Select(block => shapes[shapes.WeightOf($"{block}.convt_pre.1"), 2] / 2)],
            Dilations = [.. Enumerable.Range(0, layers).Select(layer => (int)Math.Pow(3, Math.Min(layer, 10)))],
            PredictorChannels = hidden,
            PredictorKernel = kernel,
            Weights = WeightLayout.Plain,
        };
    }

    /// <summary>
    /// Sizes of a HiFi-GAN generator. Upsampling rates do not follow from kernels: blocks named by stage mean the
    /// reference's 44.1 kHz form; with consecutively numbered blocks they are half of each kernel, as in the published
    /// models.
    /// </summary>
    public static HiFiGanConfig HiFiGan(WeightShapes shapes)
    {
        var nested = shapes.Has("resblocks.0.0.convs1.0.bias");
        var stages = shapes.CountAfter("ups.");
        var channels = shapes["conv_pre.bias", 0];
        int[] kernels = [.. Enumerable.Range(0, stages).Select(stage => shapes[shapes.WeightOf($"ups.{stage}"), 2])];
        var perStage = nested
            ? shapes.CountAfter("resblocks.0.")
            : shapes.CountAfter("resblocks.") / Math.Max(1, stages);
        for (var stage = 0; stage < stages; stage++)
        {
            shapes.Require(shapes.WeightOf($"ups.{stage}"), channels >> stage, channels >> (stage + 1), kernels[stage]);
            for (var block = 0; block < perStage; block++)
            {
                var name = shapes.WeightOf(
                    (nested ? $"resblocks.{stage}.{block}" : $"resblocks.{stage * perStage + block}") + ".convs1.0"
                );
                shapes.Require(name, channels >> (stage + 1), channels >> (stage + 1), shapes[name, 2]);
            }
        }
        return new()
        {
            MelBands = shapes[shapes.WeightOf("conv_pre"), 1],
            Channels = channels,
            UpsampleRates = nested && stages == 4 ? [8, 8, 4, 2] : [.. kernels.Select(kernel => kernel / 2)],
            UpsampleKernels = kernels,
            ResidualKernels =
            [
                .. Enumerable
                    .Range(0, perStage)
                    .Select(block =>
                        shapes[
                            shapes.WeightOf((nested ? $"resblocks.0.{block}" : $"resblocks.{block}") + ".convs1.0"),
                            2
                        ]
                    ),
            ],
            SampleRate = nested ? 44100 : 22050,
            Weights = WeightLayout.Plain,
        };
    }

    private static ConformerConfig Conformer(WeightShapes shapes, string stack, int channels, int embedding)
    {
        var (layers, first) = (shapes.CountAfter($"{stack}.layer_stack."), $"{stack}.layer_stack.0");
        var feedForward = shapes.Has($"{first}.ff.conv_1.weight");
        var (inner, kernel) = (
            shapes[$"{first}.conformer_conv_1.depthwise.conv.weight", 0],
            shapes[$"{first}.conformer_conv_1.depthwise.conv.weight", 2]
        );
        var (hidden, hiddenKernel) = feedForward
            ? (shapes[$"{first}.ff.conv_1.weight", 0], shapes[$"{first}.ff.conv_1.weight", 2])
            : (channels, 1);
        for (var layer = 0; layer < layers; layer++)
        {
            var block = $"{stack}.layer_stack.{layer}";
            shapes.Require($"{block}.slf_attn.attention.query_proj.weight", channels, channels);
            shapes.Require($"{block}.conditioning.embedding_proj.weight", channels, embedding);
            shapes.Require($"{block}.conformer_conv_1.conv_1.conv.weight", 2L * inner, channels, 1);
            if (feedForward)
                shapes.Require($"{block}.ff.conv_1.weight", hidden, channels, hiddenKernel);
        }
        return ConformerConfig.Reference with
        {
            Layers = layers,
            Heads = shapes[$"{first}.slf_attn.attention.u_bias", 0],
            Channels = channels,
            FeedForward = feedForward,
            FeedForwardExpansion = hidden / channels,
            FeedForwardKernel = hiddenKernel,
            ConvKernel = kernel,
            ConvExpansion = inner / channels,
        };
    }

    private static ProsodyConfig Prosody(WeightShapes shapes, int channels)
    {
        const string encoder = "utterance_prosody_encoder.encoder";
        var standard = AcousticConfig.ReferenceEnglish.Prosody;
        if (!shapes.Has($"{encoder}.gru.weight_hh_l0"))
            return standard; // exported for synthesis, without the encoders
        var count = shapes.CountAfter($"{encoder}.norms.");
        int[] filters = [.. Enumerable.Range(0, count).Select(layer => shapes[$"{encoder}.norms.{layer}.bias", 0])];
        for (var layer = 1; layer < count; layer++)
            shapes.Require($"{encoder}.convs.{layer}.weight", filters[layer], filters[layer - 1], 3);
        var gru = shapes[$"{encoder}.gru.weight_hh_l0", 1];
        shapes.Require($"{encoder}.gru.weight_hh_l0", 3L * gru, gru);
        var tokens = shapes["utterance_prosody_encoder.stl.embed", 0];
        shapes.Require("utterance_prosody_encoder.stl.embed", tokens, channels);
        return standard with
        {
            Filters = filters,
            Strides =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(layer => layer < standard.Strides.Count ? standard.Strides[layer] : 1),
            ],
            GruChannels = gru,
            Tokens = tokens,
        };
    }

    private static void RequirePredictor(WeightShapes shapes, string name, int inputs, int channels)
    {
        shapes.Require($"{name}.layers.0.conv.pointwise.conv.weight", channels, inputs, 1);
        shapes.Require($"{name}.layers.4.conv.pointwise.conv.weight", channels, channels, 1);
    }
}
