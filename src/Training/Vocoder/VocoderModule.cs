using TorchSharp;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>
/// Training of a source-filter vocoder with the generalised energy distance, its F0 head jointly, on request against
/// discriminators.
/// </summary>
public sealed class VocoderModule : TrainingModule<VocoderBatch>
{
    private const int EdgeFrames = 2; // a segment's first and last frames lack their neighbours' overlap
    private const int ValidationSounds = 3;
    private const double MinLogF0 = 4.2,
        MaxLogF0 = 6.1; // of the head's predictions: 67 to 446 Hz
    private const double UnvoicedPitchWeight = 0.05; // against voiced frames

    private readonly SourceFilterVocoder _vocoder;
    private readonly VocoderTrainingOptions _options;
    private readonly PreparedCorpus _data;
    private readonly IMelSource? _predicted;
    private readonly EnergyDistance _distance;
    private readonly Adversary? _adversary;

    /// <summary>Training of a vocoder from its present weights.</summary>
    /// <param name="vocoder">Owned from here on.</param>
    /// <param name="data">Prepared recordings; those for validation are used.</param>
    /// <param name="options">Schedule and losses.</param>
    /// <param name="predicted">
    /// Predicted mels that are validated besides the recordings' own; owned by the caller; null for none.
    /// </param>
    public VocoderModule(
        SourceFilterVocoder vocoder,
        PreparedCorpus data,
        VocoderTrainingOptions options,
        IMelSource? predicted = null
    )
    {
        OptionRanges.Require(options);
        (_vocoder, _data, _options, _predicted) = (vocoder, data, options, predicted);
        _distance = new EnergyDistance(vocoder.Config.Mel);
        var adamW = new FlatAdamW(vocoder.parameters(), beta1: 0.8, beta2: 0.99);
        var rate = LearningRates.WarmUpCosine(
            options.LearningRate,
            options.FinalLearningRate,
            options.WarmUpSteps,
            options.MaxSteps
        );
        _adversary = options.Adversarial is { } adversarial
            ? new(new SoundDiscriminator(adversarial.Channels), adversarial)
            : null;
        Optimizers =
        [
            new("vocoder", adamW, LearningRateSchedule.PerStep(rate)),
            .. _adversary is null ? Array.Empty<ScheduledOptimizer>() : [_adversary.Optimizer],
        ];
    }

    /// <inheritdoc/>
    public override string Kind => CheckpointKind.Vocoder;

    /// <inheritdoc/>
    public override nn.Module Network => _vocoder;

    /// <inheritdoc/>
    public override object Config => _vocoder.Config;

    /// <inheritdoc/>
    public override PreparedCorpusManifest? Data => _data.Manifest;

    /// <inheritdoc/>
    public override string Parent => _options.Parent;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(VocoderBatch batch, TrainingStep step)
    {
        var random = new Random(unchecked((int)(step.Number * 7_919 + 17)));
        var predicted = step.Number >= _options.PredictedF0From && random.NextDouble() < _options.PredictedF0Share;
        var (loss, draw, recording) = Loss(batch, predicted, random, step);
        if (_adversary is null)
            step.Optimize(0, loss);
        else
            _adversary.Optimize(step, [0], 1, loss, draw, recording);
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass)
    {
        using var _ = no_grad();
        _vocoder.eval();
        var utterances = pass.Limit(_data.Manifest.ValidationUtterances);
        foreach (var utterance in utterances)
        {
            using var scope = NewDisposeScope();
            random.manual_seed(utterance.FirstFrame);
            using var batch = VocoderBatch.Whole(_data, utterance);
            pass.Note("total", Loss(batch, predictedF0: true, new Random(utterance.FirstFrame), pass).Total);
            if (_predicted is null)
                continue;
            var smooth = batch with { Mel = _predicted.MelOf(utterance).unsqueeze(0) };
            pass.Note("total", Loss(smooth, predictedF0: true, new Random(utterance.FirstFrame), pass).Total);
        }
        foreach (var utterance in utterances.Take(ValidationSounds))
            pass.SaveCopySynthesis(_vocoder, _data, utterance);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var optimizer in Optimizers)
            optimizer.Optimizer.Dispose();
        _adversary?.Dispose();
        _distance.Dispose();
        _vocoder.Dispose();
    }

    /// <returns>
    /// The loss without discriminators, one draw of the sound and the recording, both [batch, sample] without the
    /// edges.
    /// </returns>
    internal (Tensor Total, Tensor Draw, Tensor Recording) Loss(
        VocoderBatch batch,
        bool predictedF0,
        Random random,
        LossRecord step
    )
    {
        var (size, frames) = (batch.Mel.shape[0], (int)batch.Mel.shape[2]);
        var predictions = _vocoder.PredictF0(batch.Mel); // [batch, 2, time]
        var (normedF0, voicingLogits) = (predictions.select(1, 0), predictions.select(1, 1));
        Tensor logF0,
            voicing; // [batch, time]
        using (no_grad())
        {
            logF0 = predictedF0
                ? (normedF0 * F0Head.LogF0Scale + F0Head.LogF0Centre).clamp(MinLogF0, MaxLogF0)
                : batch.LogF0;
            voicing = voicingLogits.sigmoid();
        }
        var pulses = Pulses(logF0, random);
        Tensor Noise() => randn(size, pulses.shape[1]);
        var draws = _vocoder.Render(batch.Mel, logF0.detach(), voicing.detach(), pulses, Noise(), Noise());

        var (edge, hop) = (EdgeFrames * _vocoder.HopLength, _vocoder.HopLength);
        Tensor Inner(Tensor sound) => sound.narrow(1, edge, frames * hop - 2 * edge);
        var (draw, recording) = (Inner(draws[0]), Inner(batch.Sound));
        var (spectral, mel) = _distance.Compute(draw, Inner(draws[1]), recording);
        var pitchError = (normedF0 - (batch.LogF0 - F0Head.LogF0Centre) / F0Head.LogF0Scale).abs();
        var pitch = (pitchError * (batch.Voicing * (1 - UnvoicedPitchWeight) + UnvoicedPitchWeight)).mean();
        var voiced = nn.functional.binary_cross_entropy_with_logits(voicingLogits, batch.Voicing);
        step.Note("spectral", spectral);
        step.Note("mel", mel);
        step.Note("pitch", pitch);
        step.Note("voicing", voiced);
        return (spectral + mel + pitch + voiced, draw, recording);
    }

    /// <summary>Pulse trains at a random phase, with a margin at both ends.</summary>
    private Tensor Pulses(Tensor logF0, Random random)
    {
        var (size, frames) = ((int)logF0.shape[0], (int)logF0.shape[1]);
        var (hop, margin) = (_vocoder.HopLength, (_vocoder.Config.Mel.FftSize - _vocoder.HopLength) / 2);
        var values = logF0.cpu().contiguous().data<float>().ToArray();
        var length = frames * hop + 2 * margin;
        var pulses = new float[size * length];
        for (var i = 0; i < size; i++)
        {
            var train = new PulseTrain(_vocoder.SampleRate, hop, -margin, random.NextDouble());
            var target = pulses.AsSpan(i * length, length);
            train.Advance(values.AsSpan(i * frames, frames), frames * hop + margin, target);
        }
        return tensor(pulses).view(size, length);
    }
}
