using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Audio;
using VoiceSmith.Models;

namespace VoiceSmith.Training.Data;

/// <summary>A prepared recording: what is said, and where its features lie.</summary>
/// <param name="Id">Its name in the corpus.</param>
/// <param name="Speaker">Row of the speaker table.</param>
/// <param name="Validation">Whether it is kept out of training.</param>
/// <param name="Text">What is said, as given.</param>
/// <param name="Phonemes">The same as ids of the data's symbols.</param>
/// <param name="FirstFrame">Its first mel frame within the data.</param>
/// <param name="Frames">Mel frames.</param>
public sealed record Utterance(string Id, int Speaker, bool Validation, string Text, int[] Phonemes, int FirstFrame, int Frames);

/// <summary>What a prepared data set says of itself.</summary>
public sealed record DatasetManifest
{
    /// <summary>Layout of the files beside it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>How mel frames were made.</summary>
    public required MelConfig Mel { get; init; }

    /// <summary>Phoneme symbols in order of id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Speaker names in order of row.</summary>
    public required IReadOnlyList<string> Speakers { get; init; }

    /// <summary>ln F0 of voiced frames, over training utterances.</summary>
    public required FeatureStatistics LogF0 { get; init; }

    /// <summary>Frame energy in ln, over training utterances.</summary>
    public required FeatureStatistics Energy { get; init; }

    /// <summary>Where the recordings may be used, as the corpus says; empty if it does not.</summary>
    public required string Licence { get; init; }

    /// <summary>SHA-256 over ids, texts and samples.</summary>
    public required string Hash { get; init; }

    /// <summary>Every recording.</summary>
    public required IReadOnlyList<Utterance> Utterances { get; init; }

    /// <summary>What validation looks at.</summary>
    [JsonIgnore]
    public IReadOnlyList<Utterance> ValidationUtterances => [.. Utterances.Where(item => item.Validation)];

    /// <summary>How long frames last.</summary>
    public double SecondsOf(long frames) => frames * Mel.HopLength / (double)Mel.SampleRate;
}

/// <summary>A prepared data set: features in memory-mapped files, read by frame.</summary>
public sealed class Dataset : IDisposable
{
    /// <summary>The manifest's file name.</summary>
    public const string ManifestFile = "dataset.json";

    internal const string SamplesFile = "samples.i16", MelFile = "mel.f32", ContourFile = "contour.f32";

    /// <summary>Values a frame has in the contour file: ln F0 (interpolated), voicing (0 or 1), ln energy.</summary>
    internal const int ContourValues = 3;

    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly MappedArray _samples, _mel, _contour;

    private Dataset(string folder, DatasetManifest manifest)
    {
        Manifest = manifest;
        _samples = new(Path.Combine(folder, SamplesFile));
        _mel = new(Path.Combine(folder, MelFile));
        _contour = new(Path.Combine(folder, ContourFile));
    }

    /// <summary>What it says of itself.</summary>
    public DatasetManifest Manifest { get; }

    /// <summary>Opens what <see cref="CorpusPreparer"/> wrote.</summary>
    /// <exception cref="VoiceSmithException">VS3001: the folder holds no prepared data, or of another version.</exception>
    public static Dataset Open(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
            throw new VoiceSmithException("VS3001", $"'{folder}' holds no prepared data.", $"There is no {ManifestFile} in it.",
                "Run 'voicesmith prepare CORPUS --out DIR' and name that DIR.");
        try
        {
            using var stream = File.OpenRead(path);
            return new(folder, JsonSerializer.Deserialize<DatasetManifest>(stream, Json)!);
        }
        catch (JsonException error)
        {
            throw new VoiceSmithException("VS3001", $"'{folder}' holds prepared data of another version.", error.Message,
                "Prepare the corpus again.", error);
        }
    }

    /// <summary>Sound of frames, full scale ±1; hop-length samples a frame.</summary>
    public void ReadSamples(int firstFrame, int frames, Span<float> samples)
    {
        var hop = Manifest.Mel.HopLength;
        var source = _samples.Span<short>((long)firstFrame * hop, frames * hop);
        for (var i = 0; i < source.Length; i++)
            samples[i] = source[i] / 32768f;
    }

    /// <summary>Log-mel of frames, [frame, band]; a view of the file.</summary>
    public ReadOnlySpan<float> Mel(int firstFrame, int frames) =>
        _mel.Span<float>((long)firstFrame * Manifest.Mel.Bands, frames * Manifest.Mel.Bands);

    /// <summary>ln F0 (interpolated through unvoiced frames), voicing and ln energy of frames, [frame, 3]; a view of the file.</summary>
    public ReadOnlySpan<float> Contour(int firstFrame, int frames) =>
        _contour.Span<float>((long)firstFrame * ContourValues, frames * ContourValues);

    /// <inheritdoc/>
    public void Dispose()
    {
        _samples.Dispose();
        _mel.Dispose();
        _contour.Dispose();
    }

    /// <summary>A file as an array, paged in as it is read.</summary>
    private sealed unsafe class MappedArray : IDisposable
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;
        private readonly byte* _start;
        private readonly long _length;

        public MappedArray(string path)
        {
            _length = new FileInfo(path).Length;
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        }

        public ReadOnlySpan<T> Span<T>(long first, int count) where T : unmanaged
        {
            ArgumentOutOfRangeException.ThrowIfNegative(first);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((first + count) * Marshal.SizeOf<T>(), _length, nameof(count));
            return new(_start + first * Marshal.SizeOf<T>(), count);
        }

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }
}
