using Microsoft.Extensions.Options;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Loads versions of voices to where they speak, and tries them.</summary>
/// <param name="catalogue">Has the files.</param>
/// <param name="origins">The voices that the configuration names.</param>
/// <param name="options">Requirements on a voice.</param>
/// <param name="devices">Devices that voices are loaded to.</param>
/// <param name="time">Clock of the trial.</param>
public sealed class VersionLoader(
    VoiceCatalogue catalogue,
    VoiceOrigins origins,
    IOptions<VoiceOptions> options,
    SpeechDevices devices,
    TimeProvider time
) : IDisposable
{
    // Always the same thread: native memory that a version leaves is what the next one takes.
    private readonly ComputeWorkers _thread = new(1);
    private readonly VoiceGate _gate = new(options.Value.Gate, time);

    /// <summary>Loads a .voice file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">Its name in errors.</param>
    /// <param name="name">The voice's name, from its manifest.</param>
    /// <param name="cancellationToken">Ends the wait for the loader's thread.</param>
    /// <exception cref="VoiceSmithException">VS2002 to VS2004, VS4021: it is no voice, or damaged.</exception>
    public Task<ModelVoice> LoadAsync(
        string path,
        string title,
        Func<VoiceManifest, string> name,
        CancellationToken cancellationToken
    ) => _thread.RunAsync(0, () => VoiceFile.Load(devices, path, title, name), cancellationToken);

    /// <summary>Loads a version that is kept, or that the configuration names.</summary>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    public Task<ModelVoice> LoadKeptAsync(string name, string version, CancellationToken cancellationToken) =>
        _thread.RunAsync(0, () => LoadKept(name, version), cancellationToken);

    /// <summary>Tries a voice by the deployment's gate.</summary>
    /// <param name="candidate">Not owned.</param>
    /// <param name="current">The voice it is to replace; null for none.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <exception cref="VoiceRefusedException">VS4014: it did not pass.</exception>
    public async Task<GateReport> TryAsync(
        ISpeakingVoice candidate,
        ISpeakingVoice? current,
        CancellationToken cancellationToken
    )
    {
        var report = await Task.Run(() => _gate.TryAsync(candidate, current, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return report.Passed ? report : throw new VoiceRefusedException(report);
    }

    /// <summary>Ends the loader's thread. Nothing may be loading.</summary>
    public void Dispose() => _thread.Dispose();

    /// <summary>Loads a version on the calling thread.</summary>
    internal ModelVoice LoadKept(string name, string version) =>
        catalogue.PathOf(name, version) is { } path
            ? VoiceFile.Load(devices, path, Path.GetFileName(path), _ => name)
            : origins.Load(name, version)
                ?? throw new VersionNotKeptException(
                    name,
                    version,
                    "It was part of the server's configuration, which now has another."
                );
}
