using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>How an acoustic model is trained.</summary>
public sealed record AcousticTrainingOptions
{
    /// <summary>Steps that train the aligner alone; then its durations are taken over for good.</summary>
    public int AlignerSteps { get; init; } = 1500;

    /// <summary>Step of the aligner's training from which it is drawn towards its best way.</summary>
    public int BinarizationFrom { get; init; } = 800;

    /// <summary>Learning rate of the aligner.</summary>
    public double AlignerLearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of the model after warm-up.</summary>
    public double LearningRate { get; init; } = 8e-4;

    /// <summary>Learning rate at the last step.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the model's learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 400;

    /// <summary>Steps in all, the aligner's included.</summary>
    public long MaxSteps { get; init; } = 60_000;

    /// <summary>Which parameters move when, for a voice that learns another speaker; null to train all of them.</summary>
    public FineTuningSchedule? FineTuning { get; init; }

    /// <summary>Discriminators of the mel, for a decoder with a noise input; null to train without.</summary>
    public AdversarialOptions? Adversarial { get; init; }

    /// <summary>Version of the voice or checkpoint that training starts from; empty for fresh weights.</summary>
    public string Parent { get; init; } = "";
}

/// <summary>Trains an acoustic model in its streaming form: first its aligner, then all else on the aligner's durations.</summary>
public sealed class AcousticModule : TrainingModule<AcousticBatch>
{
    private const int ListenedUtterances = 3;
    private const int JudgedFrames = 96;        // of each recording, by the discriminators
    private const double AnchorWeight = 0.5;    // of the L1 distance that keeps the decoding without noise near the recording

    private readonly AcousticModel _model;
    private readonly Dataset _data;
    private readonly AcousticTrainingOptions _options;
    private readonly Func<Tensor, float[]>? _vocode;
    private readonly Adversary? _adversary;
    private readonly Dictionary<Utterance, int[]> _durations = new(ReferenceEqualityComparer.Instance);

    /// <summary>Training of a model with the weights that it has.</summary>
    /// <param name="model">Owned from here on; has an aligner.</param>
    /// <param name="data">Prepared recordings.</param>
    /// <param name="options">How.</param>
    /// <param name="vocode">Log-mel [band, frame] to sound, for validation; null for pictures only.</param>
    public AcousticModule(AcousticModel model, Dataset data, AcousticTrainingOptions options, Func<Tensor, float[]>? vocode)
    {
        (_model, _data, _options, _vocode) = (model, data, options, vocode);
        var aligner = model.Aligner!.parameters().ToArray();
        var handles = aligner.Select(parameter => parameter.Handle).ToHashSet();
        var others = model.parameters().Where(parameter => !handles.Contains(parameter.Handle)).ToArray();
        var schedule = LearningRates.WarmUpCosine(options.LearningRate, options.FinalLearningRate, options.WarmUpSteps, options.MaxSteps - options.AlignerSteps);
        var acoustic = LearningRateSchedule.PerStep(step => schedule(step - options.AlignerSteps));
        _adversary = options.Adversarial is { } adversarial ? new(new MelDiscriminator(), adversarial) : null;
        Optimizers =
        [
            new("aligner", optim.AdamW(aligner, options.AlignerLearningRate, beta2: 0.98, weight_decay: 1e-6), LearningRateSchedule.Constant(options.AlignerLearningRate)),
            .. options.FineTuning is { } tuning ? FineTuned(tuning, others, acoustic)
                : [new("acoustic", optim.AdamW(others, options.LearningRate, beta2: 0.98, eps: 1e-9, weight_decay: 0.01), acoustic)],
            .. _adversary is null ? Array.Empty<ScheduledOptimizer>() : [_adversary.Optimizer],
        ];
    }

    /// <summary>The prepared recordings that it trains on.</summary>
    internal Dataset Recordings => _data;

    /// <inheritdoc/>
    public override string Kind => "acoustic";

    /// <inheritdoc/>
    public override nn.Module Network => _model;

    /// <inheritdoc/>
    public override object Config => _model.Config;

    /// <inheritdoc/>
    public override DatasetManifest? Data => _data.Manifest;

