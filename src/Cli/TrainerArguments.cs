using System.CommandLine;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli;

/// <summary>The trainer's options as options of commands, under the same names.</summary>
internal static class TrainerArguments
{
    private static readonly Option<string> Output = new("--out") { Description = "Checkpoints, logs, sound and pictures go here.", Required = true };
    private static readonly Option<long> MaxSteps = With("--max-steps", "The step after which training ends.", 100_000L);
    private static readonly Option<int?> MaxEpochs = new("--max-epochs") { Description = "The epoch after which training ends." };
    private static readonly Option<double?> MaxMinutes = new("--max-minutes") { Description = "Minutes after which this run ends." };
    private static readonly Option<BatchLimit> LimitTrain = Limit("--limit-train-batches", "Batches of an epoch that are used: a number, or a share as 0.1 or 10%.");
    private static readonly Option<BatchLimit> LimitValidation = Limit("--limit-validation-batches", "Items of validation that are used: a number or a share.");
    private static readonly Option<int> Overfit = With("--overfit-batches", "Trains on the first so many batches only; a network that cannot learn one by heart has a defect.", 0);
    private static readonly Option<int> FastDevRun = With("--fast-dev-run", "Runs so many steps and a validation, and writes neither logs nor checkpoints.", 0);
    private static readonly Option<Accelerator> Compute = With("--accelerator", "What computes: auto, cpu or cuda.", Accelerator.Auto);
    private static readonly Option<Precision> MatrixPrecision = With("--precision", "How exactly matrices are multiplied: highest, or on CUDA high (TensorFloat-32).", Precision.Highest);
    private static readonly Option<int> Accumulate = With("--accumulate-gradient-batches", "Batches whose gradients are summed into one step.", 1);
    private static readonly Option<double?> Clip = new("--gradient-clip") { Description = "Gradients longer than this are shortened to it." };
    private static readonly Option<NonFinitePolicy> OnNonFinite = With("--on-non-finite", "What happens when a loss is no number: stop, or skip the step.", NonFinitePolicy.Stop);
    private static readonly Option<int> ValidateEvery = With("--validate-every", "Steps between validations.", 1000);
    private static readonly Option<string?> Monitor = new("--monitor") { Description = "The validation metric that says which checkpoint is best." };
    private static readonly Option<int?> Patience = new("--patience") { Description = "Ends the run after so many validations without a gain." };
    private static readonly Option<double> SaveMinutes = With("--checkpoint-every-minutes", "Minutes between checkpoints.", 3.0);
    private static readonly Option<int?> SaveSteps = new("--checkpoint-every-steps") { Description = "Steps between checkpoints, besides those by time." };
    private static readonly Option<int> Keep = With("--keep-checkpoints", "Newest checkpoints kept.", 2);
    private static readonly Option<int> TopK = With("--save-top-k", "Best checkpoints kept besides.", 1);
    private static readonly Option<double> Decay = With("--average-decay", "Share of the old in the moving average of weights.", 0.999);
    private static readonly Option<long?> SwaFrom = new("--swa-from") { Description = "Averages weights plainly from this step on (stochastic weight averaging), rather than moving." };
    private static readonly Option<int> SwaEvery = With("--swa-every", "Steps between weights that a plain average counts.", 100);
    private static readonly Option<int> LogEvery = With("--log-every", "Steps between lines of the log.", 50);
    private static readonly Option<int> Seed = With("--seed", "Decides weights, order and dropout.", 1);
    private static readonly Option<int> Threads = With("--threads", "Threads of torch.", Environment.ProcessorCount);
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on from the newest checkpoint." };

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { Output, MaxSteps, MaxEpochs, MaxMinutes, LimitTrain, LimitValidation, Overfit, FastDevRun, Compute, MatrixPrecision,
            Accumulate, Clip, OnNonFinite, ValidateEvery, Monitor, Patience, SaveMinutes, SaveSteps, Keep, TopK, Decay, SwaFrom, SwaEvery, LogEvery, Seed, Threads, Resume })
            command.Add(option);
    }

    /// <param name="arguments">What the user wrote.</param>
    /// <param name="gradientClip">Where the user wrote none.</param>
    public static TrainerOptions Read(ParseResult arguments, double gradientClip) => new()
    {
        DefaultRootDirectory = arguments.GetRequiredValue(Output),
        MaxSteps = arguments.GetValue(MaxSteps),
        MaxEpochs = arguments.GetValue(MaxEpochs),
        MaxTime = arguments.GetValue(MaxMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue,
        LimitTrainBatches = arguments.GetValue(LimitTrain),
        LimitValidationBatches = arguments.GetValue(LimitValidation),
        OverfitBatches = arguments.GetValue(Overfit),
        FastDevRun = arguments.GetValue(FastDevRun),
        Accelerator = arguments.GetValue(Compute),
        Precision = arguments.GetValue(MatrixPrecision),
        AccumulateGradientBatches = arguments.GetValue(Accumulate),
        GradientClip = arguments.GetValue(Clip) ?? gradientClip,
        OnNonFinite = arguments.GetValue(OnNonFinite),
        ValidateEvery = arguments.GetValue(ValidateEvery),
        Monitor = arguments.GetValue(Monitor),
        CheckpointEvery = TimeSpan.FromMinutes(arguments.GetValue(SaveMinutes)),
        CheckpointEverySteps = arguments.GetValue(SaveSteps),
        KeepCheckpoints = arguments.GetValue(Keep),
        SaveTopK = arguments.GetValue(TopK),
        Averaging = arguments.GetValue(SwaFrom) is { } from ? WeightAveraging.Stochastic(from, arguments.GetValue(SwaEvery)) : WeightAveraging.Exponential(arguments.GetValue(Decay)),
        LogEvery = arguments.GetValue(LogEvery),
        Seed = arguments.GetValue(Seed),
        Threads = arguments.GetValue(Threads),
        Resume = arguments.GetValue(Resume),
        Callbacks = [.. arguments.GetValue(Patience) is { } patience ? [new EarlyStopping(patience)] : Array.Empty<TrainingCallback>(), new RunReport()],
    };

    private static Option<T> With<T>(string name, string description, T usual) => new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static Option<BatchLimit> Limit(string name, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => BatchLimit.All,
        CustomParser = result =>
        {
            try
            {
                return BatchLimit.Parse(result.Tokens[0].Value);
            }
            catch (FormatException)
            {
                result.AddError($"{name} is a number of batches or a share of them, not '{result.Tokens[0].Value}'.");
                return BatchLimit.All;
            }
        },
    };
}
