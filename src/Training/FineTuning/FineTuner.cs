using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.FineTuning;

/// <summary>What is tuned to what, and how. Plain data: it can be stored, or sent to another process.</summary>
public sealed record FineTuningPlan
{
    /// <summary>See <see cref="FineTuningBase.Load"/>; null for the built-in voice.</summary>
    public string? From { get; init; }

    /// <summary>Prepared recordings of the speaker.</summary>
    public required string Data { get; init; }

    /// <summary>The speaker, new or one of the voice's.</summary>
    public required string Speaker { get; init; }

    /// <summary>Prepared recordings that the voice was trained on, mixed in so that it does not forget; null for none.</summary>
    public string? Original { get; init; }

    /// <summary>Share of original batches.</summary>
    public double OriginalShare { get; init; } = 0.2;

    /// <summary>A vocoder's checkpoint or run, or a .voice, for validation sound; null for that of <see cref="From"/> or of the built-in voice.</summary>
    public string? Vocoder { get; init; }

    /// <summary>Steps that adapt the aligner first.</summary>
    public int AlignerSteps { get; init; } = 30;

    /// <summary>Steps after that in which only the speaker's embedding moves.</summary>
    public int SpeakerSteps { get; init; } = 50;

    /// <summary>Rank of adapters that are learned in place of all weights; 0 for all.</summary>
    public int AdapterRank { get; init; }

    /// <summary>Recordings a step.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Peak learning rate of all but the embedding.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Where the vocoder comes from; null for the built-in voice's.</summary>
    public string? VocoderPath => Vocoder ?? (From is not null && File.Exists(From) ? From : null);
}

/// <summary>Teaches a voice another speaker, or more of one it knows.</summary>
public static class FineTuner
{
    /// <summary>Trains as planned.</summary>
    /// <param name="plan">What.</param>
    /// <param name="options">How long, where; the seed is that of the new speaker's row too.</param>
    /// <param name="cancellationToken">Ends the run after the step at hand.</param>
    /// <exception cref="VoiceSmithException">VS3001, VS3009: voice or recordings do not fit; or what <see cref="Trainer.Fit"/> says.</exception>
    public static FitEnded Fit(FineTuningPlan plan, TrainerOptions options, CancellationToken cancellationToken)
    {
        Accelerators.Prepare(options);
        random.manual_seed(options.Seed);
        using var data = Dataset.Open(plan.Data);
        using var original = plan.Original is null ? null : Dataset.Open(plan.Original);
        var start = FineTuningBase.Load(plan.From, original?.Manifest, [plan.Speaker]);
        data.TakeTermsOf(start.Data, plan.Speaker);
        original?.TakeTermsOf(start.Data);
        var how = new AcousticTrainingOptions
        {
            AlignerSteps = plan.AlignerSteps, BinarizationFrom = 0, LearningRate = plan.LearningRate, AlignerLearningRate = 2e-4, WarmUpSteps = 20, MaxSteps = options.MaxSteps,
            FineTuning = new() { OnlySpeakerSteps = plan.SpeakerSteps, AdapterRank = plan.AdapterRank }, Parent = start.Version,
        };
        using var vocoder = ValidationVocoder.Load(plan.VocoderPath);
        IBatchSource<AcousticBatch> batches = new AcousticBatches(data, plan.BatchSize, options.Seed);
        if (original is not null)
            batches = new MixedBatches((AcousticBatches)batches, new(original, plan.BatchSize, options.Seed), plan.OriginalShare);
        using var module = new AcousticModule(start.Model, data, how, vocoder is null ? null : mel => ValidationVocoder.Decode(vocoder, mel));
        return new Trainer(options).Fit(module, batches, cancellationToken);
    }
}
