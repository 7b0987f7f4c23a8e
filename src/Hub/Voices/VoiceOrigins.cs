using System.IO.Compression;
using Microsoft.Extensions.Options;
using VoiceSmith.Models;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>The voices that the configuration names: what speaks until something is published, and can be gone back to.</summary>
/// <param name="options">Name them.</param>
/// <param name="log">Told of each.</param>
public sealed class VoiceOrigins(IOptions<VoiceOptions> options, ILogger<VoiceRegistry> log)
{
    private readonly Dictionary<string, (string? Path, StoredVersion Version)> _origins = new(StringComparer.OrdinalIgnoreCase); // no path: built in

    /// <summary>Loads them all.</summary>
    /// <exception cref="VoiceSmithException">One cannot be loaded.</exception>
    public VoiceRegistry LoadAll()
    {
        var registry = new VoiceRegistry();
        foreach (var path in options.Value.Paths.Prepend(null).Where(path => path is not null || options.Value.BuiltIn))
        {
            var voice = Load(path);
            _origins[voice.Manifest.Name] = (path, StoredVersion.Of(voice.Manifest));
            registry.Publish(new ModelVoice(voice));
            log.VoiceLoaded(voice.Manifest.Name, voice.Manifest.Version, voice.Manifest.TrainingStep, voice.Manifest.Licence);
        }
        return registry;
    }

    /// <summary>What is known of a voice that the configuration names; null where it names none of that name.</summary>
    internal StoredVersion? DescribeOf(string name) => _origins.TryGetValue(name, out var origin) ? origin.Version : null;

    /// <summary>Loads one again; null where the configuration names no such version.</summary>
    internal ModelVoice? Load(string name, string version) =>
        _origins.TryGetValue(name, out var origin) && origin.Version.Version == version ? new(Load(origin.Path)) : null;

    /// <summary>Writes one to a .voice file.</summary>
    /// <returns>Whether the configuration names that version.</returns>
    internal bool TryCopy(string name, string version, string path)
    {
        if (!_origins.TryGetValue(name, out var origin) || origin.Version.Version != version)
            return false;
        if (origin.Path is null)
            Voice.CopyEmbedded(path);
        else if (Directory.Exists(origin.Path))
            ZipFile.CreateFromDirectory(origin.Path, path, CompressionLevel.NoCompression, includeBaseDirectory: false);
        else
            File.Copy(origin.Path, path, overwrite: true);
        return true;
    }

    private static Voice Load(string? path) => path is null ? Voice.LoadEmbedded() : Voice.Load(path);
}
