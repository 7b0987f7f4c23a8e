using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Data;

/// <summary>
/// Writes prepared recordings one after the other, beside the files of an earlier preparation, which are replaced last.
/// </summary>
internal sealed class PreparedCorpusWriter : IDisposable
{
    private readonly string _folder,
        _prefix;
    private readonly MelConfig _mel;
    private readonly FileStream _samples,
        _melFrames,
        _contour;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IReadOnlyList<string> _speakers;
    private readonly List<Utterance> _utterances = [];
    private readonly RunningStatistics _logF0 = new(),
        _energy = new();
    private readonly RunningStatistics[] _speakerLogF0;
    private int _frames;
    private bool _finished;

    /// <param name="folder">An existing folder.</param>
    /// <param name="mel">Sizes of the mel frames.</param>
    /// <param name="speakers">Names in order of row.</param>
    public PreparedCorpusWriter(string folder, MelConfig mel, IReadOnlyList<string> speakers)
    {
        (_folder, _mel, _speakers) = (folder, mel, speakers);
        _prefix = $"features-{Guid.NewGuid():n}"[..17] + ".";
        _samples = Create(PreparedCorpus.SamplesFile);
        _melFrames = Create(PreparedCorpus.MelFile);
        _contour = Create(PreparedCorpus.ContourFile);
        _speakerLogF0 = [.. speakers.Select(_ => new RunningStatistics())];
    }

    /// <summary>Speaker names in order of row.</summary>
    public IReadOnlyList<string> Speakers => _speakers;

    /// <summary>Number of recordings written so far.</summary>
    public int Count => _utterances.Count;

    /// <summary>Duration of the sound written so far.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)_frames * _mel.HopLength / _mel.SampleRate);

    /// <summary>Appends a recording.</summary>
    public void Add(
        Recording recording,
        int speaker,
        bool validation,
        int[] phonemes,
        string key,
        RecordingFeatures features
    )
    {
        var (id, text) = (recording.Id, recording.Text);
        _utterances.Add(new(id, speaker, validation, text, phonemes, _frames, features.Frames, key));
        _frames += features.Frames;
        _samples.Write(MemoryMarshal.AsBytes<short>(features.Samples));
        _melFrames.Write(MemoryMarshal.AsBytes<short>(features.Mel));
        _contour.Write(MemoryMarshal.AsBytes<float>(features.Contour));
        _hash.AppendData(Encoding.UTF8.GetBytes($"{recording.Id}|{recording.Speaker}|{recording.Text}\n"));
        _hash.AppendData(MemoryMarshal.AsBytes<short>(features.Samples));
        for (var t = 0; t < features.Contour.Length && !validation; t += ContourLayout.Values)
        {
            _energy.Add(features.Contour[t + ContourLayout.Energy]);
            if (features.Contour[t + ContourLayout.Voicing] == 0)
                continue;
            _logF0.Add(features.Contour[t + ContourLayout.LogF0]);
            _speakerLogF0[speaker].Add(features.Contour[t + ContourLayout.LogF0]);
        }
    }

    /// <summary>Makes the new data the folder's, and removes files of earlier data.</summary>
    public PreparedCorpusManifest Finish(string layout, string licence, IReadOnlyList<Rejection> rejected)
    {
        Close();
        var manifest = new PreparedCorpusManifest
        {
            FormatVersion = PreparedCorpusManifest.CurrentFormat,
            FilePrefix = _prefix,
            Layout = layout,
            Mel = _mel,
            Symbols = PhonemeInventory.English.Symbols,
            Speakers = _speakers,
            LogF0 = _logF0.Result,
            SpeakerLogF0 = [.. _speakerLogF0.Select(speaker => speaker.Count > 0 ? speaker.Result : _logF0.Result)],
            Energy = _energy.Result,
            Licence = licence,
            Hash = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            Rejected = rejected,
            Utterances = _utterances,
        };
        AtomicFile.Write(
            Path.Combine(_folder, PreparedCorpus.ManifestFile),
            stream => JsonSerializer.Serialize(stream, manifest, PreparedCorpus.Json)
        );
        _finished = true;
        string[] files =
        [
            PreparedCorpus.SamplesFile,
            PreparedCorpus.MelFile,
            PreparedCorpus.FloatMelFile,
            PreparedCorpus.ContourFile,
        ];
        foreach (var file in files)
            foreach (var old in Directory.EnumerateFiles(_folder, "*" + file))
                if (Path.GetFileName(old) != _prefix + file)
                    DeleteUnlessInUse(old);
        return manifest;
    }

    /// <summary>Removes the written files, unless they were finished.</summary>
    public void Dispose()
    {
        Close();
        _hash.Dispose();
        if (!_finished)
            foreach (var file in new[] { _samples, _melFrames, _contour })
                File.Delete(file.Name);
    }

    /// <summary>
    /// Deletes a file. On Windows one in use by a training stays, and the next preparation tries again.
    /// </summary>
    private static void DeleteUnlessInUse(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error)
            when (OperatingSystem.IsWindows() && (error is IOException or UnauthorizedAccessException))
        {
            Debug.WriteLine($"{path} stays: {error.Message}");
        }
    }

    private FileStream Create(string file) => File.Create(Path.Combine(_folder, _prefix + file), 1 << 20);

    private void Close()
    {
        foreach (var file in new[] { _samples, _melFrames, _contour })
            file.Dispose();
    }

    /// <summary>Running mean and deviation (Welford, 1962).</summary>
    private sealed class RunningStatistics
    {
        private double _mean,
            _squares;

        public long Count { get; private set; }

        public FeatureStatistics Result => new(_mean, Math.Sqrt(Math.Max(1e-8, Count > 0 ? _squares / Count : 0)));

        public void Add(double value)
        {
            Count++;
            var before = value - _mean;
            _mean += before / Count;
            _squares += before * (value - _mean);
        }
    }
}
