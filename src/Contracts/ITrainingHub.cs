namespace VoiceSmith.Contracts;

/// <summary>Methods of the training hub (SignalR with MessagePack). Recordings are uploaded over HTTP.</summary>
/// <remarks>Errors: VS4030 (no training), VS4031 (unknown id), and those of each method.</remarks>
public interface ITrainingHub
{
    /// <summary>The hub's path.</summary>
    public const string Path = "/hubs/training";

    /// <summary>All data sets, the newest first.</summary>
    DataSet[] DataSets();

    /// <summary>Checks a data set and prepares it for training. Errors: VS4034.</summary>
    Task<DataSet> CheckDataSet(string id);

    /// <summary>Deletes a data set. Errors: VS4034 (in use), VS4043 (a current version was made from it).</summary>
    void DeleteDataSet(string id);

    /// <summary>All runs, the newest first.</summary>
    Run[] Runs();

    /// <summary>
    /// Queues a run. Errors: VS4038 (invalid request), VS4039 (queue full), VS3009 (the voice cannot be fine-tuned).
    /// </summary>
    Task<Run> StartRun(RunRequest request);

    /// <summary>Pauses a run with a checkpoint; the next one in the queue takes its place. Errors: VS4040.</summary>
    Run PauseRun(string id);

    /// <summary>Queues a run again that was paused or stopped, or that failed. Errors: VS4039, VS4040.</summary>
    Run ResumeRun(string id);

    /// <summary>Stops a run with a checkpoint. Errors: VS4040.</summary>
    Run StopRun(string id);

    /// <summary>
    /// Deletes a run that has ended; versions made from it stay. Errors: VS4040 (not ended), VS4043 (a current version
    /// was made from it).
    /// </summary>
    void DeleteRun(string id);

    /// <summary>The events of a run from a number on, past and future, until the run ends.</summary>
    IAsyncEnumerable<RunEvent> FollowRun(string id, int from, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a step of a run the current version of a voice. Errors: VS4041 (no checkpoint), VS4014 (refused by the
    /// gate).
    /// </summary>
    Task<Promotion> Promote(string id, PromotionRequest request);
}

/// <summary>Methods that the training hub calls on its clients.</summary>
public interface ITrainingClient
{
    /// <summary>All runs, the newest first. Called when a connection opens, and when a run changes.</summary>
    Task Runs(Run[] runs);
}
