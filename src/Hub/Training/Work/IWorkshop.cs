namespace VoiceSmith.Hub.Training.Work;

/// <summary>A place where work is done.</summary>
internal interface IWorkshop
{
    /// <summary>Does what an order says.</summary>
    /// <param name="order">What.</param>
    /// <param name="tell">Told of what happens, in order, from any one thread.</param>
    /// <param name="control">Holds and stops it.</param>
    /// <returns>When it has ended, or was stopped.</returns>
    /// <exception cref="VoiceSmithException">It could not be done; the error says why.</exception>
    Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control);
}
