using VoiceSmith.Studio.Work;

namespace VoiceSmith.Studio.Runs;

/// <summary>A checkpoint of a run as a .voice file, which is deleted with this object.</summary>
/// <param name="checkpoint">The checkpoint's folder.</param>
/// <param name="parent">The voice that the run began from; its vocoder and lexicon are used.</param>
/// <param name="run">The run; its licence and consent go into the voice.</param>
/// <param name="name">The voice's name in requests.</param>
internal sealed class Packing(string checkpoint, string parent, Run run, string name) : IDisposable
{
    private readonly PackOrder _order = new(
        checkpoint,
        parent,
        name,
        run.Name,
        new()
        {
            Licence = run.Licence,
            Consent = run.Consent,
            ConsentBy = run.User,
        },
        Path.Combine(Path.GetDirectoryName(parent)!, $"{Guid.NewGuid():n}.voice")
    );

    /// <summary>Path of the packed voice.</summary>
    public string File => _order.Output;

    /// <summary>Packs the voice.</summary>
    /// <param name="workshop">The place for it; null for a thread of this process, which then loads torch.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="VoiceSmithException">The checkpoint is damaged, or was deleted meanwhile.</exception>
    public async Task PackAsync(IWorkshop? workshop, CancellationToken cancellationToken)
    {
        using var control = new WorkControl();
        await (
            workshop?.DoAsync(_order, _ => { }, control)
            ?? Task.Run(() => Worker.Do(_order, _ => { }, control), cancellationToken)
        ).ConfigureAwait(false);
    }

    public void Dispose() => System.IO.File.Delete(File);
}
