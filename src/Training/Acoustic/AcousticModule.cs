using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>
/// Training of an acoustic model in its streaming form: first its aligner, then the rest on the aligner's durations.
/// </summary>
public sealed class AcousticModule : TrainingModule<AcousticBatch>
{
    private const int ValidationBatchSize = 8,
        ValidationSounds = 3;
    private const int SegmentFrames = 96; // of each recording, for the discriminators
    private const double AnchorWeight = 0.5; // of the L1 distance of the noiseless mel from the recording

    private readonly AcousticModel _model;
    private readonly PreparedCorpus _data;
    private readonly AcousticTrainingOptions _options;
    private readonly Func<Tensor, float[]>? _vocode;
    private readonly Adversary? _adversary;
    private readonly Dictionary<Utterance, int[]> _durations = new(ReferenceEqualityComparer.Instance);

    /// <summary>Training of a model from its present weights.</summary>
    /// <param name="model">Owned from here on; has an aligner.</param>
    /// <param name="data">Prepared recordings.</param>
    /// <param name="options">Schedule.</param>
    /// <param name="vocode">Log-mel [band, frame] to samples, for validation; null for pictures only.</param>
    public AcousticModule(
        AcousticModel model,
        PreparedCorpus data,
        AcousticTrainingOptions options,
        Func<Tensor, float[]>? vocode
    )
    {
        OptionRanges.Require(options);
        (_model, _data, _options, _vocode) = (model, data, options, vocode);
        var aligner = model.Aligner!.parameters().ToArray();
        var handles = aligner.Select(parameter => parameter.Handle).ToHashSet();
        var others = model.parameters().Where(parameter => !handles.Contains(parameter.Handle)).ToArray();
        var rate = LearningRates.WarmUpCosine(
            options.LearningRate,
            options.FinalLearningRate,
            options.WarmUpSteps,
            options.MaxSteps - options.AlignerSteps
        );
        var schedule = LearningRateSchedule.PerStep(step => rate(step - options.AlignerSteps));
        _adversary = options.Adversarial is { } adversarial ? new(new MelDiscriminator(), adversarial) : null;
        var alignerAdamW = new FlatAdamW(aligner, beta2: 0.98, weightDecay: 1e-6);
        ScheduledOptimizer OfAll() => new("acoustic", new FlatAdamW(others, beta2: 0.98, epsilon: 1e-9), schedule);
        Optimizers =
        [
            new("aligner", alignerAdamW, LearningRateSchedule.Constant(options.AlignerLearningRate)),
            .. options.FineTuning is { } tuning ? FineTuningOptimizers(tuning, others, schedule) : [OfAll()],
            .. _adversary is null ? Array.Empty<ScheduledOptimizer>() : [_adversary.Optimizer],
        ];
    }

    /// <summary>The recordings that it trains on.</summary>
    internal PreparedCorpus Recordings => _data;

    /// <inheritdoc/>
    public override string Kind => CheckpointKind.Acoustic;

    /// <inheritdoc/>
    public override nn.Module Network => _model;

    /// <inheritdoc/>
    public override object Config => _model.Config;

    /// <inheritdoc/>
    public override PreparedCorpusManifest? Data => _data.Manifest;

    /// <inheritdoc/>
    public override string Parent => _options.Parent;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override long AverageFrom => _options.AlignerSteps;

    /// <summary>
    /// True for a decoder with a noise input: its mel loss is the energy distance of two draws instead of L1.
    /// </summary>
    private bool LearnsDistribution => _model.Config.NoiseChannels > 0;

