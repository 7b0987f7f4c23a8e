using VoiceSmith.Contracts;

namespace VoiceSmith.Studio.Runs;

/// <summary>States of a run. Names are file format.</summary>
public enum RunState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Trains; a server that starts continues it.</summary>
    Running,

    /// <summary>Waits, with a checkpoint, until it is resumed.</summary>
    Paused,

    /// <summary>Ended on request, with a checkpoint.</summary>
    Stopped,

    /// <summary>Ended after its last step.</summary>
    Done,

    /// <summary>Ended by an error.</summary>
    Failed,
}

/// <summary>Properties of run states.</summary>
public static class RunStateExtensions
{
    /// <summary>True for the states that only a request leaves, and whose run needs its data set no longer.</summary>
    public static bool IsEnd(this RunState state) => state is RunState.Stopped or RunState.Done or RunState.Failed;

    /// <summary>The state in messages.</summary>
    internal static string Word(this RunState state) => state.ToString().ToLowerInvariant();
}

/// <summary>A training run: the fine-tuning of a voice to a data set. Member names are file format.</summary>
public sealed record Run
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the speaker that the voice learns.</summary>
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    public required RunState State { get; init; }

    /// <summary>Reason of its failure; null otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>Id of its data set.</summary>
    public required string DataSet { get; init; }

    /// <summary>SHA-256 of the data.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Licence of the data, and so of the voices made from it.</summary>
    public string Licence { get; init; } = "";

    /// <summary>User who started it.</summary>
    public required string User { get; init; }

    /// <summary>
    /// Id of the caller whose hours of training it uses: who started it, or resumed it last; null if nobody's are
    /// counted.
    /// </summary>
    public string? Caller { get; init; }

    /// <summary>The consent statement for the recorded speaker.</summary>
    public required string Consent { get; init; }

    /// <summary>The voice that is fine-tuned.</summary>
    public required string Voice { get; init; }

    /// <summary>Version of that voice.</summary>
    public required string Parent { get; init; }

    /// <summary>Training steps in all.</summary>
    public int Steps { get; init; }

    /// <summary>Peak learning rate of all weights but the speaker embedding.</summary>
    public double LearningRate { get; init; }

    /// <summary>Recordings per step.</summary>
    public int BatchSize { get; init; }

    /// <summary>Steps between validations.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>First steps, which adapt only the aligner.</summary>
    public int AlignerSteps { get; init; }

    /// <summary>Steps after those, which adapt only the speaker embedding.</summary>
    public int SpeakerSteps { get; init; }

    /// <summary>Time at which it was started or resumed, UTC: its place in the queue.</summary>
    public DateTime Queued { get; init; }

    /// <summary>Steps done, as last reported.</summary>
    public long Step { get; init; }

    /// <summary>Steps with a checkpoint, which can be promoted.</summary>
    public IReadOnlyList<long> Checkpoints { get; init; } = [];

    /// <summary>Versions made from it, the newest last.</summary>
    public IReadOnlyList<Promotion> Promoted { get; init; } = [];
}
