using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Torch;
using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Ranges;

namespace VoiceSmith.Training.Data;

/// <summary>Result of a preparation.</summary>
/// <param name="Manifest">The manifest as written.</param>
/// <param name="Computed">Recordings whose features were computed, or that were rejected by their sound.</param>
/// <param name="Reused">Recordings whose features or rejection come from an earlier preparation.</param>
public sealed record PreparationResult(PreparedCorpusManifest Manifest, int Computed, int Reused)
{
    /// <summary>Requires at least one recording to train on.</summary>
    /// <exception cref="VoiceSmithException">VS3015: there is none.</exception>
    public void RequireUsable()
    {
        if (Manifest.Utterances.Any(item => !item.Validation))
            return;
        var counts = Manifest
            .Rejected.GroupBy(item => item.Reason)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key}, such as {group.First().Id} ({group.First().Detail})");
        var usable = Manifest.Utterances.Count;
        var why =
            usable > 0 ? $"All {usable} usable recordings are for validation."
            : Manifest.Rejected.Count > 0 ? $"All {Manifest.Rejected.Count} are left out: {string.Join("; ", counts)}."
            : "The corpus lists none.";
        throw new VoiceSmithException(
            "VS3015",
            "There is no recording to train on.",
            why,
            "Correct what the reasons say, or name the layout of the corpus with --layout."
        );
    }
}

/// <summary>Turns a corpus into features on disk, so that training only reads.</summary>
/// <param name="options">Settings.</param>
/// <param name="normalizer">Text to spoken words.</param>
/// <param name="phonemizer">Spoken words to phonemes of <see cref="PhonemeInventory.English"/>.</param>
public sealed class CorpusPreparer(PreparationOptions options, TextNormalizer normalizer, IPhonemizer phonemizer)
{
    private const int ChunkSize = 64; // recordings in memory at a time

    /// <summary>
    /// File name of the report: a line for every recording that was left out, with id, reason and details, separated by
    /// tabs.
    /// </summary>
    public const string ReportFile = "left-out.tsv";

    /// <summary>
    /// Reads, checks and converts every recording. Features that an earlier preparation into the same folder computed
    /// are reused.
    /// </summary>
    /// <param name="corpusFolders">See <see cref="Corpus.Read"/>; several become one data set.</param>
    /// <param name="outputFolder">
    /// Created if absent. Earlier contents stay valid until the new data is complete.
    /// </param>
    /// <param name="progress">Receives recordings done and the total.</param>
    /// <param name="cancellationToken">Stops, leaving the folder as it was.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3005: the corpus cannot be read; VS5003: its sound files need ffmpeg, which is missing; VS3010: it is longer
    /// than allowed.
    /// </exception>
    public PreparationResult Prepare(
        IReadOnlyList<string> corpusFolders,
        string outputFolder,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        RequireOptions();
        return Prepare(
            [.. corpusFolders.Select(folder => Corpus.Read(folder, options.Layout))],
            outputFolder,
            progress,
            cancellationToken
        );
    }

    /// <summary>As above, from lists of recordings.</summary>
    /// <param name="corpora">Several become one data set.</param>
    /// <param name="outputFolder">As above.</param>
    /// <param name="progress">Receives recordings done and the total.</param>
    /// <param name="cancellationToken">Stops, leaving the folder as it was.</param>
    /// <exception cref="VoiceSmithException">As above.</exception>
    public PreparationResult Prepare(
        IReadOnlyList<Corpus> corpora,
        string outputFolder,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        RequireOptions();
        var corpus = Corpus.Merge([.. corpora.Select(one => one with { Validation = ValidationOf(one) })]);
        Directory.CreateDirectory(outputFolder);
        string[] speakers =
        [
            .. corpus.Recordings.Select(item => item.Speaker).Distinct().Order(StringComparer.Ordinal),
        ];
        var rejected = corpus.Rejected.ToList();
        using var writer = new PreparedCorpusWriter(outputFolder, options.Mel, speakers);
        var (computed, reused) = PrepareAll(
            corpus,
            Earlier.In(outputFolder),
            writer,
            rejected,
            progress,
            cancellationToken
        );
        rejected.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        var manifest = writer.Finish(corpus.Layout, options.Licence ?? corpus.Licence, rejected);
        File.WriteAllLines(
            Path.Combine(outputFolder, ReportFile),
            rejected.Select(item => $"{item.Id}\t{item.Reason}\t{item.Detail.ReplaceLineEndings(" ")}")
        );
        return new(manifest, computed, reused);
    }

    private void RequireOptions()
    {
        if (options.MinDuration >= options.MaxDuration)
            throw new OptionRangeException(
                nameof(options.MinDuration),
                options.MinDuration,
                $"less than {options.MaxDuration}"
            );
        OptionRanges.Require(options);
    }

    /// <summary>Converts the recordings of a corpus chunk by chunk, and writes them in the corpus's order.</summary>
    /// <returns>Numbers of recordings computed and reused.</returns>
    private (int Computed, int Reused) PrepareAll(
        Corpus corpus,
        Earlier found,
        PreparedCorpusWriter writer,
        List<Rejection> rejected,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        using var earlier = found; // closed before its files are replaced
        using var extractor = new FeatureExtractor(options);
        var rows = writer.Speakers.Index().ToDictionary(speaker => speaker.Item, speaker => speaker.Index);
        var (done, computed, reused) = (0, 0, 0);
        foreach (var chunk in corpus.Recordings.Chunk(ChunkSize))
        {
            var outcomes = new Outcome[chunk.Length];
            ForEach(
                chunk.Length,
                i =>
                {
                    outcomes[i] = PrepareOne(chunk[i], extractor, earlier);
                    progress(Interlocked.Increment(ref done), corpus.Recordings.Count);
                },
                cancellationToken
            );
            foreach (var (recording, outcome) in chunk.Zip(outcomes))
            {
                computed += outcome.From == Source.Computed ? 1 : 0;
                reused += outcome.From == Source.Earlier ? 1 : 0;
                if (outcome.Rejection is { } rejection)
                    rejected.Add(rejection);
                else
                    writer.Add(
                        recording,
                        rows[recording.Speaker],
                        corpus.Validation.Contains(recording.Id),
                        outcome.Phonemes!,
                        outcome.Key,
                        outcome.Features!
                    );
            }
            if (writer.Duration > options.MaxTotalDuration)
                throw new VoiceSmithException(
                    "VS3010",
                    "The corpus is longer than allowed.",
                    $"It has more than {options.MaxTotalDuration} of sound.",
                    "Prepare less of it."
                );
        }
        return (computed, reused);
    }

