using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>
/// DelightfulTTS: a conformer encoder over phonemes; prosody, pitch, energy and durations; a conformer decoder over mel
/// frames.
/// </summary>
/// <remarks>
/// Source: DelightfulTTS (Liu et al., 2021). In training the recording's own prosody, pitch, energy and durations are
/// fed in and predictions are taught beside them; in synthesis the predictions are used. The streaming form decodes
/// block by block, equal to the whole.
/// </remarks>
public sealed partial class AcousticModel : Module
{
    private static readonly MelSharpening Unsharpened = new();

    private const double NoiseDeviation = 0.2; // of the noise layer's initial weights

    private static readonly string[] TrainingParts =
    [
        nameof(prosody_encoder),
        nameof(utterance_prosody_encoder),
        nameof(phoneme_prosody_encoder),
        nameof(aligner),
    ];

    private readonly Parameter src_word_emb,
        speaker_embed,
        lang_embed;
    private readonly Conformer encoder,
        decoder;
    private readonly ProsodyEncoder? prosody_encoder;
    private readonly UtteranceProsodyEncoder? utterance_prosody_encoder;
    private readonly PhonemeProsodyEncoder? phoneme_prosody_encoder;
    private readonly PhonemeProsodyPredictor utterance_prosody_predictor,
        phoneme_prosody_predictor;
    private readonly Linear u_bottle_out,
        p_bottle_out,
        to_mel;
    private readonly PitchAdaptorConv pitch_adaptor_conv;
    private readonly EnergyAdaptor energy_adaptor;
    private readonly LengthAdaptor length_regulator;
    private readonly Linear? frame_position,
        noise_in,
        fold;
    private readonly Aligner? aligner;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="forTraining">
    /// True to have the parts that only training needs: aligner and prosody encoder.
    /// </param>
    public AcousticModel(AcousticConfig config, bool forTraining = true)
        : base(nameof(AcousticModel))
    {
        Config = config;
        var channels = config.Encoder.Channels;
        var embedding = config.SpeakerChannels + config.LanguageChannels;
        src_word_emb = ScaledEmbedding(config.Vocabulary, channels);
        speaker_embed = ScaledEmbedding(config.Speakers, config.SpeakerChannels);
        lang_embed = ScaledEmbedding(config.Languages, config.LanguageChannels);
        var (form, compat, prosody) = (config.Form, config.Compat, config.Prosody);
        encoder = new(config.Encoder, embedding, form);
        prosody_encoder =
            forTraining && form == AcousticForm.Streaming ? new(prosody, config.MelBands, channels) : null;
        utterance_prosody_encoder =
            forTraining && form == AcousticForm.Reference ? new(prosody, config.MelBands, channels, compat) : null;
        phoneme_prosody_encoder =
            forTraining && form == AcousticForm.Reference ? new(prosody, config.MelBands, config.Encoder) : null;
        utterance_prosody_predictor = new(
            channels,
            prosody.UtteranceChannels,
            prosody.PredictorKernel,
            config.Encoder.Dropout,
            form,
            compat
        );
        phoneme_prosody_predictor = new(
            channels,
            prosody.PhonemeChannels,
            prosody.PredictorKernel,
            config.Encoder.Dropout,
            form,
            compat
        );
        u_bottle_out = Linear(prosody.UtteranceChannels, channels);
        p_bottle_out = Linear(prosody.PhonemeChannels, channels);
        pitch_adaptor_conv = new(channels, config.Variance, form);
        energy_adaptor = new(channels, config.Variance, form);
        length_regulator = new(channels, config.Variance, form);
        frame_position = config.FramePositions ? Linear(3, channels) : null;
        noise_in =
            config.NoiseChannels > 0 && (forTraining || config.SynthesisNoise > 0)
                ? Linear(config.NoiseChannels, channels, hasBias: false)
                : null;
        if (noise_in is not null)
            init.normal_(noise_in.weight!, std: NoiseDeviation);
        fold = config.FramesPerStep > 1 ? Linear(config.FramesPerStep * channels, channels) : null;
        decoder = new(config.Decoder, embedding, form);
        to_mel = Linear(channels, config.FramesPerStep * config.MelBands);
        aligner = forTraining ? new(config) : null;
        RegisterComponents();
        this.OwnTensors();
    }

    /// <summary>Its sizes.</summary>
    public AcousticConfig Config { get; }

    /// <summary>Sharpening of its mels in synthesis.</summary>
    public MelSharpening Sharpening { get; private set; } = Unsharpened;

