using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Data;

/// <summary>What came of a preparation.</summary>
/// <param name="Manifest">As it was written.</param>
/// <param name="Computed">Recordings whose features were computed, or that were found to be of no use.</param>
/// <param name="Reused">Recordings whose features, or whose rejection, an earlier preparation had found.</param>
public sealed record PreparationResult(DatasetManifest Manifest, int Computed, int Reused);

/// <summary>Turns a corpus into features on disk, so that training only reads.</summary>
/// <param name="options">How.</param>
/// <param name="normalizer">Text to spoken words.</param>
/// <param name="phonemizer">Spoken words to phonemes of <see cref="PhonemeInventory.English"/>.</param>
public sealed class CorpusPreparer(PreparationOptions options, TextNormalizer normalizer, IPhonemizer phonemizer)
{
    private const int AtOnce = 64;             // recordings in memory, whatever the corpus has

    /// <summary>The report's file name: a line for every recording that was left out, with its id, the reason and figures, parted by tabs.</summary>
    public const string ReportFile = "left-out.tsv";

    /// <summary>Reads, checks and converts every recording; those that an earlier preparation into the same folder has converted are taken from it.</summary>
    /// <param name="corpusFolders">See <see cref="Corpus.Read"/>; several become one data set.</param>
    /// <param name="outputFolder">Made if absent. What it holds stays valid until the new data is whole.</param>
    /// <param name="progress">Receives recordings done and in all.</param>
    /// <param name="cancellationToken">Stops, and leaves the folder as it was.</param>
    /// <exception cref="VoiceSmithException">VS3005: the corpus cannot be read; VS5003: its sounds need ffmpeg, which is not there; VS3010: it has more sound than it may.</exception>
    public PreparationResult Prepare(
        IReadOnlyList<string> corpusFolders, string outputFolder, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var corpora = corpusFolders.Select(folder => Corpus.Read(folder, options.Layout)).ToArray();
        var corpus = Corpus.Merge([.. corpora.Select(one => one with { Validation = ValidationOf(one) })]);
        Directory.CreateDirectory(outputFolder);
        string[] speakers = [.. corpus.Recordings.Select(item => item.Speaker).Distinct().Order(StringComparer.Ordinal)];
        var rejected = corpus.Rejected.ToList();
        using var writer = new DatasetWriter(outputFolder, options.Mel, speakers);
        var (computed, reused) = PrepareAll(corpus, Earlier.In(outputFolder), writer, rejected, progress, cancellationToken);
        rejected.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        var manifest = writer.Finish(corpus.Layout, options.Licence ?? corpus.Licence, rejected);
        File.WriteAllLines(Path.Combine(outputFolder, ReportFile), rejected.Select(item => $"{item.Id}\t{item.Reason}\t{item.Detail.ReplaceLineEndings(" ")}"));
        return new(manifest, computed, reused);
    }

    /// <summary>Converts what the corpus lists, some recordings at a time, and writes it in the corpus's order.</summary>
    /// <returns>How many recordings were computed, and how many were known.</returns>
    private (int Computed, int Reused) PrepareAll(Corpus corpus, Earlier found, DatasetWriter writer, List<Rejection> rejected, Action<int, int> progress, CancellationToken cancellationToken)
    {
        using var earlier = found;              // closed before its files are replaced
        using var extractor = new FeatureExtractor(options);
        var rows = writer.Speakers.Index().ToDictionary(speaker => speaker.Item, speaker => speaker.Index);
        var (done, computed, reused) = (0, 0, 0);
        foreach (var part in corpus.Recordings.Chunk(AtOnce))
        {
            var outcomes = new Outcome[part.Length];
            ForEach(part.Length, i =>
            {
                outcomes[i] = PrepareOne(part[i], extractor, earlier);
                progress(Interlocked.Increment(ref done), corpus.Recordings.Count);
            }, cancellationToken);
            foreach (var (recording, outcome) in part.Zip(outcomes))
            {
                (computed, reused) = (computed + (outcome.From == Source.Computed ? 1 : 0), reused + (outcome.From == Source.Earlier ? 1 : 0));
                if (outcome.Rejection is { } rejection)
                    rejected.Add(rejection);
                else
                    writer.Add(recording, rows[recording.Speaker], corpus.Validation.Contains(recording.Id), outcome.Phonemes!, outcome.Key, outcome.Features!);
            }
            if (writer.Duration > options.MaxTotalDuration)
                throw new VoiceSmithException("VS3010", "The corpus has more sound than it may have.", $"It is longer than {options.MaxTotalDuration}.", "Prepare less of it.");
        }
        return (computed, reused);
    }

