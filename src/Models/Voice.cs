using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TorchSharp;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models;

/// <summary>A voice: an acoustic model and a vocoder that never change. Shared by all who speak with it.</summary>
/// <remarks>On disk a folder, or the same files in one uncompressed zip archive named <c>.voice</c>.</remarks>
public sealed partial class Voice : IDisposable
{
    internal const string ManifestFile = "manifest.json",
        AcousticFile = "acoustic.safetensors",
        VocoderFile = "vocoder.safetensors";
    private const string EmbeddedFolder = "voices/",
        Extension = ".voice",
        DefaultName = "lj";
    private const long MaxFileBytes = 2L << 30,
        MaxRatio = 20, // weights pack to nine tenths
        SmallFile = 1 << 20;

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        TypeInfoResolver = ContractJson.Resolver.WithAddedModifier(VocoderKinds.Describe),
    };

    /// <summary>A voice of networks that exist already.</summary>
    /// <param name="manifest">Their configs.</param>
    /// <param name="acoustic">Owned from here on; set to evaluation.</param>
    /// <param name="vocoder">Owned from here on; set to evaluation.</param>
    /// <param name="device">Device to move to; null for where they are.</param>
    public Voice(VoiceManifest manifest, AcousticModel acoustic, IVocoder vocoder, Device? device = null)
    {
        (Manifest, Acoustic, Vocoder) = (manifest, acoustic, vocoder);
        Inventory = new(manifest.Symbols);
        if (manifest.Sharpening is { } sharpening)
            acoustic.Sharpen(sharpening);
        foreach (var module in Modules)
        {
            module.eval();
            if (device is not null)
                module.to(device);
            InferenceLayout.Apply(module);
        }
    }

    /// <summary>Provenance and architecture.</summary>
    public VoiceManifest Manifest { get; }

    /// <summary>Phonemes to mel.</summary>
    public AcousticModel Acoustic { get; }

    /// <summary>Mel to sound.</summary>
    public IVocoder Vocoder { get; }

    /// <summary>Its phoneme symbols.</summary>
    public PhonemeInventory Inventory { get; }

    private IEnumerable<nn.Module> Modules => [Acoustic, (nn.Module)Vocoder];

    /// <summary>
    /// Names of the voices that are part of the program, the default first; none in a build without voices.
    /// </summary>
    public static IReadOnlyList<string> EmbeddedNames { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name =>
                name.StartsWith(EmbeddedFolder, StringComparison.Ordinal)
                && name.EndsWith(Extension, StringComparison.Ordinal)
            )
            .Select(name => name[EmbeddedFolder.Length..^Extension.Length])
            .OrderBy(name => name != DefaultName)
            .ThenBy(name => name, StringComparer.Ordinal),
    ];

    /// <summary>True where the program has a voice of its own.</summary>
    public static bool HasEmbedded => EmbeddedNames.Count > 0;

    /// <summary>Loads a voice that is part of the program.</summary>
    /// <param name="name">One of <see cref="EmbeddedNames"/>, in any case; null for the default.</param>
    /// <param name="device">Device to load to; null for torch's default device.</param>
    /// <exception cref="VoiceSmithException">VS2005: this build has none; VS4001: none of that name.</exception>
    public static Voice LoadEmbedded(string? name = null, Device? device = null)
    {
        using var stream = OpenEmbedded(name);
        return LoadArchive(stream, name ?? EmbeddedNames[0], device);
    }

    /// <summary>Loads a voice by the name that a user gives it.</summary>
    /// <param name="name">
    /// A .voice file, a folder, or one of <see cref="EmbeddedNames"/>; null for the default voice.
    /// </param>
    /// <param name="device">Device that it is to compute on; null for torch's default device.</param>
    /// <exception cref="VoiceSmithException">
    /// VS4001: none of these; otherwise as <see cref="Load(string, Device?)"/> says.
    /// </exception>
    public static Voice LoadNamed(string? name, Device? device = null)
    {
        if (name is not null && (File.Exists(name) || Directory.Exists(name)))
            return Load(name, device);
        if (name is null || EmbeddedNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            return LoadEmbedded(name, device);
        throw new VoiceSmithException(
            "VS4001",
            $"There is no voice '{name}'.",
            $"It is neither a file nor a folder nor a built-in voice: {string.Join(", ", EmbeddedNames)}.",
            "Name one of these or a .voice file, or none for the default voice."
        );
    }

    private static Stream OpenEmbedded(string? name)
    {
        if (!HasEmbedded)
            throw new VoiceSmithException(
                "VS2005",
                "There is no built-in voice.",
                "This build was made without one.",
                "Name a voice folder or a .voice file."
            );
        var known = name is null
            ? EmbeddedNames[0]
            : EmbeddedNames.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new VoiceSmithException(
                    "VS4001",
                    $"There is no built-in voice '{name}'.",
                    $"There are {string.Join(", ", EmbeddedNames)}.",
                    "Name one of them."
                );
        return Assembly.GetExecutingAssembly().GetManifestResourceStream(EmbeddedFolder + known + Extension)!;
    }

    /// <summary>
    /// Loads a voice strictly: every tensor must be there, of the right shape, and its file undamaged.
    /// </summary>
    /// <param name="path">A folder, or a .voice file.</param>
    /// <param name="device">Device to load to; null for torch's default device.</param>
    /// <exception cref="VoiceSmithException">VS2004: it is no voice, damaged, or of another version.</exception>
    /// <exception cref="CheckpointMismatchException">Its weights do not fit its manifest.</exception>
    public static Voice Load(string path, Device? device = null)
    {
        if (Directory.Exists(path))
            return Load(
                path,
                name => Path.Combine(path, name) is var file && File.Exists(file) ? File.OpenRead(file) : null,
                device
            );
        if (!File.Exists(path))
            throw NotAVoice(path, "there is no such file or folder");
        using var stream = File.OpenRead(path);
        return LoadArchive(stream, path, device);
    }

    /// <summary>Loads a voice from a .voice file's bytes, as strictly.</summary>
    /// <param name="file">Seekable; stays open.</param>
    /// <param name="name">Its name in errors.</param>
    /// <param name="device">Device to load to; null for torch's default device.</param>
    /// <exception cref="VoiceSmithException">VS2004: it is no voice, damaged, or of another version.</exception>
    /// <exception cref="CheckpointMismatchException">Its weights do not fit its manifest.</exception>
    public static Voice Load(Stream file, string name, Device? device = null) => LoadArchive(file, name, device);

    /// <summary>Writes a voice as a .voice file; it appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">Hashes are filled in.</param>
    /// <param name="acoustic">Weights by key.</param>
    /// <param name="vocoder">Weights by key.</param>
    /// <param name="training">Weights by key that only training needs; null to leave them out.</param>
    /// <returns>The manifest as written.</returns>
    public static VoiceManifest Write(
        string path,
        VoiceManifest manifest,
        IEnumerable<KeyValuePair<string, Tensor>> acoustic,
        IEnumerable<KeyValuePair<string, Tensor>> vocoder,
        IEnumerable<KeyValuePair<string, Tensor>>? training = null
    )
    {
        using var scope = NewDisposeScope(); // weights may be made as they are read
        List<(string Name, KeyValuePair<string, Tensor>[] Weights)> files =
        [
            (AcousticFile, [.. acoustic]),
            (VocoderFile, [.. vocoder]),
        ];
        if (training is not null)
            files.Add((TrainingFile, [.. training]));
        var written = manifest with { Hashes = files.ToDictionary(file => file.Name, file => HashOf(file.Weights)) };
        AtomicFile.Write(
            path,
            stream =>
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                using (var target = NewEntry(archive, ManifestFile))
                    JsonSerializer.Serialize(target, written, Json);
                foreach (var (name, weights) in files)
                    using (var target = NewEntry(archive, name))
                        SafeTensors.Write(target, weights); // not by way of memory: they are too large for a heap
            }
        );
        return written;
    }

    /// <summary>The model's own units for how a sentence is to be spoken.</summary>
    /// <param name="rate">Speed against that of training.</param>
    /// <param name="semitones">Pitch shift.</param>
    /// <param name="decibels">Loudness of articulation.</param>
    /// <param name="speaker">Row of <see cref="VoiceManifest.Speakers"/>.</param>
    public SpeechControls Controls(double rate = 1, double semitones = 0, double decibels = 0, int speaker = 0)
    {
        var change = LocalControls(rate, semitones, decibels, speaker);
        return new()
        {
            Rate = rate,
            PitchFactor = PitchIsInHertz ? change.PitchFactor : Manifest.PitchRange,
            PitchOffset = change.PitchOffset,
            EnergyOffset = change.EnergyOffset,
            Speaker = speaker,
            Language = Manifest.LanguageRow,
        };
    }

    /// <summary>The model's own units for how one phoneme differs from its sentence.</summary>
    /// <param name="rate">Factor on speed.</param>
    /// <param name="semitones">Pitch shift.</param>
    /// <param name="decibels">Loudness of articulation.</param>
    /// <param name="speaker">Row of the speaker table.</param>
    public LocalControls LocalControls(double rate, double semitones, double decibels, int speaker = 0) =>
        new(
            rate,
            PitchIsInHertz ? Math.Pow(2, semitones / 12) : 1,
            PitchIsInHertz ? 0 : semitones * Math.Log(2) / 12 / Manifest.LogF0Of(speaker).Deviation,
            decibels * Math.Log(10) / 20 / Manifest.Energy.Deviation
        );

    /// <summary>True if the model's pitch is raw, rather than in deviations of ln F0.</summary>
    private bool PitchIsInHertz => Manifest.Acoustic.Form == AcousticForm.Reference;

    /// <inheritdoc/>
    public void Dispose()
    {
        Acoustic.Dispose();
        Vocoder.Dispose();
    }

    private static Voice LoadArchive(Stream stream, string name, Device? device)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Load(name, file => archive.GetEntry(file) is { } entry ? InMemory(entry, name) : null, device);
        }
        catch (Exception error)
            when (error is InvalidDataException or NotSupportedException or EndOfStreamException) // a damaged directory
        {
            throw NotAVoice(name, error.Message);
        }
    }

    private static Voice Load(string name, Func<string, Stream?> open, Device? device)
    {
        var manifest = ReadManifest(name, open);
        AcousticModel? acoustic = null;
        nn.Module? vocoder = null;
        try
        {
            acoustic = Loaded(
                AcousticFile,
                manifest.Acoustic.ApproximateWeights,
                () => new AcousticModel(manifest.Acoustic, forTraining: false)
            );
            vocoder = Loaded(
                VocoderFile,
                manifest.Vocoder.ApproximateWeights,
                () => (nn.Module)manifest.Vocoder.Create()
            );
            return Built(() => new Voice(manifest, acoustic, (IVocoder)vocoder, device), name);
        }
        catch
        {
            acoustic?.Dispose();
            vocoder?.Dispose();
            throw;
        }

        T Loaded<T>(string file, double approximateWeights, Func<T> create)
            where T : nn.Module
        {
            var tensors = ReadTensors(name, file, manifest, open);
            T? module = null;
            try
            {
                if (!NetworkSize.Fits(approximateWeights, tensors.Values.Sum(value => value.numel())))
                    throw NotAVoice(name, $"its manifest describes a far larger network than {file} has weights for");
                using var scope = NewDisposeScope(); // also frees what making a network leaves to the finalizer
                module = Built(create, name);
                ModuleWeights.Load(module, tensors, name);
                return module;
            }
            catch
            {
                module?.Dispose();
                throw;
            }
            finally
            {
                foreach (var value in tensors.Values)
                    value.Dispose();
            }
        }
    }

    /// <summary>A network of a manifest, whose sizes may contradict each other in any way.</summary>
    private static T Built<T>(Func<T> create, string name)
    {
        try
        {
            return create();
        }
        catch (Exception error)
            when (error
                    is ExternalException
                        or ArgumentException
                        or ArithmeticException
                        or InvalidOperationException
                        or IndexOutOfRangeException
            )
        {
            throw NotAVoice(name, $"its manifest describes no network: {error.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }

    private static MemoryMappedViewStream InMemory(ZipArchiveEntry entry, string name)
    {
        if (entry.Length > MaxFileBytes)
            throw NotAVoice(name, $"{entry.FullName} claims {entry.Length} bytes");
        if (entry.Length == 0)
            throw NotAVoice(name, $"{entry.FullName} is empty");
        if (entry.Length > SmallFile + MaxRatio * entry.CompressedLength)
            throw NotAVoice(name, $"{entry.FullName} claims {entry.Length} bytes, packed to {entry.CompressedLength}");
        // outside both heaps: large files come and go with versions of a voice
        using var mapped = MemoryMappedFile.CreateNew(null, entry.Length);
        var memory = mapped.CreateViewStream(0, entry.Length);
        using var content = entry.Open();
        content.CopyTo(memory);
        memory.Position = 0;
        if (entry.FullName == ManifestFile) // weights have hashes in the manifest, and are large
        {
            if (Crc32(memory) != entry.Crc32)
                throw NotAVoice(name, $"{entry.FullName} is damaged: its checksum is not the archive's");
            memory.Position = 0;
        }
        return memory;
    }

    /// <summary>The checksum of zip archives (reflected polynomial 0xEDB88320).</summary>
    private static uint Crc32(Stream content)
    {
        var crc = uint.MaxValue;
        while (content.ReadByte() is >= 0 and var one)
        {
            crc ^= (byte)one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private static Stream NewEntry(ZipArchive archive, string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        // the same weights make the same file
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }

    private static string HashOf(IEnumerable<KeyValuePair<string, Tensor>> weights)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            SafeTensors.Write(stream, weights);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static VoiceSmithException NotAVoice(string name, string why) =>
        new(
            "VS2004",
            $"'{name}' is no voice that can be used.",
            $"In detail: {why}.",
            "Pack the voice again with 'voicesmith voice pack', or fetch it again."
        );
}
