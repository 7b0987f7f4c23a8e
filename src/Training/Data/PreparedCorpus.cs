using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Models;

namespace VoiceSmith.Training.Data;

/// <summary>A corpus prepared for training: features in memory-mapped files, read by frame.</summary>
public sealed class PreparedCorpus : IMelSource, IDisposable
{
    /// <summary>The manifest's file name.</summary>
    public const string ManifestFile = "dataset.json";

    internal const string SamplesFile = "samples.i16",
        MelFile = "mel.i16",
        FloatMelFile = "mel.f32";
    internal const string ContourFile = "contour.f32";

    /// <summary>Quantisation step of stored mel values: rounding is off by at most half of it, 0.00025.</summary>
    internal const float MelStep = 1f / 2048;

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly MappedArray _samples,
        _mel,
        _contour;

    private PreparedCorpus(string folder, PreparedCorpusManifest manifest)
    {
        Manifest = manifest;
        string PathOf(string file) => Path.Combine(folder, manifest.FilePrefix + file);
        _samples = new(PathOf(SamplesFile));
        _mel = new(PathOf(manifest.FormatVersion == 1 ? FloatMelFile : MelFile));
        _contour = new(PathOf(ContourFile));
    }

    /// <summary>Its description.</summary>
    public PreparedCorpusManifest Manifest { get; private set; }

    /// <inheritdoc/>
    public int Bands => Manifest.Mel.Bands;

    /// <summary>Opens a folder written by <see cref="CorpusPreparer"/>.</summary>
    /// <exception cref="PreparedDataException">VS3001.</exception>
    public static PreparedCorpus Open(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
            throw new PreparedDataException(
                $"'{folder}' holds no prepared data.",
                $"It contains no {ManifestFile}.",
                "Run 'voicesmith prepare CORPUS --out DIR' and name that DIR."
            );
        try
        {
            using var stream = File.OpenRead(path);
            var manifest = JsonSerializer.Deserialize<PreparedCorpusManifest>(stream, Json)!;
            return manifest.FormatVersion is 1 or PreparedCorpusManifest.CurrentFormat
                ? new(folder, manifest)
                : throw OtherVersion($"Its format is {manifest.FormatVersion}.");
        }
        catch (Exception error) when (error is JsonException or FileNotFoundException)
        {
            throw OtherVersion(error.Message, error);
        }

        PreparedDataException OtherVersion(string why, Exception? cause = null) =>
            new(
                $"'{folder}' holds prepared data of another version.",
                why,
                "Prepare the corpus again.",
                cause
            );
    }

    /// <summary>
    /// Describes recordings of one speaker in a voice's terms: its speaker rows and statistics; the speaker keeps its
    /// own pitch statistics.
    /// </summary>
    /// <param name="voice">Description of the voice.</param>
    /// <param name="speaker">The recordings' speaker; has a row in the voice.</param>
    /// <exception cref="VoiceSmithException">VS3009: they were prepared with other mel frames or symbols.</exception>
    public void ConformTo(PreparedCorpusManifest voice, string speaker)
    {
        RequireSameFeatures(voice);
        var row = voice.Speakers.ToList().IndexOf(speaker);
        var registers = Enumerable.Range(0, voice.Speakers.Count).Select(voice.LogF0Of).ToArray();
        registers[row] = Manifest.LogF0;
        Describe(
            Manifest with
            {
                Speakers = voice.Speakers,
                LogF0 = voice.LogF0,
                SpeakerLogF0 = registers,
                Energy = voice.Energy,
                Utterances = [.. Manifest.Utterances.Select(item => item with { Speaker = row })],
            }
        );
    }