    /// <inheritdoc/>
    public override string Parent => _options.Parent;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override long AverageFrom => _options.AlignerSteps;

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
        var output = Speak(input, judged: _adversary is not null);
        var loss = SpeechLoss(output, input, step);
        int[] moved = _options.FineTuning is { } tuning && step.Number >= _options.AlignerSteps + tuning.OnlySpeakerSteps ? [1, 2] : [1];
        if (_adversary is null)
            step.Optimize(moved, loss);
        else
        {
            var (synthetic, real) = JudgedSegments(output, input, batch, new Random(unchecked((int)(step.Number * 7_919 + 17))));
            _adversary.Optimize(step, moved, Optimizers.Count - 1, loss, synthetic, real);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass)
    {
        using var _ = no_grad();
        _model.eval();
        foreach (var part in pass.Limit([.. _data.Manifest.ValidationUtterances.OrderBy(item => item.Frames).Chunk(8)]))
        {
            using var scope = NewDisposeScope();
            using var batch = AcousticBatch.Of(_data, part);
            random.manual_seed(part[0].FirstFrame);
            if (pass.Number < _options.AlignerSteps)
                AlignerLoss(batch, pass);       // no "total": an aligner's loss does not compare with a model's
            else
            {
                var input = Input(batch);
                pass.Note("total", SpeechLoss(Speak(input, judged: false), input, pass));
            }
        }
        foreach (var utterance in _data.Manifest.ValidationUtterances.Take(ListenedUtterances))
            Show(utterance, pass);
    }