    /// <summary>Runs as many at a time as wanted, each with one thread of torch, and throws the first error as it was thrown.</summary>
    private void ForEach(int count, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new() { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellationToken }, i =>
            {
                TorchThreads.Use(1);
                work(i);
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private Outcome PrepareOne(Recording recording, FeatureExtractor extractor, Earlier earlier)
    {
        if (TranscriptLanguage.Misfit(recording.Text, recording.Language, options.Language) is { } misfit)
            return new() { Rejection = new(recording.Id, RejectionReason.WrongLanguage, misfit) };
        var key = extractor.KeyOf(recording.Path);
        var (features, from) = (earlier.FeaturesOf(key), Source.Earlier);
        RejectionReason reason;
        string detail;
        if (features is null)
        {
            var verdict = extractor.VerdictKey(key);
            if (earlier.RejectionOf(verdict) is { } known)
                return new() { From = from, Rejection = known with { Id = recording.Id } };
            (features, from) = (extractor.Extract(recording.Path, out reason, out detail), Source.Computed);
            if (features is null)
                return new() { From = from, Rejection = new(recording.Id, reason, detail, verdict) };
        }
        else if (!extractor.FitsLimits(features.Frames, out reason, out detail))
            return new() { From = from, Rejection = new(recording.Id, reason, detail) };
        var phonemes = phonemizer.Phonemize(normalizer.Normalize(recording.Text)).Select(phoneme => PhonemeInventory.English.IdOf(phoneme.Symbol)).ToArray();
        return phonemes.Length > features.Frames
            ? new() { From = from, Rejection = new(recording.Id, RejectionReason.TextTooLong, $"{phonemes.Length} phonemes in {features.Frames} frames") }
            : new() { From = from, Key = key, Phonemes = phonemes, Features = features };
    }

    /// <summary>What the corpus says, or a share of ids chosen by their hash: the same ones whatever else is added.</summary>
    private HashSet<string> ValidationOf(Corpus corpus)
    {
        var named = corpus.Recordings.Select(item => item.Id).Where(corpus.Validation.Contains).ToHashSet();
        if (named.Count > 0)
            return named;
        var places = corpus.Recordings.Select(item => (item.Id, Place: SHA256.HashData(Encoding.UTF8.GetBytes(item.Id))[0] / 256.0)).ToArray();
        var chosen = places.Where(item => item.Place < options.ValidationShare).Select(item => item.Id).ToHashSet();
        if (chosen.Count == 0 && places.Length >= Math.Max(1, options.EnoughToValidate) && options.ValidationShare > 0)
            chosen.Add(places.MinBy(item => item.Place).Id);
        return chosen;
    }

    /// <summary>Where a verdict comes from: the transcript alone, this preparation, or an earlier one.</summary>
    private enum Source { Transcript, Computed, Earlier }

    /// <summary>One recording, prepared or rejected.</summary>
    private sealed record Outcome
    {
        public Source From { get; init; }

        public Rejection? Rejection { get; init; }

        public string Key { get; init; } = "";

        public int[]? Phonemes { get; init; }

        public Features? Features { get; init; }
    }

    /// <summary>What an earlier preparation into the same folder has found.</summary>
    private sealed class Earlier : IDisposable
    {
        private readonly Dataset? _data;
        private readonly Dictionary<string, Utterance> _utterances = [];
        private readonly Dictionary<string, Rejection> _rejections = [];

        private Earlier(Dataset? data)
        {
            if (data?.Manifest.FormatVersion != DatasetManifest.CurrentFormat)
                return;
            _data = data;
            foreach (var utterance in data.Manifest.Utterances)
                _utterances.TryAdd(utterance.Key, utterance);
            foreach (var rejection in data.Manifest.Rejected.Where(item => item.Key.Length > 0))
                _rejections.TryAdd(rejection.Key, rejection);
        }

        /// <summary>Data that is of another version, or damaged, is no help: all is prepared anew.</summary>
        public static Earlier In(string folder)
        {
            try
            {
                return new(File.Exists(Path.Combine(folder, Dataset.ManifestFile)) ? Dataset.Open(folder) : null);
            }
            catch (VoiceSmithException error) when (error.Code == "VS3001")
            {
                return new(null);
            }
        }

        public Features? FeaturesOf(string key) => _utterances.TryGetValue(key, out var utterance) ? _data!.Raw(utterance) : null;

        public Rejection? RejectionOf(string key) => _rejections.GetValueOrDefault(key);

        public void Dispose() => _data?.Dispose();
    }
}