    /// <summary>
    /// Describes recordings of a voice's speakers in its terms: its speaker rows and statistics. Pitch statistics that
    /// the voice lacks stay those of the recordings.
    /// </summary>
    /// <param name="voice">Description of the voice.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3009: they were prepared with other mel frames or symbols, or have speakers that the voice lacks.
    /// </exception>
    public void ConformTo(PreparedCorpusManifest voice)
    {
        RequireSameFeatures(voice);
        var own = Manifest;
        var rows = own.Speakers.Select(name => voice.Speakers.ToList().IndexOf(name)).ToArray();
        if (rows.Contains(-1))
            throw Unfit(
                $"Their speakers are {string.Join(", ", own.Speakers)}, "
                    + $"the voice's are {string.Join(", ", voice.Speakers)}."
            );
        FeatureStatistics RegisterOf(int row) =>
            row >= voice.SpeakerLogF0.Count && rows.Contains(row)
                ? own.LogF0Of(Array.IndexOf(rows, row))
                : voice.LogF0Of(row);
        Describe(
            own with
            {
                Speakers = voice.Speakers,
                LogF0 = voice.LogF0,
                Energy = voice.Energy,
                SpeakerLogF0 = [.. Enumerable.Range(0, voice.Speakers.Count).Select(RegisterOf)],
                Utterances = [.. own.Utterances.Select(item => item with { Speaker = rows[item.Speaker] })],
            }
        );
    }

    /// <summary>Replaces the description of the same features: speaker rows, statistics.</summary>
    internal void Describe(PreparedCorpusManifest manifest) => Manifest = manifest;

    /// <summary>Reads samples of frames, full scale ±1; hop-length samples per frame.</summary>
    public void ReadSamples(int firstFrame, int frames, Span<float> samples)
    {
        var source = RawSamples(firstFrame, frames);
        for (var i = 0; i < source.Length; i++)
            samples[i] = source[i] / 32768f;
    }

    /// <inheritdoc/>
    public void ReadMel(int firstFrame, int frames, Span<float> mel)
    {
        if (Manifest.FormatVersion == 1)
        {
            _mel.Span<float>((long)firstFrame * Bands, frames * Bands).CopyTo(mel);
            return;
        }
        var source = RawMel(firstFrame, frames);
        for (var i = 0; i < source.Length; i++)
            mel[i] = source[i] * MelStep;
    }

    /// <summary>Log-mel of frames, [frame, band].</summary>
    public float[] Mel(int firstFrame, int frames)
    {
        var mel = new float[frames * Bands];
        ReadMel(firstFrame, frames, mel);
        return mel;
    }

    /// <summary>
    /// ln F0 (interpolated over unvoiced frames), voicing and ln energy, [frame, 3]; a view of the file.
    /// </summary>
    public ReadOnlySpan<float> Contour(int firstFrame, int frames) =>
        _contour.Span<float>((long)firstFrame * ContourLayout.Values, frames * ContourLayout.Values);

    /// <inheritdoc/>
    public void Dispose()
    {
        _samples.Dispose();
        _mel.Dispose();
        _contour.Dispose();
    }

    /// <summary>Features as stored.</summary>
    internal RecordingFeatures Raw(Utterance item) =>
        new(
            item.Frames,
            RawSamples(item.FirstFrame, item.Frames).ToArray(),
            RawMel(item.FirstFrame, item.Frames).ToArray(),
            Contour(item.FirstFrame, item.Frames).ToArray()
        );

    private ReadOnlySpan<short> RawSamples(int firstFrame, int frames) =>
        _samples.Span<short>((long)firstFrame * Manifest.Mel.HopLength, frames * Manifest.Mel.HopLength);

    private ReadOnlySpan<short> RawMel(int firstFrame, int frames) =>
        _mel.Span<short>((long)firstFrame * Bands, frames * Bands);

    private void RequireSameFeatures(PreparedCorpusManifest voice)
    {
        if (Manifest.Mel != voice.Mel)
            throw Unfit("They were prepared with other mel frames than the voice's.");
        if (!Manifest.Symbols.SequenceEqual(voice.Symbols))
            throw Unfit("They were prepared with other phoneme symbols than the voice's.");
    }

    private static VoiceSmithException Unfit(string why) =>
        new(
            "VS3009",
            "The recordings do not fit the voice that training starts from.",
            why,
            "Prepare them again with this program."
        );
}
