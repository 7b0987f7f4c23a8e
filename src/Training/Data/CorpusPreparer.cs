using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Data;

/// <summary>How a corpus is prepared.</summary>
public sealed record PreparationOptions
{
    /// <summary>How mel frames are made.</summary>
    public MelConfig Mel { get; init; } = new();

    /// <summary>Recordings shorter than this are left out.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Recordings longer than this are left out.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Share kept for validation where the corpus names none, by a hash of the id.</summary>
    public double ValidationShare { get; init; } = 0.03;

    /// <summary>Overrides the licence the corpus states.</summary>
    public string? Licence { get; init; }
}

/// <summary>Turns a corpus into features on disk, so that training only reads.</summary>
/// <param name="options">How.</param>
/// <param name="normalizer">Text to spoken words.</param>
/// <param name="phonemizer">Spoken words to phonemes of <see cref="PhonemeInventory.English"/>.</param>
public sealed class CorpusPreparer(PreparationOptions options, TextNormalizer normalizer, IPhonemizer phonemizer)
{
    /// <summary>Reads, checks and converts every recording.</summary>
    /// <param name="corpusFolder">See <see cref="Corpus.Read"/>.</param>
    /// <param name="outputFolder">Made if absent.</param>
    /// <param name="report">Receives a line for every recording that was left out, with its name and the reason.</param>
    /// <param name="progress">Receives recordings done and in all.</param>
    /// <param name="cancellationToken">Stops; nothing that can be opened is left behind.</param>
    /// <returns>The manifest that was written.</returns>
    public DatasetManifest Prepare(string corpusFolder, string outputFolder, Action<string> report, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var corpus = Corpus.Read(corpusFolder, report);
        foreach (var id in corpus.Excluded)
            report($"{id}: excluded by the corpus");
        var recordings = corpus.Recordings.Where(item => !corpus.Excluded.Contains(item.Id)).ToArray();
        Directory.CreateDirectory(outputFolder);
        File.Delete(Path.Combine(outputFolder, Dataset.ManifestFile)); // until the new one is whole, there is none

        var prepared = new ConcurrentDictionary<string, Features>();
        var done = 0;
        var reports = new ConcurrentQueue<string>();
        using (var extractor = new MelSpectrogram(options.Mel))
        {
            var tracker = new PitchTracker(new PitchConfig(options.Mel.SampleRate, HopLength: options.Mel.HopLength));
            Parallel.ForEach(recordings, new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, recording =>
            {
                set_num_threads(1);
                if (TryPrepare(recording, extractor, tracker, out var features, out var reason))
                    prepared[recording.Id] = features;
                else
                    reports.Enqueue($"{recording.Id}: {reason}");
                progress(Interlocked.Increment(ref done), recordings.Length);
            });
        }
        foreach (var line in reports.Order(StringComparer.Ordinal))
            report(line);
        return Write(outputFolder, corpus, [.. recordings.Where(item => prepared.ContainsKey(item.Id))], prepared);
    }

    private bool TryPrepare(Recording recording, MelSpectrogram extractor, PitchTracker tracker, out Features features, out string reason)
    {
        features = null!;
        AudioClip clip;
        try
        {
            clip = AudioDecoder.Read(recording.Path, options.Mel.SampleRate);
        }
        catch (Exception error) when (error is VoiceSmithException or IOException)
        {
            reason = error.Message;
            return false;
        }
        if (clip.Duration < options.MinDuration || clip.Duration > options.MaxDuration)
        {
            reason = $"{clip.Duration.TotalSeconds:F2} s long, wanted {options.MinDuration.TotalSeconds} to {options.MaxDuration.TotalSeconds}";
            return false;
        }
        var phonemes = phonemizer.Phonemize(normalizer.Normalize(recording.Text)).Select(phoneme => PhonemeInventory.English.IdOf(phoneme.Symbol)).ToArray();
        features = Extract(clip, phonemes, extractor, tracker);
        if (phonemes.Length > features.Frames)
        {
            reason = $"{phonemes.Length} phonemes in {features.Frames} frames";
            return false;
        }
        if (!features.Voicing.Any(voiced => voiced > 0))
        {
            reason = "no voiced sound in it";
            return false;
        }
        reason = "";
        return true;
    }

