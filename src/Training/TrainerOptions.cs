namespace VoiceSmith.Training;

/// <summary>How long to train, how often to look, and where results go.</summary>
public sealed record TrainerOptions
{
    /// <summary>Checkpoints, logs, validation sound and pictures go here.</summary>
    public required string DefaultRootDirectory { get; init; }

    /// <summary>The step after which training ends.</summary>
    public long MaxSteps { get; init; } = 100_000;

    /// <summary>The time after which this run ends, whatever step it reached.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 10;

    /// <summary>Steps between validations; sound and pictures are written with them.</summary>
    public int ValidateEvery { get; init; } = 1000;

    /// <summary>Time between checkpoints: what a killed process loses at most.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Steps between lines of the log.</summary>
    public int LogEvery { get; init; } = 50;

    /// <summary>Checkpoints kept, besides the best.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Share of the old value in the running average of the weights, once many steps are done.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Decides initial weights, order of data and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads that torch computes with.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Goes on from the newest checkpoint, if there is one.</summary>
    public bool Resume { get; init; }
}