    /// <summary>
    /// Sharpens what the model predicts from here on: folds the cepstral gains into its output layer.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is sharpened already.</exception>
    internal void Sharpen(MelSharpening sharpening)
    {
        if (Sharpening != Unsharpened)
            throw new InvalidOperationException("The model is sharpened already.");
        sharpening.FoldInto(to_mel, Config.MelBands);
        Sharpening = sharpening;
    }

    /// <summary>True if a weight is of a part that only training needs.</summary>
    /// <param name="key">As in the model's state_dict.</param>
    public bool IsForTraining(string key)
    {
        bool IsOf(string part) => key.StartsWith(part + ".", StringComparison.Ordinal);
        return TrainingParts.Any(IsOf) || (Config.SynthesisNoise == 0 && IsOf(nameof(noise_in)));
    }

    /// <summary>The aligner; null in a model for synthesis only.</summary>
    public Aligner? Aligner => aligner;

    /// <summary>The whole model with teacher forcing: a recording's own prosody, pitch, energy and durations.</summary>
    /// <param name="batch">Phonemes, mel and the recording's features.</param>
    /// <param name="noise">
    /// Factor on the decoder's noise for each time that it decodes; once without noise where none are given.
    /// </param>
    /// <returns>
    /// Mel of each decoding after the other, [decodings × batch, band, frame], and predictions, in the caller's dispose
    /// scope.
    /// </returns>
    public AcousticOutput Forward(AcousticInput batch, params IReadOnlyList<double> noise)
    {
        using var scope = NewDisposeScope();
        var padding = batch.PhonemePadding.unsqueeze(2); // [batch, phoneme, 1]
        var embedding = Embedding(batch.Speakers); // [batch, 1, channel]
        var x = encoder.Forward(src_word_emb[batch.Phonemes].masked_fill(padding, 0), embedding, batch.PhonemePadding);
        x = x.masked_fill(padding, 0);

        var (utterance, phonemes) = prosody_encoder!.Forward(batch.Mel, batch.MelLengths, batch.Durations);
        var predictedUtterance = UtteranceProsody(x, batch.PhonemePadding);
        var predictedPhonemes = ProsodyEncoder.Norm(phoneme_prosody_predictor.Forward(x, padding));
        x = (x + u_bottle_out.call(utterance) + p_bottle_out.call(phonemes)).masked_fill(padding, 0);
        var logDurations = length_regulator.Predict(x.detach(), padding);
        var pitch = pitch_adaptor_conv.Predict(x, padding);
        x = x + pitch_adaptor_conv.Embed(batch.Pitch);
        var energy = energy_adaptor.Predict(x, padding);
        x = x + energy_adaptor.Embed(batch.Energy);

        var phonemeOfFrame = Durations.PhonemeOfFrame(batch.Durations, batch.Mel.size(2));
        var features = FrameFeatures(x, batch.Durations, phonemeOfFrame);
        var mel =
            noise.Count == 0
                ? Decode(features, embedding, batch.MelPadding)
                : Decode(
                    WithNoise(features, noise),
                    embedding.repeat(noise.Count, 1, 1),
                    batch.MelPadding.repeat(noise.Count, 1)
                );
        return new(
            mel.MoveToOuterDisposeScope(),
            logDurations.MoveToOuterDisposeScope(),
            pitch.MoveToOuterDisposeScope(),
            energy.MoveToOuterDisposeScope(),
            predictedUtterance.MoveToOuterDisposeScope(),
            utterance.MoveToOuterDisposeScope(),
            predictedPhonemes.MoveToOuterDisposeScope(),
            phonemes.MoveToOuterDisposeScope()
        );
    }

    /// <summary>
    /// Training mode for the predictors alone. A decoder that learns a distribution from draws of noise must not
    /// mistake dropout, which is off in synthesis, for its noise.
    /// </summary>
    public void TrainWithoutDecoderDropout()
    {
        eval();
        foreach (
            var predictor in new Module[]
            {
                utterance_prosody_predictor,
                phoneme_prosody_predictor,
                pitch_adaptor_conv,
                energy_adaptor,
                length_regulator,
            }
        )
            predictor.train();
        foreach (var recurrent in modules().OfType<GRU>())
            recurrent.train(); // it has no dropout, and cuDNN differentiates it in no other mode
    }

