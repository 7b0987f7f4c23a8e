using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>
/// The voices that the configuration names: they speak until something is published, and can be rolled back to.
/// </summary>
/// <param name="options">Names them.</param>
/// <param name="devices">Devices that they are loaded to.</param>
/// <param name="log">Receives each.</param>
public sealed class VoiceOrigins(IOptions<VoiceOptions> options, SpeechDevices devices, ILogger<VoiceRegistry> log)
    : IConfiguredVoices
{
    private readonly Dictionary<string, (Origin From, StoredVersion Version)> _origins = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Loads them all.</summary>
    /// <exception cref="VoiceSmithException">One cannot be loaded.</exception>
    public VoiceRegistry LoadAll()
    {
        var registry = new VoiceRegistry();
        var builtIn = options.Value.BuiltIn
            ? Voice.EmbeddedNames.Select(name => new Origin(name, IsEmbedded: true))
            : [];
        foreach (var origin in builtIn.Concat(options.Value.Paths.Select(path => new Origin(path, IsEmbedded: false))))
        {
            var voice = ModelVoice.Load(devices, origin.Load);
            _origins[voice.Manifest.Name] = (origin, StoredVersion.Of(voice.Manifest));
            registry.Publish(voice);
            log.VoiceLoaded(voice.Info.Name, voice.Info.Version, voice.Info.TrainingStep, voice.Info.Licence);
        }
        return registry;
    }

    /// <summary>The record of a voice that the configuration names; null if it names none of that name.</summary>
    internal StoredVersion? DescribeOf(string name) =>
        _origins.TryGetValue(name, out var origin) ? origin.Version : null;

    /// <inheritdoc/>
    public ModelVoice? Load(string name, string version) =>
        _origins.TryGetValue(name, out var origin) && origin.Version.Version == version
            ? ModelVoice.Load(devices, origin.From.Load)
            : null;

    /// <inheritdoc/>
    public bool TryCopy(string name, string version, string path)
    {
        if (!_origins.TryGetValue(name, out var origin) || origin.Version.Version != version)
            return false;
        if (origin.From.IsEmbedded)
            Voice.CopyEmbedded(path, origin.From.Name);
        else if (Directory.Exists(origin.From.Name))
            ZipFile.CreateFromDirectory(
                origin.From.Name,
                path,
                CompressionLevel.NoCompression,
                includeBaseDirectory: false
            );
        else
            File.Copy(origin.From.Name, path, overwrite: true);
        return true;
    }

    /// <summary>A voice's place: a name within the program, or a path.</summary>
    private sealed record Origin(string Name, bool IsEmbedded)
    {
        public Voice Load(torch.Device device) =>
            IsEmbedded ? Voice.LoadEmbedded(Name, device) : Voice.Load(Name, device);
    }
}
