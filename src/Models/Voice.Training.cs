using System.IO.Compression;
using System.Text.Json;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models;

public sealed partial class Voice
{
    /// <summary>File of the training parts: aligner and prosody encoder.</summary>
    internal const string TrainingFile = "training.safetensors";

    /// <summary>The manifest of a .voice file.</summary>
    /// <exception cref="VoiceSmithException">VS2004: the file is not a voice.</exception>
    public static VoiceManifest ReadManifest(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return ReadManifest(path, file => archive.GetEntry(file) is { } entry ? InMemory(entry, path) : null);
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            throw NotAVoice(path, error.Message);
        }
    }

    /// <summary>True for a voice packed with the training parts, which can be fine-tuned.</summary>
    public static bool IsTunable(VoiceManifest manifest) => manifest.Hashes.ContainsKey(TrainingFile);

    /// <summary>Writes a built-in voice to a .voice file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">As <see cref="LoadEmbedded"/> takes it.</param>
    /// <exception cref="VoiceSmithException">VS2005: this build has none; VS4001: none of that name.</exception>
    public static void CopyEmbedded(string path, string? name = null)
    {
        using var embedded = OpenEmbedded(name);
        using var file = File.Create(path);
        embedded.CopyTo(file);
    }

    /// <summary>The manifest of a voice, and all weights of its acoustic model with the training parts.</summary>
    /// <param name="path">A folder or a .voice file; null for the built-in voice.</param>
    /// <returns>Weights in the caller's dispose scope; null for a voice packed without the training parts.</returns>
    /// <exception cref="VoiceSmithException">
    /// VS2004: not a voice, or damaged; VS2005: there is no built-in voice.
    /// </exception>
    public static (VoiceManifest Manifest, IReadOnlyDictionary<string, Tensor>? Weights) ReadForTraining(string? path)
    {
        if (path is not null && Directory.Exists(path))
            return ReadForTraining(
                path,
                name => Path.Combine(path, name) is var file && File.Exists(file) ? File.OpenRead(file) : null
            );
        if (path is not null && !File.Exists(path))
            throw NotAVoice(path, "there is no such file or folder");
        using var stream = path is null ? OpenEmbedded(null) : File.OpenRead(path);
        var title = path ?? "the default voice";
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return ReadForTraining(title, file => archive.GetEntry(file) is { } entry ? InMemory(entry, title) : null);
        }
        catch (InvalidDataException error)
        {
            throw NotAVoice(title, error.Message);
        }
    }

    private static (VoiceManifest, IReadOnlyDictionary<string, Tensor>?) ReadForTraining(
        string name,
        Func<string, Stream?> open
    )
    {
        var manifest = ReadManifest(name, open);
        if (!IsTunable(manifest))
            return (manifest, null);
        var weights = new Dictionary<string, Tensor>();
        foreach (var file in new[] { AcousticFile, TrainingFile })
            foreach (var (key, value) in ReadTensors(name, file, manifest, open))
                weights[key] = value.MoveToOuterDisposeScope();
        return (manifest, weights);
    }

    /// <summary>The tensors of a file whose hash is that of the manifest.</summary>
    private static Dictionary<string, Tensor> ReadTensors(
        string name,
        string file,
        VoiceManifest manifest,
        Func<string, Stream?> open
    )
    {
        using var stream = open(file) ?? throw NotAVoice(name, $"it contains no {file}");
        if (
            !manifest.Hashes.TryGetValue(file, out var hash)
            || Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)) != hash
        )
            throw NotAVoice(name, $"{file} is damaged: its SHA-256 is not the manifest's");
        stream.Position = 0;
        return SafeTensors.Read(stream, $"{name}: {file}");
    }

    private static VoiceManifest ReadManifest(string name, Func<string, Stream?> open)
    {
        VoiceManifest manifest;
        try
        {
            using var stream = open(ManifestFile) ?? throw NotAVoice(name, $"it contains no {ManifestFile}");
            manifest =
                JsonSerializer.Deserialize<VoiceManifest>(stream, Json)
                ?? throw NotAVoice(name, "its manifest is empty");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw NotAVoice(name, $"its manifest cannot be read: {error.Message}");
        }
        // Elements of lists may be null in JSON, whatever the types say.
        object?[] elements = [.. manifest.Symbols, .. manifest.Speakers, .. manifest.SpeakerLogF0];
        if (elements.Contains(null))
            throw NotAVoice(name, "a list of its manifest has an element that is null");
        if (manifest.Hashes.Values.Any(hash => hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigitLower)))
            throw NotAVoice(name, "its manifest has a malformed hash"); // versions and files are named by them
        return manifest.FormatVersion == VoiceManifest.CurrentFormat
            ? manifest
            : throw NotAVoice(
                name,
                $"its format is {manifest.FormatVersion}, and this program reads {VoiceManifest.CurrentFormat}"
            );
    }
}