    /// <inheritdoc/>
    public override void Train(AcousticBatch batch, TrainingStep step)
    {
        if (LearnsDistribution)
            _model.TrainWithoutDecoderDropout();
        if (step.Number < _options.AlignerSteps)
        {
            step.Optimize(0, AlignerLoss(batch, step));
            return;
        }
        var input = Input(batch);
        var output = Forward(input, withNoiselessMel: _adversary is not null);
        var loss = ModelLoss(output, input, step);
        var ownSteps = step.Number - _options.AlignerSteps;
        int[] optimizers = _options.FineTuning is { } tuning && ownSteps >= tuning.OnlySpeakerSteps ? [1, 2] : [1];
        if (_adversary is null)
            step.Optimize(optimizers, loss);
        else
        {
            var random = new Random(unchecked((int)(step.Number * 7_919 + 17)));
            var (synthetic, real) = Segments(output, input, batch, random);
            _adversary.Optimize(step, optimizers, Optimizers.Count - 1, loss, synthetic, real);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass)
    {
        using var _ = no_grad();
        _model.eval();
        var utterances = _data.Manifest.ValidationUtterances;
        foreach (var chunk in pass.Limit([.. utterances.OrderBy(item => item.Frames).Chunk(ValidationBatchSize)]))
        {
            using var scope = NewDisposeScope();
            using var batch = AcousticBatch.Of(_data, chunk);
            random.manual_seed(chunk[0].FirstFrame);
            if (pass.Number < _options.AlignerSteps)
                AlignerLoss(batch, pass); // no "total": an aligner's loss is not comparable to a model's
            else
            {
                var input = Input(batch);
                pass.Note("total", ModelLoss(Forward(input, withNoiselessMel: false), input, pass));
            }
        }
        foreach (var utterance in utterances.Take(ValidationSounds))
            SaveValidation(utterance, pass);
    }

    /// <summary>The loss of a batch, and its predicted mel without noise.</summary>
    /// <returns>A scalar and [batch, band, frame], both part of the graph.</returns>
    internal (Tensor Loss, Tensor Mel) Losses(AcousticBatch batch, LossRecord step)
    {
        if (LearnsDistribution)
            _model.TrainWithoutDecoderDropout();
        var input = Input(batch);
        var output = Forward(input, withNoiselessMel: true);
        return (ModelLoss(output, input, step), NoiselessMel(output, input));
    }

    /// <summary>A batch with the aligner's durations, and with pitch and energy averaged over phonemes.</summary>
    internal AcousticInput Input(AcousticBatch batch)
    {
        var durations = DurationsOf(batch); // [batch, phoneme]
        var phonemeOfFrame = Durations.PhonemeOfFrame(durations, batch.Mel.size(2)); // [batch, frame]
        var frames = durations.clamp_min(1);
        Tensor Mean(int value, Func<Utterance, FeatureStatistics> statisticsOf)
        {
            var values = batch.Contour.select(2, value).to(ScalarType.Float64); // [batch, frame]
            var sums = zeros_like(durations, dtype: ScalarType.Float64).scatter_add_(1, phonemeOfFrame, values);
            var statistics = batch.Utterances.Select(statisticsOf).ToArray();
            var mean = tensor(statistics.Select(one => one.Mean).ToArray()).unsqueeze(1); // [batch, 1]
            var deviation = tensor(statistics.Select(one => one.Deviation).ToArray()).unsqueeze(1);
            return ((sums / frames - mean) / deviation).masked_fill(durations.eq(0), 0).to(ScalarType.Float32);
        }
        var pitch = Mean(ContourLayout.LogF0, item => _data.Manifest.LogF0Of(item.Speaker));
        var energy = Mean(ContourLayout.Energy, _ => _data.Manifest.Energy);
        return new(
            batch.Phonemes,
            batch.PhonemePadding,
            batch.Speakers,
            batch.Mel,
            batch.MelLengths,
            batch.MelPadding,
            durations,
            pitch,
            energy
        );
    }

    /// <summary>
    /// Predictions of recordings with their own durations, pitch, energy and prosody (teacher forcing).
    /// </summary>
    /// <param name="utterances">The recordings.</param>
    /// <param name="noise">Factor on the decoder's noise; null for the model's in synthesis.</param>
    /// <returns>Log-mel, [batch, band, frame], in the caller's dispose scope.</returns>
    internal Tensor PredictTeacherForced(IReadOnlyList<Utterance> utterances, double? noise = null)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        _model.eval();
        using var batch = AcousticBatch.Of(_data, utterances);
        var factor = noise ?? _model.Config.SynthesisNoise;
        if (factor == 0)
            return _model.Forward(Input(batch)).Mel.MoveToOuterDisposeScope();
        random.manual_seed(utterances[0].FirstFrame); // the same recordings get the same noise
        return _model.Forward(Input(batch), factor).Mel.MoveToOuterDisposeScope();
    }

    /// <summary>Mel of a recording's phonemes with the model's own prosody, without noise.</summary>
    /// <returns>Log-mel, [band, frame]</returns>
    internal Tensor Synthesise(Utterance utterance)
    {
        using var _ = no_grad();
        _model.eval();
        using var plan = _model.Plan(utterance.Phonemes, new SpeechControls { Speaker = utterance.Speaker });
        using var decoder = _model.NewDecoder(plan);
        return decoder.DecodeNext(plan.Frames)!;
    }

    /// <returns>Log-probabilities, [batch, frame, phoneme]</returns>
    internal Tensor Align(AcousticBatch batch) => Align(_model, batch);