    /// <summary>Encodes one sentence: the durations of its phonemes, and the decoder's input.</summary>
    /// <param name="phonemes">Ids of the voice's symbols.</param>
    /// <param name="controls">Controls of speech.</param>
    /// <returns>Owned by the caller.</returns>
    public UtterancePlan Plan(IReadOnlyList<int> phonemes, SpeechControls controls)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var ids = tensor(phonemes.Select(id => (long)id).ToArray(), device: Device).unsqueeze(0); // [1, phoneme]
        var embedding = Embedding(tensor([(long)controls.Speaker], device: Device), controls.Language);
        var steps = Predict(ids, embedding, controls);
        var durations = FrameCounts(FramesOf(steps.LogDurations).data<float>().ToArray(), controls);
        return new(durations, steps.Features.DetachFromDisposeScope(), embedding.DetachFromDisposeScope())
        {
            Seed = controls.Seed,
        };
    }

    /// <summary>The device of the weights.</summary>
    internal Device Device => src_word_emb.device;

    /// <summary>Predicted frames of each phoneme, before rounding, on the host.</summary>
    /// <param name="logDurations">[batch, phoneme]</param>
    internal static Tensor FramesOf(Tensor logDurations) =>
        logDurations.exp().sub(Scalars.One).clamp_min(Scalars.Of(0)).InMemory();

    /// <summary>Whole frames of each phoneme.</summary>
    /// <param name="predicted">Frames before rounding; changed.</param>
    /// <param name="controls">Speed of the sentence and of its phonemes.</param>
    internal int[] FrameCounts(float[] predicted, SpeechControls controls)
    {
        for (var i = 0; controls.Local is { } local && i < predicted.Length; i++)
            predicted[i] = (float)(predicted[i] / local[i].Rate);
        return Config.Compat
            ? LengthAdaptor.CompatFrameCounts(predicted, 1 / controls.Rate)
            : LengthAdaptor.FrameCounts(predicted, controls.Rate);
    }

    /// <summary>All that the phonemes of one sentence predict.</summary>
    /// <param name="ids">[1, phoneme]</param>
    /// <param name="embedding">[1, 1, channel]</param>
    /// <param name="controls">Controls of speech.</param>
    internal Predictions Predict(Tensor ids, Tensor embedding, SpeechControls controls) =>
        Predict(ids, embedding, null, [controls]);

    /// <summary>All that the phonemes of several sentences predict.</summary>
    /// <param name="ids">[batch, phoneme]</param>
    /// <param name="embedding">[batch, 1, channel]</param>
    /// <param name="padding">True where there is no phoneme, [batch, phoneme]; null where all are phonemes.</param>
    /// <param name="controls">Controls of speech of each.</param>
    internal Predictions Predict(Tensor ids, Tensor embedding, Tensor? padding, IReadOnlyList<SpeechControls> controls)
    {
        var columns = padding?.unsqueeze(2); // [batch, phoneme, 1]
        var encoded = Masked(encoder.Forward(Masked(src_word_emb[ids], columns), embedding, padding), columns);
        var utterance = UtteranceProsody(encoded, padding);
        var phonemes = ProsodyEncoder.Norm(phoneme_prosody_predictor.Forward(encoded, columns));
        var x = Masked(encoded + u_bottle_out.call(utterance) + p_bottle_out.call(phonemes), columns);
        var logDurations = length_regulator.Predict(x, columns);
        var pitch = pitch_adaptor_conv.Predict(x, columns);
        x = x + pitch_adaptor_conv.Embed(Masked(ProsodyControls.Pitch(pitch, controls), padding));
        var energy = energy_adaptor.Predict(x, columns);
        x = x + energy_adaptor.Embed(Masked(ProsodyControls.Energy(energy, controls), padding));
        return new(encoded, utterance, phonemes, logDurations, pitch, energy, x);
    }

    /// <summary>A decoder for a planned sentence.</summary>
    public MelDecoder NewDecoder(UtterancePlan plan) => new(this, plan);

    /// <summary>All mel frames of a planned sentence in one pass: the slow twin of <see cref="MelDecoder"/>.</summary>
    /// <returns>[1, band, frame], in the caller's dispose scope.</returns>
    public Tensor DecodeWhole(UtterancePlan plan)
    {
        using var scope = NewDisposeScope();
        var durations = tensor(plan.Durations.Select(frames => (long)frames).ToArray()).unsqueeze(0); // [1, phoneme]
        var phonemeOfFrame = Durations.PhonemeOfFrame(durations, plan.Frames);
        var features = WithSynthesisNoise(FrameFeatures(plan.Phonemes, durations, phonemeOfFrame), plan.Seed);
        return Decode(features, plan.Embedding, null).MoveToOuterDisposeScope();
    }

    internal BlockState[] NewDecoderState() => decoder.NewState();

    /// <summary>Mel frames of whole utterances.</summary>
    /// <param name="features">[batch, frame, channel]</param>
    /// <param name="embedding">[batch, 1, channel]</param>
    /// <param name="padding">[batch, frame], or null.</param>
    /// <returns>[batch, band, frame]</returns>
    internal Tensor Decode(Tensor features, Tensor embedding, Tensor? padding)
    {
        var frames = features.size(1);
        if (padding is not null)
            features = features.masked_fill(padding.unsqueeze(2), 0); // an utterance's last step may be half padding
        var steps = Fold(features); // [batch, step, channel]
        var stepPadding = padding is null ? null : StepPadding(padding, steps.size(1));
        return Unfold(decoder.Forward(steps, embedding, stepPadding)).narrow(2, 0, frames);
    }

    /// <summary>The decoder's state of several streams, in their slots.</summary>
    /// <param name="batch">The slots.</param>
    /// <param name="keyPadding">See <see cref="WindowAttention.MemoryOf"/>.</param>
    internal BlockState[] DecoderStateOf(SlotBatch batch, Tensor? keyPadding) => decoder.StateOf(batch, keyPadding);

    /// <summary>Mel frames of the next steps of one or several streams.</summary>
    /// <param name="features">Whole blocks, or the stream's last frames; [batch, frame, channel].</param>
    /// <param name="embedding">[batch, 1, channel]</param>
    /// <param name="state">The streams' state.</param>
    /// <returns>[batch, band, frame]</returns>
    internal Tensor DecodeNext(Tensor features, Tensor embedding, BlockState[] state)
    {
        var frames = features.size(1);
        return Unfold(decoder.Step(Fold(features), embedding, state)).narrow(2, 0, frames);
    }

    /// <summary>
    /// The decoder's input for frames of which each has a row of phoneme features and a place in its phoneme.
    /// </summary>
    /// <param name="rows">[batch, frame, channel]</param>
    /// <param name="positions">As <see cref="Durations.PositionsOfFrames"/> gives them, [batch, frame, 3].</param>
    internal Tensor PlacedFeatures(Tensor rows, Tensor positions) =>
        frame_position is null ? rows : rows + frame_position.call(positions);

    /// <summary>
    /// The decoder's input for each frame: its phoneme's features, and its place in the phoneme.
    /// </summary>
    internal Tensor FrameFeatures(Tensor x, Tensor durations, Tensor phonemeOfFrame)
    {
        var features = Durations.Spread(x, phonemeOfFrame); // [batch, frame, channel]
        return frame_position is null
            ? features
            : features + frame_position.call(Durations.PositionsOfFrames(durations, phonemeOfFrame));
    }

    /// <summary>The features of a whole sentence with the noise of synthesis.</summary>
    /// <param name="features">[1, frame, channel]</param>
    /// <param name="seed">Decides the noise.</param>
    internal Tensor WithSynthesisNoise(Tensor features, ulong seed)
    {
        if (Config.SynthesisNoise == 0)
            return features;
        var frames = (int)features.size(1);
        var noise = tensor(DecoderNoise.Of(Config, seed, frames), device: features.device);
        return WithSynthesisNoise(features, noise.view(1, frames, -1));
    }

    /// <param name="features">[batch, frame, channel]</param>
    /// <param name="noise">As <see cref="DecoderNoise.Of"/> gives it, [batch, frame, noise channel].</param>
    internal Tensor WithSynthesisNoise(Tensor features, Tensor noise) => features + noise_in!.call(noise);

    /// <summary>
    /// The features repeated for each decoding, with noise of its own added through a linear layer.
    /// </summary>
    /// <param name="features">[batch, frame, channel]</param>
    /// <param name="noise">The noise's factor in each decoding.</param>
    /// <returns>[decodings × batch, frame, channel]</returns>
    private Tensor WithNoise(Tensor features, IReadOnlyList<double> noise)
    {
        if (noise_in is null)
            throw new InvalidOperationException("The model's decoder has no noise input.");
        Tensor Draw(double factor) =>
            DecoderNoise.Smooth(
                randn(
                    features.size(0),
                    features.size(1) + 2 * Config.NoiseReach,
                    Config.NoiseChannels,
                    device: features.device
                ),
                Config.NoiseReach
            ) * factor;
        return cat([.. noise.Select(factor => factor == 0 ? features : features + noise_in.call(Draw(factor)))]);
    }

    private Tensor UtteranceProsody(Tensor x, Tensor? padding)
    {
        var perPhoneme = utterance_prosody_predictor.Forward(x, padding?.unsqueeze(2));
        var sum = perPhoneme.sum(1, keepdim: true);
        return ProsodyEncoder.Norm(
            padding is null ? sum / x.size(1) : sum / padding.logical_not().sum(1).view(-1, 1, 1)
        );
    }

    /// <returns>Speaker and language of each utterance, [batch, 1, channel]</returns>
    internal Tensor Embedding(Tensor speakers, int language = 0) => Embedding(speakers, full_like(speakers, language));

    /// <param name="speakers">Rows, [batch].</param>
    /// <param name="languages">Rows, [batch].</param>
    /// <returns>[batch, 1, channel]</returns>
    internal Tensor Embedding(Tensor speakers, Tensor languages) =>
        cat([speaker_embed[speakers], lang_embed[languages]], 1).unsqueeze(1);

    private static Tensor Masked(Tensor x, Tensor? padding) => padding is null ? x : x.masked_fill(padding, 0);

    private Tensor Fold(Tensor features)
    {
        if (fold is null)
            return features;
        var missing = -features.size(1) % Config.FramesPerStep;
        if (missing != 0)
            features = functional.pad(features, [0, 0, 0, missing + Config.FramesPerStep]);
        return fold.call(features.reshape(features.size(0), features.size(1) / Config.FramesPerStep, -1));
    }

    private Tensor Unfold(Tensor steps) =>
        to_mel.call(steps).view(steps.size(0), steps.size(1) * Config.FramesPerStep, Config.MelBands).transpose(1, 2);

    /// <summary>A step is padding where all of its frames are.</summary>
    private Tensor StepPadding(Tensor padding, long steps)
    {
        var frames = steps * Config.FramesPerStep;
        var whole =
            frames == padding.size(1)
                ? padding
                : functional
                    .pad(padding.to(ScalarType.Byte), [0, frames - padding.size(1)], value: 1)
                    .to(ScalarType.Bool);
        return whole.view(padding.size(0), steps, Config.FramesPerStep).all(2);
    }

    private static Parameter ScaledEmbedding(int rows, int channels) =>
        Parameter(randn(rows, channels) * Math.Sqrt(2.0 / channels));
}