    /// <summary>
    /// Runs work items in parallel, each with one torch thread, and rethrows the first error unwrapped.
    /// </summary>
    private void ForEach(int count, Action<int> work, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Workers,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.For(
                0,
                count,
                parallel,
                i =>
                {
                    TorchThreads.Use(1);
                    work(i);
                }
            );
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private Outcome PrepareOne(Recording recording, FeatureExtractor extractor, Earlier earlier)
    {
        if (TranscriptLanguage.Mismatch(recording.Text, recording.Language, options.Language) is { } mismatch)
            return new() { Rejection = new(recording.Id, RejectionReason.WrongLanguage, mismatch) };
        var key = extractor.KeyOf(recording.Path);
        var (features, from) = (earlier.FeaturesOf(key), Source.Earlier);
        RejectionReason reason;
        string detail;
        if (features is null)
        {
            var rejectionKey = extractor.RejectionKey(key);
            if (earlier.RejectionOf(rejectionKey) is { } known)
                return new() { From = from, Rejection = known with { Id = recording.Id } };
            (features, from) = (extractor.Extract(recording.Path, out reason, out detail), Source.Computed);
            if (features is null)
                return new() { From = from, Rejection = new(recording.Id, reason, detail, rejectionKey) };
        }
        else if (!extractor.FitsLimits(features.Frames, out reason, out detail))
            return new() { From = from, Rejection = new(recording.Id, reason, detail) };
        int[] phonemes =
        [
            .. phonemizer
                .Phonemize(normalizer.Normalize(recording.Text))
                .Select(phoneme => PhonemeInventory.English.IdOf(phoneme.Symbol)),
        ];
        if (phonemes.Length <= features.Frames)
            return new()
            {
                From = from,
                Key = key,
                Phonemes = phonemes,
                Features = features,
            };
        var counts = $"{phonemes.Length} phonemes in {features.Frames} frames";
        return new() { From = from, Rejection = new(recording.Id, RejectionReason.TextTooLong, counts) };
    }

    /// <summary>
    /// Ids for validation: those that the corpus names, or a share chosen by hash, which stays the same as the corpus
    /// grows.
    /// </summary>
    private HashSet<string> ValidationOf(Corpus corpus)
    {
        var named = corpus.Recordings.Select(item => item.Id).Where(corpus.Validation.Contains).ToHashSet();
        if (named.Count > 0)
            return named;
        var places = corpus
            .Recordings.Select(item => (item.Id, Place: SHA256.HashData(Encoding.UTF8.GetBytes(item.Id))[0] / 256.0))
            .ToArray();
        var chosen = places.Where(item => item.Place < options.ValidationShare).Select(item => item.Id).ToHashSet();
        var enough = places.Length >= Math.Max(1, options.EnoughToValidate);
        if (chosen.Count == 0 && enough && options.ValidationShare > 0)
            chosen.Add(places.MinBy(item => item.Place).Id);
        return chosen;
    }

    /// <summary>Source of an outcome: the transcript alone, this preparation, or an earlier one.</summary>
    private enum Source
    {
        Transcript,
        Computed,
        Earlier,
    }

    /// <summary>One recording, prepared or rejected.</summary>
    private sealed record Outcome
    {
        public Source From { get; init; }

        public Rejection? Rejection { get; init; }

        public string Key { get; init; } = "";

        public int[]? Phonemes { get; init; }

        public RecordingFeatures? Features { get; init; }
    }

    /// <summary>Features and rejections of an earlier preparation into the same folder.</summary>
    private sealed class Earlier : IDisposable
    {
        private readonly PreparedCorpus? _data;
        private readonly Dictionary<string, Utterance> _utterances = [];
        private readonly Dictionary<string, Rejection> _rejections = [];

        private Earlier(PreparedCorpus? data)
        {
            if (data?.Manifest.FormatVersion != PreparedCorpusManifest.CurrentFormat)
                return;
            _data = data;
            foreach (var utterance in data.Manifest.Utterances)
                _utterances.TryAdd(utterance.Key, utterance);
            foreach (var rejection in data.Manifest.Rejected.Where(item => item.Key.Length > 0))
                _rejections.TryAdd(rejection.Key, rejection);
        }

        /// <summary>Opens earlier data; data of another version or damaged data counts as none.</summary>
        public static Earlier In(string folder)
        {
            try
            {
                var exists = File.Exists(Path.Combine(folder, PreparedCorpus.ManifestFile));
                return new(exists ? PreparedCorpus.Open(folder) : null);
            }
            catch (PreparedDataException)
            {
                return new(null);
            }
        }

        public RecordingFeatures? FeaturesOf(string key) =>
            _utterances.TryGetValue(key, out var utterance) ? _data!.Raw(utterance) : null;

        public Rejection? RejectionOf(string key) => _rejections.GetValueOrDefault(key);

        public void Dispose() => _data?.Dispose();
    }
}
