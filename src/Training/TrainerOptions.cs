using System.ComponentModel.DataAnnotations;
using VoiceSmith.Training.Loggers;
using VoiceSmith.Training.Optimization;

namespace VoiceSmith.Training;

/// <summary>
/// Duration, validation, checkpoints and logs of a run. Names follow PyTorch Lightning where it has the same option.
/// </summary>
public sealed record TrainerOptions
{
    private const int MaxInterval = 1_000_000_000;
    private const string LongestTime = "10675199.02:48:05.4775807"; // TimeSpan.MaxValue

    /// <summary>Folder for checkpoints, logs, validation sound and pictures.</summary>
    public required string DefaultRootDirectory { get; init; }

    /// <summary>The last epoch; null for none.</summary>
    [Range(1, MaxInterval)]
    public int? MaxEpochs { get; init; }

    /// <summary>The last step. A step is one update of the optimizers.</summary>
    [Range(1.0, 1e15)]
    public long MaxSteps { get; init; } = 100_000;

    /// <summary>Limit on the training time of this run; pauses do not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", LongestTime)]
    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Batches used per epoch, as a number or a share.</summary>
    public BatchLimit LimitTrainBatches { get; init; } = BatchLimit.All;

    /// <summary>Validation items used, as a number or a share.</summary>
    public BatchLimit LimitValidationBatches { get; init; } = BatchLimit.All;

    /// <summary>
    /// Trains on the first batches only, again and again: a network that cannot overfit one batch has a defect. 0 for
    /// all.
    /// </summary>
    [Range(0, MaxInterval)]
    public int OverfitBatches { get; init; }

    /// <summary>
    /// Smoke test: runs this many steps and a validation of as many items, without logs and checkpoints. 0 for a real
    /// run.
    /// </summary>
    [Range(0, MaxInterval)]
    public int FastDevRun { get; init; }

    /// <summary>Device that training computes on.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>Precision of matrix products.</summary>
    public Precision Precision { get; init; } = Precision.High;

    /// <summary>
    /// Steps between readings of losses from the device, each of which waits for it; null for every step on the CPU and
    /// every 20 elsewhere. A loss that is not finite changes no weight, but is reported at the next reading.
    /// </summary>
    [Range(1, MaxInterval)]
    public int? ReadLossesEvery { get; init; }

    /// <summary>Reports the time of each part of a step when the run ends; slows steps on CUDA.</summary>
    public bool Profile { get; init; }

    /// <summary>Batches whose gradients are accumulated into one step.</summary>
    [Range(1, 1_000_000)]
    public int AccumulateGradientBatches { get; init; } = 1;

    /// <summary>Limit on the norm of an optimizer's gradients.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double GradientClip { get; init; } = 10;

    /// <summary>Handling of a loss or gradient that is not finite.</summary>
    public NonFinitePolicy OnNonFinite { get; init; } = NonFinitePolicy.Stop;

    /// <summary>Steps between validations.</summary>
    [Range(1, MaxInterval)]
    public int ValidateEvery { get; init; } = 1000;

    /// <summary>The validation metric that ranks checkpoints, lower is better; null for the module's own.</summary>
    public string? Monitor { get; init; }

    /// <summary>Time between checkpoints: the most that a killed process loses.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", LongestTime)]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Steps between checkpoints, besides those by time; null for none.</summary>
    [Range(1, MaxInterval)]
    public int? CheckpointEverySteps { get; init; }

    /// <summary>Number of newest checkpoints to keep.</summary>
    [Range(1, 1_000_000)]
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>
    /// Number of best checkpoints to keep besides: the best is the folder 'best'; of more, each keeps its own folder.
    /// </summary>
    [Range(0, 1_000_000)]
    public int SaveTopK { get; init; } = 1;

    /// <summary>Averaging of weights over steps. Validation and voices use the average.</summary>
    public WeightAveraging Averaging { get; init; } = WeightAveraging.Exponential(0.999);

    /// <summary>Steps between lines of the log.</summary>
    [Range(1, MaxInterval)]
    public int LogEvery { get; init; } = 50;

    /// <summary>Seed of initial weights, data order and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Torch threads.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Handling of a folder that holds an earlier run.</summary>
    public RunStart Start { get; init; } = RunStart.New;

    /// <summary>
    /// Command-line options as given, by name. Checkpoints keep them: a resumed run takes from there those that are not
    /// given anew.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Arguments { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Callbacks, called in this order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Loggers; null for JSON lines and TensorBoard in <see cref="DefaultRootDirectory"/>.</summary>
    public IReadOnlyList<ITrainingLogger>? Loggers { get; init; }
}

/// <summary>Device that training computes on.</summary>
public enum Accelerator
{
    /// <summary>CUDA if available, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA; an error if it is not available.</summary>
    Cuda,
}

/// <summary>Precision of matrix products.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Highest,

    /// <summary>
    /// On CUDA with inputs rounded to TensorFloat-32: faster. On the CPU the same as <see cref="Highest"/>.
    /// </summary>
    High,
}

/// <summary>Handling of a loss or gradient that is not finite. A diagnostic file is written either way.</summary>
public enum NonFinitePolicy
{
    /// <summary>Training ends with an error.</summary>
    Stop,

    /// <summary>The step is skipped; ten such steps in a row are an error.</summary>
    Skip,
}
