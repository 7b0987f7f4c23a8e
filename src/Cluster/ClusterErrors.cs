namespace VoiceSmith.Cluster;

/// <summary>Redis does not answer, so the cluster begins nothing new. What is being said goes on.</summary>
/// <param name="redis">Its address.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class ClusterStoreException(string redis, Exception? cause = null)
    : VoiceSmithException(
        "VS4080",
        what: "The cluster's Redis does not answer.",
        why: $"Nothing was heard from {redis}{(cause is null ? "" : $": {cause.Message}")}.",
        fix: "Start Redis, or name another with Cluster:Redis; members come back by themselves. Try again in a few seconds.",
        cause
    )
{
    /// <summary>Its address, without a password.</summary>
    public string Redis { get; } = redis;
}

/// <summary>No worker of the cluster can be asked.</summary>
public sealed class NoWorkerException()
    : VoiceSmithException(
        "VS4081",
        what: "The cluster has no worker.",
        why: "No process with Cluster:Role worker or both is running, or none has its voices ready.",
        fix: "Start a worker with the same Cluster:Redis and Cluster:Name, and try again in a few seconds."
    );

/// <summary>An utterance lost its worker again and again without one sample in between.</summary>
/// <param name="attempts">Number of attempts.</param>
/// <param name="cause">The last error.</param>
public sealed class UtteranceLostException(int attempts, Exception? cause)
    : VoiceSmithException(
        "VS4082",
        what: "The utterance lost its worker.",
        why: $"{attempts} workers in a row failed at the same place{(cause is null ? "" : $", the last one so: {cause.Message}")}.",
        fix: "See the workers' logs: the text or the voice may bring a worker down. Try again, or with another voice.",
        cause
    );

/// <summary>An error that a worker gave, told at a gateway.</summary>
/// <param name="refusal">The error.</param>
public sealed class WorkerRefusedException(Refusal refusal)
    : VoiceSmithException(refusal.Code, refusal.What, refusal.Why, refusal.Fix);