    /// <summary>Frames per phoneme on the aligner's best way through a recording.</summary>
    private int[] DurationsOf(Dataset data, Utterance utterance)
    {
        if (_durations.TryGetValue(utterance, out var known))
            return known;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var batch = AcousticBatch.Of(data, [utterance]);
        var scores = Align(batch).cpu().data<float>().ToArray();
        return _durations[utterance] = MonotonicAlignment.Durations(scores, utterance.Frames, utterance.Phonemes.Length, utterance.Phonemes.Length);
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

    /// <summary>The speaker's embedding by itself, and the rest or adapters of it.</summary>
    private ScheduledOptimizer[] FineTuned(FineTuningSchedule tuning, Tensor[] others, LearningRateSchedule schedule)
    {
        var table = _model.get_parameter("speaker_embed")!;
        var rest = others.Where(parameter => parameter.Handle != table.Handle).ToArray();
        return
        [
            new("speaker", optim.AdamW([(TorchSharp.Modules.Parameter)table], tuning.SpeakerLearningRate, beta2: 0.98, eps: 1e-9, weight_decay: 0), LearningRateSchedule.Constant(tuning.SpeakerLearningRate)),
            tuning.AdapterRank > 0 ? LowRankOptimizer.Of("acoustic", rest, tuning.AdapterRank, schedule, tuning.WeightDecay)
                : new ScheduledOptimizer("acoustic", optim.AdamW(rest.Cast<TorchSharp.Modules.Parameter>(), _options.LearningRate, beta2: 0.98, eps: 1e-9, weight_decay: tuning.WeightDecay), schedule),
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
        using var best = BestWays(scores, batch);
        var binarization = AlignmentLosses.Binarization(scores, padding, best, batch.MelPadding);
        step.Note("binarization", binarization);
        return loss + binarization;
    }

    /// <summary>True for a decoder with a noise input: its mel loss is the energy distance of two draws instead of L1.</summary>
    private bool LearnsDistribution => _model.Config.NoiseChannels > 0;

    /// <summary>The loss of a batch, and its mel without noise to go on with.</summary>
    /// <returns>A scalar and [batch, band, frame], both part of the graph.</returns>
    internal (Tensor Loss, Tensor Mel) Losses(AcousticBatch batch, LossRecord step)
    {
        if (LearnsDistribution)
            _model.TrainWithoutDecoderDropout();
        var input = Input(batch);
        var output = Speak(input, judged: true);
        return (SpeechLoss(output, input, step), WithoutNoise(output, input));
    }

    /// <summary>The last decoding, which has no noise; padding as in the recordings.</summary>
    private static Tensor WithoutNoise(AcousticOutput output, AcousticInput input)
    {
        var count = input.Mel.size(0);
        return output.Mel.narrow(0, output.Mel.size(0) - count, count).where(input.MelPadding.logical_not().unsqueeze(1), input.Mel);
    }

    /// <summary>The model's output for a loss: two draws of noise where it learns a distribution, and one without noise to be judged.</summary>
    private AcousticOutput Speak(AcousticInput input, bool judged) =>
        !LearnsDistribution ? _model.Forward(input) : judged ? _model.Forward(input, 1, 1, 0) : _model.Forward(input, 1, 1);

    private Tensor SpeechLoss(AcousticOutput output, AcousticInput input, LossRecord step)
    {
        var phonemes = input.PhonemePadding.logical_not();
        var phonemeCount = phonemes.sum();
        Tensor PerPhoneme(Tensor error) => (error * phonemes).sum() / phonemeCount;

        var mel = LearnsDistribution ? EnergyDistanceOf(output, input, step) : MeanAbsoluteError(output.Mel, input);
        var duration = PerPhoneme((output.LogDurations - (input.Durations + 1).log()).square());
        var pitch = PerPhoneme((output.Pitch - input.Pitch).square());
        var energy = PerPhoneme((output.Energy - input.Energy).square());
        var utterance = (output.UtteranceProsody - output.HeardUtteranceProsody.detach()).abs().mean();
        var phoneme = PerPhoneme((output.PhonemeProsody - output.HeardPhonemeProsody.detach()).abs().mean([2]));
        step.Note("mel", mel);
        step.Note("duration", duration);
        step.Note("pitch", pitch);
        step.Note("energy", energy);
        step.Note("utterance", utterance);
        step.Note("phoneme", phoneme);
        return mel + 0.3 * duration + 0.1 * (pitch + energy) + 0.1 * (utterance + phoneme);
    }

    /// <summary>A random segment of every recording: predicted without noise, and recorded.</summary>
    /// <returns>Each [batch, band, frame]; beyond a short recording's end both hold the recording's padding.</returns>
    private static (Tensor Synthetic, Tensor Real) JudgedSegments(AcousticOutput output, AcousticInput input, AcousticBatch batch, Random random)
    {
        var count = batch.Utterances.Count;
        var frames = Math.Min(JudgedFrames, input.Mel.size(2));
        var predicted = WithoutNoise(output, input);
        var starts = batch.Utterances.Select(item => random.NextInt64(Math.Max(1, item.Frames - frames + 1))).ToArray();
        Tensor Cut(Tensor mel) => stack([.. starts.Select((start, i) => mel[i].narrow(1, start, frames))]);
        return (Cut(predicted), Cut(input.Mel));
    }

    private static Tensor MeanAbsoluteError(Tensor mel, AcousticInput input)
    {
        var frames = input.MelPadding.logical_not().unsqueeze(1);
        return ((mel - input.Mel).abs() * frames).sum() / (frames.sum() * mel.size(1));
    }

    /// <summary>The energy distance of the two draws, and where there is a decoding without noise, its L1 distance as an anchor.</summary>
    private static Tensor EnergyDistanceOf(AcousticOutput output, AcousticInput input, LossRecord step)
    {
        var draws = 2 * input.Mel.size(0);
        var (distance, spread) = MelEnergyDistance.Compute(output.Mel.narrow(0, 0, draws), input.Mel, input.MelPadding);
        step.Note("spread", spread);
        if (output.Mel.size(0) == draws)
            return distance;
        var anchor = MeanAbsoluteError(WithoutNoise(output, input), input);
        step.Note("anchor", anchor);
        return distance + AnchorWeight * anchor;
    }

    /// <summary>A batch with durations, and pitch and energy averaged over phonemes.</summary>
    internal AcousticInput Input(AcousticBatch batch)
    {
        var (count, longest) = (batch.Utterances.Count, (int)batch.Phonemes.shape[1]);
        var durations = new long[count * longest];
        var (pitch, energy) = (new float[count * longest], new float[count * longest]);
        for (var i = 0; i < count; i++)
        {
            var own = DurationsOf(batch.Data, batch.Utterances[i]);
            var contour = batch.Data.Contour(batch.Utterances[i].FirstFrame, batch.Utterances[i].Frames);
            for (int j = 0, frame = 0; j < own.Length; frame += own[j], j++)
            {
                durations[i * longest + j] = own[j];
                pitch[i * longest + j] = Mean(contour, frame, own[j], 0, _data.Manifest.LogF0Of(batch.Utterances[i].Speaker));
                energy[i * longest + j] = Mean(contour, frame, own[j], 2, _data.Manifest.Energy);
            }
        }
        return new(batch.Phonemes, batch.PhonemePadding, batch.Speakers, batch.Mel, batch.MelLengths, batch.MelPadding,
            tensor(durations).view(count, longest), tensor(pitch).view(count, longest), tensor(energy).view(count, longest));
    }

    private static float Mean(ReadOnlySpan<float> contour, int first, int frames, int value, FeatureStatistics statistics)
    {
        double sum = 0;
        for (var frame = first; frame < first + frames; frame++)
            sum += contour[frame * Dataset.ContourValues + value];
        return frames == 0 ? 0 : (float)((sum / frames - statistics.Mean) / statistics.Deviation);
    }

    /// <summary>Recordings as the model says them again with their own durations, pitch, energy and prosody.</summary>
    /// <returns>Log-mel, [batch, band, frame], in the caller's dispose scope.</returns>
    internal Tensor SayAgain(IReadOnlyList<Utterance> utterances)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        _model.eval();
        using var batch = AcousticBatch.Of(_data, utterances);
        return _model.Forward(Input(batch)).Mel.MoveToOuterDisposeScope();
    }

    /// <returns>[batch, frame, phoneme]</returns>
    internal Tensor Align(AcousticBatch batch) => Align(_model, batch);

    /// <returns>[batch, frame, phoneme]</returns>
    internal static Tensor Align(AcousticModel model, AcousticBatch batch)
    {
        using var scope = NewDisposeScope();
        var (frames, phonemes) = (batch.Mel.shape[2], batch.Phonemes.shape[1]);
        var priors = batch.Utterances.Select(item => nn.functional.pad(
            BetaBinomialPrior.Compute(item.Phonemes.Length, item.Frames).transpose(0, 1), [0, phonemes - item.Phonemes.Length, 0, frames - item.Frames]));
        return model.Aligner!.Forward(batch.Phonemes, batch.Mel, batch.PhonemePadding, batch.MelPadding, stack([.. priors])).MoveToOuterDisposeScope();
    }

    private static Tensor BestWays(Tensor scores, AcousticBatch batch)
    {
        var values = scores.detach().cpu().contiguous().data<float>().ToArray();
        var (frames, phonemes) = ((int)scores.shape[1], (int)scores.shape[2]);
        var durations = new long[batch.Utterances.Count * phonemes];
        for (var i = 0; i < batch.Utterances.Count; i++)
        {
            var item = batch.Utterances[i];
            var own = MonotonicAlignment.Durations(values.AsSpan(i * frames * phonemes), item.Frames, item.Phonemes.Length, phonemes);
            for (var j = 0; j < own.Length; j++)
                durations[i * phonemes + j] = own[j];
        }
        return tensor(durations).view(batch.Utterances.Count, phonemes);
    }

    /// <summary>Pictures and sound of one recording: its alignment, and the sentence as the model speaks it by itself.</summary>
    private void Show(Utterance utterance, ValidationPass pass)
    {
        using var scope = NewDisposeScope();
        using var batch = AcousticBatch.Of(_data, [utterance]);
        if (pass.Number <= _options.AlignerSteps || _options.FineTuning is not null)    // there the aligner's time is over before the first look
            pass.SaveAlignment(utterance.Id, Align(batch).softmax(2).squeeze(0), $"{utterance.Id}, step {pass.Number}");
        if (pass.Number <= _options.AlignerSteps)
            return;
        using var plan = _model.Plan(utterance.Phonemes, new SpeechControls { Speaker = utterance.Speaker });
        using var decoder = _model.NewDecoder(plan);
        var mel = decoder.DecodeNext(plan.Frames)!;
        var given = _model.Forward(Input(batch)).Mel.squeeze(0);
        pass.SaveMels(utterance.Id, (batch.Mel.squeeze(0), "recording"), (given, $"with its durations, step {pass.Number}"), (mel, "by itself"));
        if (_vocode is not null)
            pass.SaveSound(utterance.Id, new VoiceSmith.Audio.AudioClip(_vocode(mel), _data.Manifest.Mel.SampleRate));
        mel.Dispose();
    }
}