    private Features Extract(AudioClip clip, int[] phonemes, MelSpectrogram extractor, PitchTracker tracker)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var mel = extractor.call(tensor(clip.Samples).unsqueeze(0)).squeeze(0);          // [band, frame]
        var frames = (int)mel.shape[1];
        var energy = mel.exp().square().sum([0]).sqrt().log();                             // [frame]
        var f0 = tracker.Track(clip.Samples);
        return new(
            phonemes, frames, clip.Samples.AsSpan(0, frames * options.Mel.HopLength).ToArray(),
            mel.transpose(0, 1).contiguous().data<float>().ToArray(),
            [.. F0Contour.FillUnvoiced([.. f0.Select(hz => (double)hz)]).Select(hz => hz > 0 ? (float)Math.Log(hz) : 0)], [.. f0.Select(hz => hz > 0 ? 1f : 0f)], energy.data<float>().ToArray());
    }

    private DatasetManifest Write(string folder, Corpus corpus, IReadOnlyList<Recording> recordings, IReadOnlyDictionary<string, Features> features)
    {
        var speakers = recordings.Select(item => item.Speaker).Distinct().Order(StringComparer.Ordinal).ToArray();
        var utterances = new List<Utterance>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        WriteAll(folder, recordings.Select(item => features[item.Id]), hash);
        var frame = 0;
        foreach (var recording in recordings)
        {
            var item = features[recording.Id];
            utterances.Add(new(recording.Id, Array.IndexOf(speakers, recording.Speaker), IsValidation(corpus, recording.Id),
                recording.Text, item.Phonemes, frame, item.Frames));
            hash.AppendData(Encoding.UTF8.GetBytes($"{recording.Id}|{recording.Text}\n"));
            frame += item.Frames;
        }
        var training = utterances.Where(item => !item.Validation).Select(item => features[item.Id]).ToArray();
        var manifest = new DatasetManifest
        {
            Mel = options.Mel, Symbols = PhonemeInventory.English.Symbols, Speakers = speakers, Utterances = utterances,
            LogF0 = Statistics(training.SelectMany(item => item.LogF0.Where((_, t) => item.Voicing[t] > 0))),
            Energy = Statistics(training.SelectMany(item => item.Energy)),
            Licence = options.Licence ?? corpus.Licence, Hash = Convert.ToHexStringLower(hash.GetHashAndReset()),
        };
        AtomicFile.Write(Path.Combine(folder, Dataset.ManifestFile), stream => JsonSerializer.Serialize(stream, manifest, Dataset.Json));
        return manifest;
    }

    private static void WriteAll(string folder, IEnumerable<Features> items, IncrementalHash hash)
    {
        using var samples = File.Create(Path.Combine(folder, Dataset.SamplesFile));
        using var mel = File.Create(Path.Combine(folder, Dataset.MelFile));
        using var contour = File.Create(Path.Combine(folder, Dataset.ContourFile));
        foreach (var item in items)
        {
            var pcm = new short[item.Samples.Length];
            for (var i = 0; i < pcm.Length; i++)
                pcm[i] = (short)Math.Clamp(MathF.Round(item.Samples[i] * 32767), short.MinValue, short.MaxValue);
            samples.Write(MemoryMarshal.AsBytes<short>(pcm));
            hash.AppendData(MemoryMarshal.AsBytes<short>(pcm));
            mel.Write(MemoryMarshal.AsBytes<float>(item.Mel));
            var values = new float[item.Frames * Dataset.ContourValues];
            for (var t = 0; t < item.Frames; t++)
                (values[3 * t], values[3 * t + 1], values[3 * t + 2]) = (item.LogF0[t], item.Voicing[t], item.Energy[t]);
            contour.Write(MemoryMarshal.AsBytes<float>(values));
        }
    }

    private bool IsValidation(Corpus corpus, string id) => corpus.Validation.Count > 0
        ? corpus.Validation.Contains(id)
        : SHA256.HashData(Encoding.UTF8.GetBytes(id))[0] < 256 * options.ValidationShare;

    private static FeatureStatistics Statistics(IEnumerable<float> values)
    {
        double sum = 0, squares = 0;
        long count = 0;
        foreach (var value in values)
            (sum, squares, count) = (sum + value, squares + (double)value * value, count + 1);
        var mean = sum / Math.Max(1, count);
        return new(mean, Math.Sqrt(Math.Max(1e-8, squares / Math.Max(1, count) - mean * mean)));
    }

    /// <summary>Features of one recording; mel is [frame, band].</summary>
    private sealed record Features(int[] Phonemes, int Frames, float[] Samples, float[] Mel, float[] LogF0, float[] Voicing, float[] Energy);
}
