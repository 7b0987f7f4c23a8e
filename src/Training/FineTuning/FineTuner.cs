using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Ranges;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.FineTuning;

/// <summary>Fine-tuning of a voice to a new speaker, or to more recordings of one it has.</summary>
public static class FineTuner
{
    /// <summary>Runs a fine-tuning.</summary>
    /// <param name="plan">Voice, recordings and schedule.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3001, VS3009: voice or recordings do not fit; VS3011: the plan has a value out of its range; or as
    /// <see cref="Trainer.Fit"/>.
    /// </exception>
    public static FitEnded Fit(FineTuningPlan plan, TrainerOptions options, CancellationToken cancellationToken)
    {
        OptionRanges.Require(plan);
        OptionRanges.Require(options);
        Accelerators.Prepare(options);
        random.manual_seed(options.Seed);
        using var data = PreparedCorpus.Open(plan.Data);
        using var original = plan.Original is null ? null : PreparedCorpus.Open(plan.Original);
        var start = StoredAcoustic.Load(plan.From, original?.Manifest, [plan.Speaker]);
        data.ConformTo(start.Data, plan.Speaker);
        original?.ConformTo(start.Data);
        var training = new AcousticTrainingOptions
        {
            AlignerSteps = plan.AlignerSteps,
            BinarizationFrom = 0,
            LearningRate = plan.LearningRate,
            AlignerLearningRate = 2e-4,
            WarmUpSteps = 20,
            MaxSteps = options.MaxSteps,
            Parent = start.Version,
            FineTuning = new() { OnlySpeakerSteps = plan.SpeakerSteps, AdapterRank = plan.AdapterRank },
        };
        using var vocoder = StoredVocoder.Load(plan.VocoderPath);
        var recordings = new AcousticBatches(data, plan.BatchSize, options.Seed);
        IBatchSource<AcousticBatch> batches = original is null
            ? recordings
            : new MixedBatches(recordings, new(original, plan.BatchSize, options.Seed), plan.OriginalShare);
        using var module = new AcousticModule(
            start.Model,
            data,
            training,
            vocoder is null ? null : vocoder.DecodeWhole
        );
        return new Trainer(options).Fit(module, batches, cancellationToken);
    }
}
