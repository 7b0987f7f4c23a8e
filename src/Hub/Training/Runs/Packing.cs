using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Training.Packing;

namespace VoiceSmith.Hub.Training.Runs;

/// <summary>A checkpoint of a run on its way to be a voice: packed into a file of its own, which goes when it is done with.</summary>
/// <param name="checkpoint">A checkpoint's folder.</param>
/// <param name="parent">The voice that the run began from; its vocoder and lexicon are taken.</param>
/// <param name="run">Says whose voice it is, and by what right.</param>
/// <param name="name">What requests will call it.</param>
internal sealed class Packing(string checkpoint, string parent, Run run, string name) : IDisposable
{
    /// <summary>Where the packed voice lies.</summary>
    public string File { get; } = Path.Combine(Path.GetDirectoryName(parent)!, $"{Guid.NewGuid():n}.voice");

    /// <summary>Packs, on another thread.</summary>
    /// <exception cref="VoiceSmithException">The checkpoint is damaged, or went meanwhile.</exception>
    public Task PackAsync(CancellationToken cancellationToken) => Task.Run(() => VoicePacker.Pack(new()
    {
        Acoustic = checkpoint, Vocoder = parent, Name = name, Path = File, WithTrainingParts = true, FirstSpeaker = run.Name,
        Provenance = new() { Licence = run.Licence, Consent = run.Consent, ConsentBy = run.User }, Lexicon = Voice.ReadManifest(parent).Lexicon,
    }), cancellationToken);

    public void Dispose() => System.IO.File.Delete(File);
}
