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
/// <param name="Key">Of the sound file's content and the settings that its features were made with.</param>
public sealed record Utterance(string Id, int Speaker, bool Validation, string Text, int[] Phonemes, int FirstFrame, int Frames, string Key = "");

/// <summary>What a prepared data set says of itself.</summary>
public sealed record DatasetManifest
{
    /// <summary>Layout that is written. The first one kept mel frames as 32-bit floats, in files whose names never changed.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Layout of the files beside it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>What the names of the files beside it begin with.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>How the corpus lay on disk.</summary>
    public string Layout { get; init; } = "";

    /// <summary>How mel frames were made.</summary>
    public required MelConfig Mel { get; init; }

    /// <summary>Phoneme symbols in order of id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Speaker names in order of row.</summary>
    public required IReadOnlyList<string> Speakers { get; init; }

    /// <summary>ln F0 of voiced frames, over training utterances.</summary>
    public required FeatureStatistics LogF0 { get; init; }

    /// <summary>The same for each speaker, in order of row; empty where the data is of the first layout.</summary>
    public IReadOnlyList<FeatureStatistics> SpeakerLogF0 { get; init; } = [];

    /// <summary>Frame energy in ln, over training utterances.</summary>
    public required FeatureStatistics Energy { get; init; }

    /// <summary>Where the recordings may be used, as the corpus says; empty if it does not.</summary>
    public required string Licence { get; init; }

    /// <summary>SHA-256 over ids, texts and samples.</summary>
    public required string Hash { get; init; }

    /// <summary>Recordings of the corpus that are not here, and why.</summary>
    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    /// <summary>Every recording.</summary>
    public required IReadOnlyList<Utterance> Utterances { get; init; }

    /// <summary>What validation looks at.</summary>
    [JsonIgnore]
    public IReadOnlyList<Utterance> ValidationUtterances => [.. Utterances.Where(item => item.Validation)];

    /// <summary>How long frames last.</summary>
    public double SecondsOf(long frames) => frames * Mel.HopLength / (double)Mel.SampleRate;

    /// <summary>What one unit of a speaker's pitch is: ln F0 of that speaker, or of all where the data does not tell speakers apart.</summary>
    public FeatureStatistics LogF0Of(int speaker) => speaker < SpeakerLogF0.Count ? SpeakerLogF0[speaker] : LogF0;
}

/// <summary>Log-mel of recordings, read by frame.</summary>
public interface IMelSource
{
    /// <summary>Values a frame has.</summary>
    int Bands { get; }

    /// <summary>Log-mel of frames, [frame, band].</summary>
    /// <param name="firstFrame">Counted through all recordings of the data.</param>
    /// <param name="frames">How many.</param>
    /// <param name="mel">Receives them.</param>
    void ReadMel(int firstFrame, int frames, Span<float> mel);
}

/// <summary>A prepared data set: features in memory-mapped files, read by frame.</summary>
public sealed class Dataset : IMelSource, IDisposable
{
    /// <summary>The manifest's file name.</summary>
    public const string ManifestFile = "dataset.json";

    internal const string SamplesFile = "samples.i16", MelFile = "mel.i16", FloatMelFile = "mel.f32", ContourFile = "contour.f32";

    /// <summary>Mel values are kept as multiples of this: half of it, 0.0002, is the most that a value is off.</summary>
    internal const float MelStep = 1f / 2048;

    /// <summary>Values a frame has in the contour file: ln F0 (interpolated), voicing (0 or 1), ln energy.</summary>
    internal const int ContourValues = 3;

    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly MappedArray _samples, _mel, _contour;

    private Dataset(string folder, DatasetManifest manifest)
    {
        Manifest = manifest;
        string Name(string file) => Path.Combine(folder, manifest.FilePrefix + file);
        _samples = new(Name(SamplesFile));
        _mel = new(Name(manifest.FormatVersion == 1 ? FloatMelFile : MelFile));
        _contour = new(Name(ContourFile));
    }

    /// <summary>What it says of itself.</summary>
    public DatasetManifest Manifest { get; private set; }

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
            var manifest = JsonSerializer.Deserialize<DatasetManifest>(stream, Json)!;
            return manifest.FormatVersion is 1 or DatasetManifest.CurrentFormat ? new(folder, manifest) : throw OtherVersion($"Its format is {manifest.FormatVersion}.");
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException)
        {
            throw OtherVersion(error.Message, error);
        }

        VoiceSmithException OtherVersion(string why, Exception? cause = null) => new("VS3001", $"'{folder}' holds prepared data of another version.", why,
            "Prepare the corpus again.", cause);
    }

    /// <summary>Describes the same features in other terms: other rows of speakers, other statistics.</summary>
    internal void Describe(DatasetManifest manifest) => Manifest = manifest;

    /// <summary>Sound of frames, full scale ±1; hop-length samples a frame.</summary>
    public void ReadSamples(int firstFrame, int frames, Span<float> samples)
    {
        var source = RawSamples(firstFrame, frames);
        for (var i = 0; i < source.Length; i++)
            samples[i] = source[i] / 32768f;
    }

    /// <inheritdoc/>
    public int Bands => Manifest.Mel.Bands;

    /// <inheritdoc/>
    public void ReadMel(int firstFrame, int frames, Span<float> mel)
    {
        if (Manifest.FormatVersion == 1)
        {
            _mel.Span<float>((long)firstFrame * Manifest.Mel.Bands, frames * Manifest.Mel.Bands).CopyTo(mel);
            return;
        }
        var source = RawMel(firstFrame, frames);
        for (var i = 0; i < source.Length; i++)
            mel[i] = source[i] * MelStep;
    }

    /// <summary>Log-mel of frames, [frame, band].</summary>
    public float[] Mel(int firstFrame, int frames)
    {
        var mel = new float[frames * Manifest.Mel.Bands];
        ReadMel(firstFrame, frames, mel);
        return mel;
    }

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

    /// <summary>Features as they lie in the files.</summary>
    internal Features Raw(Utterance item) => new(
        item.Frames, RawSamples(item.FirstFrame, item.Frames).ToArray(), RawMel(item.FirstFrame, item.Frames).ToArray(), Contour(item.FirstFrame, item.Frames).ToArray());

    private ReadOnlySpan<short> RawSamples(int firstFrame, int frames) =>
        _samples.Span<short>((long)firstFrame * Manifest.Mel.HopLength, frames * Manifest.Mel.HopLength);

    private ReadOnlySpan<short> RawMel(int firstFrame, int frames) => _mel.Span<short>((long)firstFrame * Manifest.Mel.Bands, frames * Manifest.Mel.Bands);
}
