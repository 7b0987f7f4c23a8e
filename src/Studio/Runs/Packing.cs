using VoiceSmith.Models;
using VoiceSmith.Training.Packing;

namespace VoiceSmith.Studio.Runs;

/// <summary>A checkpoint of a run as a .voice file, which is deleted with this object.</summary>
/// <param name="checkpoint">The checkpoint's folder.</param>
/// <param name="parent">The voice that the run began from; its vocoder and lexicon are used.</param>
/// <param name="run">The run; its licence and consent go into the voice.</param>
/// <param name="name">The voice's name in requests.</param>
internal sealed class Packing(string checkpoint, string parent, Run run, string name) : IDisposable
{
    /// <summary>Path of the packed voice.</summary>
    public string File { get; } = Path.Combine(Path.GetDirectoryName(parent)!, $"{Guid.NewGuid():n}.voice");

    /// <summary>Packs the voice, on another thread.</summary>
    /// <exception cref="VoiceSmithException">The checkpoint is damaged, or was deleted meanwhile.</exception>
    public Task PackAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
                VoicePacker.Pack(
                    new()
                    {
                        Acoustic = checkpoint,
                        Vocoder = parent,
                        Name = name,
                        Path = File,
                        WithTrainingParts = true,
                        FirstSpeaker = run.Name,
                        Provenance = new()
                        {
                            Licence = run.Licence,
                            Consent = run.Consent,
                            ConsentBy = run.User,
                        },
                        Lexicon = Voice.ReadManifest(parent).Lexicon,
                    }
                ),
            cancellationToken
        );

    public void Dispose() => System.IO.File.Delete(File);
}
