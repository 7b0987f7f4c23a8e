using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Loggers;

namespace VoiceSmith.Training;

/// <summary>How long to train, how often to look, and where results go. The names are PyTorch Lightning's where it has one.</summary>
public sealed record TrainerOptions
{
    /// <summary>Checkpoints, logs, validation sound and pictures go here.</summary>
    public required string DefaultRootDirectory { get; init; }

    /// <summary>The epoch after which training ends; null for no such end.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>The step after which training ends. A step is one move of the optimizers.</summary>
    public long MaxSteps { get; init; } = 100_000;

    /// <summary>The time after which this run ends, whatever step it reached; time in a pause does not count.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Batches of an epoch that are used: a number, or a share of them.</summary>
    public BatchLimit LimitTrainBatches { get; init; } = BatchLimit.All;

    /// <summary>Items of validation that are used: a number, or a share of them.</summary>
    public BatchLimit LimitValidationBatches { get; init; } = BatchLimit.All;

    /// <summary>Trains on the first so many batches only, again and again: a network that cannot learn one batch by heart has a defect. 0 for all.</summary>
    public int OverfitBatches { get; init; }

    /// <summary>Runs so many steps, then a validation of as many items, and writes neither logs nor checkpoints: does everything work? 0 for a real run.</summary>
    public int FastDevRun { get; init; }

    /// <summary>What computes.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>How exactly matrices are multiplied.</summary>
    public Precision Precision { get; init; } = Precision.Highest;

    /// <summary>Batches whose gradients are summed into one step.</summary>
    public int AccumulateGradientBatches { get; init; } = 1;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 10;

    /// <summary>What happens when a loss or a gradient is not a finite number.</summary>
    public NonFinitePolicy OnNonFinite { get; init; } = NonFinitePolicy.Stop;

    /// <summary>Steps between validations; sound and pictures are written with them.</summary>
    public int ValidateEvery { get; init; } = 1000;

    /// <summary>The validation metric that says which checkpoint is best, lower is better; null for the module's own choice.</summary>
    public string? Monitor { get; init; }

    /// <summary>Time between checkpoints: what a killed process loses at most.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Steps between checkpoints, besides those by time; null for none.</summary>
    public int? CheckpointEverySteps { get; init; }

    /// <summary>Newest checkpoints kept.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Best checkpoints kept besides: the best is the folder 'best'; of more, each keeps its own folder.</summary>
    public int SaveTopK { get; init; } = 1;

    /// <summary>How weights are averaged over steps; the average is what validation hears and what a voice is made of.</summary>
    public WeightAveraging Averaging { get; init; } = WeightAveraging.Exponential(0.999);

    /// <summary>Steps between lines of the log.</summary>
    public int LogEvery { get; init; } = 50;

    /// <summary>Decides initial weights, order of data and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads that torch computes with.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Goes on from the newest checkpoint, if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Told of everything that happens, in this order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Where numbers, sound and pictures are logged; null for JSON lines and TensorBoard in <see cref="DefaultRootDirectory"/>.</summary>
    public IReadOnlyList<ITrainingLogger>? Loggers { get; init; }
}

/// <summary>What computes.</summary>
public enum Accelerator
{
    /// <summary>A CUDA device where there is one, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A CUDA device; an error where there is none.</summary>
    Cuda,
}

/// <summary>How exactly matrices are multiplied.</summary>
public enum Precision
{
    /// <summary>As 32-bit numbers.</summary>
    Highest,

    /// <summary>On CUDA with inputs rounded to TensorFloat-32: faster, and good for three decimal digits. On the processor the same as <see cref="Highest"/>.</summary>
    High,
}

/// <summary>What happens when a loss or a gradient is not a finite number. A diagnostic is written either way.</summary>
public enum NonFinitePolicy
{
    /// <summary>Training ends with an error.</summary>
    Stop,

    /// <summary>The step moves nothing and training goes on; ten such steps in a row are an error.</summary>
    Skip,
}
