using System.CommandLine;
using System.CommandLine.Parsing;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
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
        Precision.High
    );
    private static readonly Option<int?> ReadLosses = new Option<int?>("--read-losses-every")
    {
        Description = "Steps between readings of losses from the device; by default 1 on the CPU, 20 on CUDA.",
    }.InRangeOf(typeof(TrainerOptions), nameof(TrainerOptions.ReadLossesEvery));
    private static readonly Option<bool> Profile = new("--profile")
    {
        Description = "Tells at the end where the time of steps went.",
    };
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

    /// <summary>Options of one invocation: a resumed run does not take them over.</summary>
    private static readonly Option[] OfOneInvocation = [Output, MaxTime, FastDevRun, Profile, Resume, Restart];

    /// <summary>Names of options whose values are paths; checkpoints keep them in full.</summary>
    private static readonly string[] Paths = ["--data", "--from", "--vocoder", "--acoustic", "--original"];

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
        ReadLosses,
        Profile,
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

    /// <summary>
    /// Completes the command line of a resumed run by the options that its newest checkpoint keeps and that are not
    /// given anew.
    /// </summary>
    /// <param name="parsed">The command line, of any command.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ParseResult Complete(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        if (
            parsed.GetResult(Resume) is not { Implicit: false }
            || parsed.GetResult(Output)?.Tokens is not [var folder]
            || new CheckpointFolder(Path.Combine(folder.Value, "checkpoints")).ToResume is not { } manifest
        )
            return parsed;
        var options = parsed.CommandResult.Command.Options;
        var added = manifest
            .Arguments.Where(kept =>
                options.FirstOrDefault(option => option.Name == kept.Key) is { } option
                && parsed.GetResult(option) is null or { Implicit: true }
            )
            .SelectMany(kept => kept.Value.Count == 0 ? [kept.Key] : kept.Value.Select(value => $"{kept.Key}={value}"));
        return parsed.RootCommandResult.Command.Parse([.. arguments, .. added], parsed.Configuration);
    }

    /// <summary>Options as given, by name, without those of one invocation.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Given(ParseResult arguments) =>
        arguments
            .CommandResult.Children.OfType<OptionResult>()
            .Where(given => !given.Implicit && !OfOneInvocation.Contains(given.Option))
            .ToDictionary(
                given => given.Option.Name,
                given =>
                    (IReadOnlyList<string>)
                        [
                            .. given.Tokens.Select(token =>
                                Paths.Contains(given.Option.Name) || given.Option.ValueType == typeof(FileInfo)
                                    ? Path.GetFullPath(token.Value)
                                    : token.Value
                            ),
                        ]
            );

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
            ReadLossesEvery = arguments.GetValue(ReadLosses),
            Profile = arguments.GetValue(Profile),
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
            Arguments = Given(arguments),
            Callbacks = arguments.GetValue(Patience) is { } patience
                ? [new EarlyStopping(patience), new RunReport()]
                : [new RunReport()],
        };

    private static Option<T> With<T>(string name, string description, T standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
