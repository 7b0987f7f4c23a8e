namespace VoiceSmith.Studio.Work;

/// <summary>A place where work is done.</summary>
internal interface IWorkshop
{
    /// <summary>Does a job.</summary>
    /// <param name="order">The job.</param>
    /// <param name="tell">Receives reports in order, from one thread at a time.</param>
    /// <param name="control">Holds and stops it.</param>
    /// <returns>Completes when the job has ended or was stopped.</returns>
    /// <exception cref="VoiceSmithException">The job failed.</exception>
    Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control);
}