    /// <returns>Log-probabilities, [batch, frame, phoneme]</returns>
    internal static Tensor Align(AcousticModel model, AcousticBatch batch)
    {
        using var scope = NewDisposeScope();
        var (frames, phonemes) = (batch.Mel.shape[2], batch.Phonemes.shape[1]);
        Tensor Prior(Utterance item) // [frame, phoneme]
        {
            var prior = BetaBinomialPrior.Compute(item.Phonemes.Length, item.Frames).transpose(0, 1);
            return nn.functional.pad(prior, [0, phonemes - item.Phonemes.Length, 0, frames - item.Frames]);
        }
        var priors = stack([.. batch.Utterances.Select(Prior)]); // [batch, frame, phoneme]
        return model
            .Aligner!.Forward(batch.Phonemes, batch.Mel, batch.PhonemePadding, batch.MelPadding, priors)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var optimizer in Optimizers)
        {
            optimizer.Optimizer.Dispose();
            (optimizer as LowRankOptimizer)?.Release();
        }
        _adversary?.Dispose();
        _model.Dispose();
    }

    /// <summary>
    /// One optimizer of the speaker's embedding, and one of the other weights or of adapters to them.
    /// </summary>
    private ScheduledOptimizer[] FineTuningOptimizers(
        FineTuningSchedule tuning,
        TorchSharp.Modules.Parameter[] others,
        LearningRateSchedule schedule
    )
    {
        var table = (TorchSharp.Modules.Parameter)_model.get_parameter(StoredAcoustic.SpeakerTable)!;
        var rest = others.Where(parameter => parameter.Handle != table.Handle).ToArray();
        FlatAdamW AdamW(IEnumerable<TorchSharp.Modules.Parameter> parameters, double decay) =>
            new(parameters, beta2: 0.98, epsilon: 1e-9, weightDecay: decay);
        var speakerRate = LearningRateSchedule.Constant(tuning.SpeakerLearningRate);
        return
        [
            new("speaker", AdamW([table], decay: 0), speakerRate),
            tuning.AdapterRank > 0
                ? LowRankOptimizer.Of("acoustic", rest, tuning.AdapterRank, schedule, tuning.WeightDecay)
                : new ScheduledOptimizer("acoustic", AdamW(rest, tuning.WeightDecay), schedule),
        ];
    }

    private Tensor AlignerLoss(AcousticBatch batch, LossRecord step)
    {
        var padding = batch.PhonemePadding;
        var scores = Align(batch);
        var loss = AlignmentLosses.ForwardSum(scores, padding, batch.PhonemeLengths, batch.MelLengths);
        step.Note("forward_sum", loss);
        if (step.Number < _options.BinarizationFrom)
            return loss;
        using var durations = HardDurations(scores, batch);
        var binarization = AlignmentLosses.Binarization(scores, padding, durations, batch.MelPadding);
        step.Note("binarization", binarization);
        return loss + binarization;
    }

    /// <summary>
    /// The model's output for a loss: two draws of noise where it learns a distribution, and one decoding without noise
    /// for discriminators.
    /// </summary>
    private AcousticOutput Forward(AcousticInput input, bool withNoiselessMel) =>
        !LearnsDistribution ? _model.Forward(input)
        : withNoiselessMel ? _model.Forward(input, 1, 1, 0)
        : _model.Forward(input, 1, 1);

    private Tensor ModelLoss(AcousticOutput output, AcousticInput input, LossRecord step)
    {
        var phonemes = input.PhonemePadding.logical_not();
        var phonemeCount = phonemes.sum();
        Tensor PerPhoneme(Tensor error) => (error * phonemes).sum() / phonemeCount;

        var mel = LearnsDistribution ? EnergyDistanceOf(output, input, step) : MeanAbsoluteError(output.Mel, input);
        var duration = PerPhoneme((output.LogDurations - (input.Durations + 1).log()).square());
        var pitch = PerPhoneme((output.Pitch - input.Pitch).square());
        var energy = PerPhoneme((output.Energy - input.Energy).square());
        var utterance = (output.UtteranceProsody - output.UtteranceProsodyTarget.detach()).abs().mean();
        var phoneme = PerPhoneme((output.PhonemeProsody - output.PhonemeProsodyTarget.detach()).abs().mean([2]));
        step.Note("mel", mel);
        step.Note("duration", duration);
        step.Note("pitch", pitch);
        step.Note("energy", energy);
        step.Note("utterance", utterance);
        step.Note("phoneme", phoneme);
        return mel + 0.3 * duration + 0.1 * (pitch + energy) + 0.1 * (utterance + phoneme);
    }

    private static Tensor MeanAbsoluteError(Tensor mel, AcousticInput input)
    {
        var frames = input.MelPadding.logical_not().unsqueeze(1);
        return ((mel - input.Mel).abs() * frames).sum() / (frames.sum() * mel.size(1));
    }

    /// <summary>
    /// Energy distance of the two draws; where there is a noiseless decoding, with its L1 distance as an anchor.
    /// </summary>
    private static Tensor EnergyDistanceOf(AcousticOutput output, AcousticInput input, LossRecord step)
    {
        var draws = 2 * input.Mel.size(0);
        var (distance, spread) = MelEnergyDistance.Compute(output.Mel.narrow(0, 0, draws), input.Mel, input.MelPadding);
        step.Note("spread", spread);
        if (output.Mel.size(0) == draws)
            return distance;
        var anchor = MeanAbsoluteError(NoiselessMel(output, input), input);
        step.Note("anchor", anchor);
        return distance + AnchorWeight * anchor;
    }

    /// <summary>The last decoding, which has no noise; padded with the recordings' padding.</summary>
    private static Tensor NoiselessMel(AcousticOutput output, AcousticInput input)
    {
        var count = input.Mel.size(0);
        var last = output.Mel.narrow(0, output.Mel.size(0) - count, count);
        return last.where(input.MelPadding.logical_not().unsqueeze(1), input.Mel);
    }

    /// <summary>A random segment of every recording: predicted without noise, and recorded.</summary>
    /// <returns>Each [batch, band, frame]; beyond a short recording's end both hold the recording's padding.</returns>
    private static (Tensor Synthetic, Tensor Real) Segments(
        AcousticOutput output,
        AcousticInput input,
        AcousticBatch batch,
        Random random
    )
    {
        var frames = Math.Min(SegmentFrames, input.Mel.size(2));
        var predicted = NoiselessMel(output, input);
        long[] starts = [.. batch.Utterances.Select(item => random.NextInt64(Math.Max(1, item.Frames - frames + 1)))];
        Tensor Cut(Tensor mel) => stack([.. starts.Select((start, i) => mel[i].narrow(1, start, frames))]);
        return (Cut(predicted), Cut(input.Mel));
    }

    /// <summary>Frames per phoneme by the aligner, [batch, phoneme]; computed once per recording.</summary>
    private Tensor DurationsOf(AcousticBatch batch)
    {
        var phonemes = (int)batch.Phonemes.shape[1];
        var durations = new long[batch.Utterances.Count * phonemes];
        foreach (var (i, item) in batch.Utterances.Index())
            foreach (var (j, frames) in DurationsOf(batch, i).Index())
                durations[i * phonemes + j] = frames;
        return tensor(durations).view(batch.Utterances.Count, phonemes);
    }

    private int[] DurationsOf(AcousticBatch batch, int row)
    {
        var item = batch.Utterances[row];
        if (_durations.TryGetValue(item, out var known))
            return known;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var scores = Align(batch.Row(row)).cpu().data<float>().ToArray();
        var phonemes = item.Phonemes.Length;
        return _durations[item] = MonotonicAlignment.Durations(scores, item.Frames, phonemes, phonemes);
    }

    /// <summary>Frames per phoneme on the most likely monotonic path, [batch, phoneme].</summary>
    private static Tensor HardDurations(Tensor scores, AcousticBatch batch)
    {
        var values = scores.detach().cpu().contiguous().data<float>().ToArray();
        var (frames, phonemes) = ((int)scores.shape[1], (int)scores.shape[2]);
        var durations = new long[batch.Utterances.Count * phonemes];
        foreach (var (i, item) in batch.Utterances.Index())
        {
            var row = values.AsSpan(i * frames * phonemes);
            var own = MonotonicAlignment.Durations(row, item.Frames, item.Phonemes.Length, phonemes);
            for (var j = 0; j < own.Length; j++)
                durations[i * phonemes + j] = own[j];
        }
        return tensor(durations).view(batch.Utterances.Count, phonemes);
    }

    /// <summary>
    /// Pictures and sound of one recording: its alignment, and the sentence as synthesised from its phonemes.
    /// </summary>
    private void SaveValidation(Utterance utterance, ValidationPass pass)
    {
        using var scope = NewDisposeScope();
        using var batch = AcousticBatch.Of(_data, [utterance]);
        var (name, step) = (utterance.Id, pass.Number);
        // its aligner is done before the first validation
        var showsAlignment = step <= _options.AlignerSteps || _options.FineTuning is not null;
        if (showsAlignment)
            pass.SaveAlignment(name, Align(batch).softmax(2).squeeze(0), $"{name}, step {step}");
        if (step <= _options.AlignerSteps)
            return;
        using var mel = Synthesise(utterance);
        var teacherForced = _model.Forward(Input(batch)).Mel.squeeze(0);
        pass.SaveMels(
            name,
            (batch.Mel.squeeze(0), "recording"),
            (teacherForced, $"teacher forced, step {step}"),
            (mel, "synthesised")
        );
        if (_vocode is not null)
            pass.SaveSound(name, new AudioClip(_vocode(mel), _data.Manifest.Mel.SampleRate));
    }
}