/// <summary>Recordings with what the aligner and the features say of them.</summary>
/// <param name="Phonemes">Ids, [batch, phoneme].</param>
/// <param name="PhonemePadding">True where there is no phoneme, [batch, phoneme].</param>
/// <param name="Speakers">Rows, [batch].</param>
/// <param name="Mel">Log-mel, [batch, band, frame].</param>
/// <param name="MelLengths">Frames of each, [batch].</param>
/// <param name="MelPadding">True where there is no frame, [batch, frame].</param>
/// <param name="Durations">Frames per phoneme, [batch, phoneme].</param>
/// <param name="Pitch">Normalised ln F0 per phoneme, [batch, phoneme].</param>
/// <param name="Energy">Normalised ln energy per phoneme, [batch, phoneme].</param>
public sealed record AcousticInput(
    Tensor Phonemes,
    Tensor PhonemePadding,
    Tensor Speakers,
    Tensor Mel,
    Tensor MelLengths,
    Tensor MelPadding,
    Tensor Durations,
    Tensor Pitch,
    Tensor Energy
);

/// <summary>Outputs of the model for recordings.</summary>
/// <param name="Mel">[decodings × batch, band, frame]</param>
/// <param name="LogDurations">ln(frames + 1), [batch, phoneme].</param>
/// <param name="Pitch">[batch, phoneme]</param>
/// <param name="Energy">[batch, phoneme]</param>
/// <param name="UtteranceProsody">Predicted, [batch, 1, channel].</param>
/// <param name="UtteranceProsodyTarget">From the recording.</param>
/// <param name="PhonemeProsody">Predicted, [batch, phoneme, channel].</param>
/// <param name="PhonemeProsodyTarget">From the recording.</param>
public sealed record AcousticOutput(
    Tensor Mel,
    Tensor LogDurations,
    Tensor Pitch,
    Tensor Energy,
    Tensor UtteranceProsody,
    Tensor UtteranceProsodyTarget,
    Tensor PhonemeProsody,
    Tensor PhonemeProsodyTarget
);
