using System.CommandLine;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli.Arguments;

/// <summary>The trainer's options as command-line options of the same names.</summary>
internal static class TrainerArguments
{
    private const double MaxMinutes = 1e7;

    private static readonly Option<string> Output = new("--out")
    {
        Description = "Folder for checkpoints, logs, sound and pictures.",
        Required = true,
    };
    private static readonly Option<long> MaxSteps = With("--max-steps", "The last step.", 100_000L)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.MaxSteps));
    private static readonly Option<int?> MaxEpochs = new Option<int?>("--max-epochs")
    {
        Description = "The last epoch.",
    }.InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.MaxEpochs));
    private static readonly Option<double?> MaxTime = new Option<double?>("--max-minutes")
    {
        Description = "Training time of this run in minutes.",
    }.InRange(0, MaxMinutes, excludesLeast: true);
    private static readonly Option<BatchLimit> LimitTrain = OptionRange.Limit(
        "--limit-train-batches",
        "Batches used per epoch: a number, or a share as 0.1 or 10%."
    );
    private static readonly Option<BatchLimit> LimitValidation = OptionRange.Limit(
        "--limit-validation-batches",
        "Validation items used: a number or a share."
    );
    private static readonly Option<int> Overfit = With(
            "--overfit-batches",
            "Trains on the first batches only; a network that cannot overfit one has a defect. 0 for all.",
            0
        )
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.OverfitBatches));
    private static readonly Option<int> FastDevRun = With(
            "--fast-dev-run",
            "Smoke test: this many steps and a validation, without logs and checkpoints. 0 for a real run.",
            0
        )
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.FastDevRun));
    private static readonly Option<Accelerator> Compute = With(
        "--accelerator",
        "Device that training computes on: auto, cpu or cuda.",
        Accelerator.Auto
    );
    private static readonly Option<Precision> MatrixPrecision = With(
        "--precision",
        "Precision of matrix products: highest, or on CUDA high (TensorFloat-32).",
        Precision.Highest
    );
    private static readonly Option<int> Accumulate = With(
            "--accumulate-gradient-batches",
            "Batches whose gradients are accumulated into one step.",
            1
        )
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.AccumulateGradientBatches));
    private static readonly Option<double?> Clip = new Option<double?>("--gradient-clip")
    {
        Description = "Limit on the norm of gradients.",
    }.InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.GradientClip));
    private static readonly Option<NonFinitePolicy> OnNonFinite = With(
        "--on-non-finite",
        "Handling of a loss that is not finite: stop, or skip the step.",
        NonFinitePolicy.Stop
    );
    private static readonly Option<int> ValidateEvery = With("--validate-every", "Steps between validations.", 1000)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.ValidateEvery));
    private static readonly Option<string?> Monitor = new("--monitor")
    {
        Description = "Validation metric that ranks checkpoints, lower is better.",
    };
    private static readonly Option<int?> Patience = new Option<int?>("--patience")
    {
        Description = "Validations without improvement after which the run ends.",
    }.InRange(1, int.MaxValue);
    private static readonly Option<double> SaveMinutes = With(
            "--checkpoint-every-minutes",
            "Minutes between checkpoints.",
            3.0
        )
        .InRange(0, MaxMinutes, excludesLeast: true);
    private static readonly Option<int?> SaveSteps = new Option<int?>("--checkpoint-every-steps")
    {
        Description = "Steps between checkpoints, besides those by time.",
    }.InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.CheckpointEverySteps));
    private static readonly Option<int> Keep = With("--keep-checkpoints", "Number of newest checkpoints to keep.", 2)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.KeepCheckpoints));
    private static readonly Option<int> TopK = With("--save-top-k", "Number of best checkpoints to keep besides.", 1)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.SaveTopK));
    private static readonly Option<double> Decay = With(
            "--average-decay",
            "Decay of the moving average of weights.",
            0.999
        )
        .InRange(0, 0.9999999);
    private static readonly Option<long?> SwaFrom = new Option<long?>("--swa-from")
    {
        Description = "Stochastic weight averaging from this step on, instead of a moving average.",
    }.InRange(0, 1e15);
    private static readonly Option<int> SwaEvery = With(
            "--swa-every",
            "Steps between weights of stochastic weight averaging.",
            100
        )
        .InRange(1, int.MaxValue);
    private static readonly Option<int> LogEvery = With("--log-every", "Steps between lines of the log.", 50)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.LogEvery));
    private static readonly Option<int> Seed = With("--seed", "Seed of weights, data order and dropout.", 1);
    private static readonly Option<int> Threads = With("--threads", "Torch threads.", Environment.ProcessorCount)
        .InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.Threads));
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continues the run in --out from its newest checkpoint.",
    };
    private static readonly Option<bool> Restart = new("--restart")
    {
        Description = "Removes the run in --out and starts a new one.",
    };

    private static readonly Option[] All =
    [
        Output,
        MaxSteps,
        MaxEpochs,
        MaxTime,
        LimitTrain,
        LimitValidation,
        Overfit,
        FastDevRun,
        Compute,
        MatrixPrecision,
        Accumulate,
        Clip,
        OnNonFinite,
        ValidateEvery,
        Monitor,
        Patience,
        SaveMinutes,
        SaveSteps,
        Keep,
        TopK,
        Decay,
        SwaFrom,
        SwaEvery,
        LogEvery,
        Seed,
        Threads,
        Resume,
        Restart,
    ];

    public static void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Resume) && result.GetValue(Restart))
                result.AddError("--resume and --restart exclude each other.");
        });
    }

    /// <param name="arguments">The parsed command line.</param>
    /// <param name="gradientClip">Default of --gradient-clip.</param>
    public static TrainerOptions Read(ParseResult arguments, double gradientClip) =>
        new()
        {
            DefaultRootDirectory = arguments.GetRequiredValue(Output),
            MaxSteps = arguments.GetValue(MaxSteps),
            MaxEpochs = arguments.GetValue(MaxEpochs),
            MaxTime = arguments.GetValue(MaxTime) is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue,
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
            Averaging = arguments.GetValue(SwaFrom) is { } from
                ? WeightAveraging.Stochastic(from, arguments.GetValue(SwaEvery))
                : WeightAveraging.Exponential(arguments.GetValue(Decay)),
            LogEvery = arguments.GetValue(LogEvery),
            Seed = arguments.GetValue(Seed),
            Threads = arguments.GetValue(Threads),
            Start =
                arguments.GetValue(Resume) ? RunStart.Resume
                : arguments.GetValue(Restart) ? RunStart.Restart
                : RunStart.New,
            Callbacks = arguments.GetValue(Patience) is { } patience
                ? [new EarlyStopping(patience), new RunReport()]
                : [new RunReport()],
        };

    private static Option<T> With<T>(string name, string description, T standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
