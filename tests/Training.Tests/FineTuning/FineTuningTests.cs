using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Packing;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.FineTuning;

/// <summary>A voice of low tones learns a speaker of high ones.</summary>
public sealed class FineTuningTests : IClassFixture<FineTuningTests.Trained>, IDisposable
{
    private readonly Trained _trained;
    private readonly Runs _runs;

    public FineTuningTests(Trained trained) => (_trained, _runs) = (trained, new(trained.Corpus.Prepared));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fit_NewSpeaker_LowersValidationLossAndMovesThePitch(int rank)
    {
        var results = new List<ValidationResult>();
        Tune(
            "run",
            60,
            rank,
            new EventForwarder(happened => results.AddRange(happened is ValidationResult result ? [result] : []))
        );
        Assert.True(
            results[^1].Score < 0.85 * results[0].Score,
            string.Join(" ", results.Select(result => result.Score))
        );

        var (before, target) = (LoudestBand(_trained.Voice, 0), LoudestBand(_trained.HighTones));
        var after = LoudestBand(Pack("run"), speaker: 1);
        Assert.True(
            Math.Abs(after - target) < 0.5 * Math.Abs(before - target),
            $"before {before}, after {after}, target {target}"
        );
    }

    [Fact]
    public void Fit_FirstSteps_MoveTheSpeakerAlone()
    {
        var start = StoredAcoustic.Load(_trained.Voice, null, ["high"]);
        var before = start.Model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        using var data = Open("high");
        data.ConformTo(start.Data, "high");
        using var module = new AcousticModule(
            start.Model,
            data,
            How(start, rank: 0) with
            {
                AlignerSteps = 0,
            },
            vocode: null
        );
        new Trainer(_runs.Options("run", 5)).Fit(module, new AcousticBatches(data, 3, 1), CancellationToken.None);
        var moved = before
            .Where(entry => !entry.Value.equal(start.Model.state_dict()[entry.Key]).all().ToBoolean())
            .Select(entry => entry.Key);
        Assert.Equal(["speaker_embed"], moved);
        var table = start.Model.state_dict()["speaker_embed"];
        Assert.True(table[0].equal(before["speaker_embed"][0]).all().ToBoolean());
    }

    [Fact]
    public void Fit_AdaptersResumed_GivesTheStateOfTheWhole()
    {
        Tune("whole", 16, rank: 2);
        Tune("halves", 11, rank: 2);
        Tune("halves", 16, rank: 2, resume: true);
        Assert.Equal(_runs.State("whole"), _runs.State("halves"));
    }

    [Fact]
    public void Get_MixedBatches_EveryOneOfBothInTurn()
    {
        using var high = Open("high");
        using var low = PreparedCorpus.Open(_trained.Corpus.Prepared);
        var mixed = new MixedBatches(new(high, 2, 1), new(low, 2, 1), share: 0.25);
        var originals = 0;
        for (var step = 0; step < 40; step++)
        {
            using var batch = mixed.Get(step);
            originals += low.Manifest.Utterances.Any(item => ReferenceEquals(item, batch.Utterances[0])) ? 1 : 0;
        }
        Assert.Equal(10, originals);
    }

    [Fact]
    public void Load_VoiceWithoutTrainingParts_SaysSo()
    {
        var path = Path.Combine(_runs.Root, "bare.voice");
        TinyVoice.Write(path);
        var error = Assert.Throws<UntrainableVoiceException>(() => StoredAcoustic.Load(path, null, ["x"]));
        Assert.Equal("VS3009", error.Code);
    }

    [Fact]
    public void Load_NewSpeakersAndNoise_KeepsAllOtherWeights()
    {
        using var scope = NewDisposeScope();
        var plain = StoredAcoustic.Load(_trained.Voice, null);
        var wider = StoredAcoustic.Load(_trained.Voice, null, ["a", "b"], new NoiseInput(4, 2));
        Assert.Equal([.. plain.Data.Speakers, "a", "b"], wider.Data.Speakers);
        Assert.Equal((3, 4), (wider.Model.Config.Speakers, wider.Model.Config.NoiseChannels));
        foreach (var (key, value) in plain.Model.state_dict().Where(entry => entry.Key != "speaker_embed"))
            Assert.True(value.equal(wider.Model.state_dict()[key]).all().ToBoolean(), key);
        plain.Model.Dispose();
        wider.Model.Dispose();
    }

    [Fact]
    public void Fit_RealSpeech_LowersValidationLoss()
    {
        var clips = Directory.CreateDirectory(Path.Combine(_runs.Root, "clips")).FullName;
        var samples = SharedFolder.Require("corpus", "samples", "ljspeech");
        File.Copy(Path.Combine(samples, "metadata.csv"), Path.Combine(clips, "metadata.csv"));
        Directory.CreateDirectory(Path.Combine(clips, "wavs"));
        foreach (var clip in Directory.GetFiles(Path.Combine(samples, "wavs")).Order(StringComparer.Ordinal).Take(10))
            File.Copy(clip, Path.Combine(clips, "wavs", Path.GetFileName(clip)));
        var prepared = Path.Combine(_runs.Root, "real");
        TinyCorpus.PrepareFrom(clips, prepared, new() { ValidationShare = 0.2 });
        var results = new List<ValidationResult>();
        Tune(
            "run",
            30,
            rank: 0,
            new EventForwarder(happened => results.AddRange(happened is ValidationResult result ? [result] : [])),
            prepared
        );
        var mel = results
            .Select(result => result.Metrics.GetValueOrDefault("mel", double.NaN))
            .Where(double.IsFinite)
            .ToArray();
        Assert.True(mel[^1] < 0.8 * mel[0], string.Join(" ", mel));
    }

    public void Dispose() => _runs.Dispose();

    private static AcousticTrainingOptions How(StoredAcoustic start, int rank) =>
        new()
        {
            AlignerSteps = 4,
            BinarizationFrom = 0,
            LearningRate = 8e-3,
            WarmUpSteps = 4,
            MaxSteps = 60,
            FineTuning = new()
            {
                OnlySpeakerSteps = 6,
                SpeakerLearningRate = 0.05,
                AdapterRank = rank,
            },
            Parent = start.Version,
        };

    private void Tune(
        string run,
        long steps,
        int rank,
        TrainingCallback? watch = null,
        string? recordings = null,
        bool resume = false
    )
    {
        random.manual_seed(2);
        var start = StoredAcoustic.Load(_trained.Voice, null, ["high"]);
        using var data = recordings is null ? Open("high") : PreparedCorpus.Open(recordings);
        data.ConformTo(start.Data, "high");
        using var module = new AcousticModule(start.Model, data, How(start, rank), vocode: null);
        var options = _runs.Options(run, steps, resume) with
        {
            Callbacks = watch is null ? [] : [watch],
            ValidateEvery = 15,
            GradientClip = 1,
        };
        new Trainer(options).Fit(module, new AcousticBatches(data, 3, 1), CancellationToken.None);
    }

    private PreparedCorpus Open(string name) => PreparedCorpus.Open(Path.Combine(_trained.Corpus.Folder, name));

    private string Pack(string run)
    {
        var path = Path.Combine(_runs.Root, "tuned.voice");
        var manifest = VoicePacker.Pack(
            new()
            {
                Acoustic = _runs.Newest(run),
                Vocoder = _trained.Voice,
                Name = "tuned",
                Path = path,
            }
        );
        Assert.Equal([Path.GetFileName(_trained.Corpus.Folder), "high"], manifest.Speakers);
        Assert.Equal(
            VoiceSmith.Models.Voice.ReadForTraining(_trained.Voice).Manifest.Version,
            manifest.Provenance.Parent
        );
        return path;
    }

    /// <summary>Which mel band is loudest when a voice speaks: where the fundamental of a tone lies.</summary>
    private double LoudestBand(string voicePath, int speaker)
    {
        using var scope = NewDisposeScope();
        using var voice = VoiceSmith.Models.Voice.Load(voicePath);
        using var plan = voice.Acoustic.Plan(
            _trained.Corpus.Manifest.Utterances[0].Phonemes,
            voice.Controls(speaker: speaker)
        );
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        return mel.argmax(0).to(ScalarType.Float32).mean().ToDouble();
    }

    private static double LoudestBand(string prepared)
    {
        using var scope = NewDisposeScope();
        using var data = PreparedCorpus.Open(prepared);
        var item = data.Manifest.Utterances[0];
        return tensor(data.Mel(item.FirstFrame, item.Frames).ToArray())
            .view(item.Frames, -1)
            .argmax(1)
            .to(ScalarType.Float32)
            .mean()
            .ToDouble();
    }

    /// <summary>A tiny voice of low tones, packed with what training needs; and recordings of high tones.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly Runs _runs;

        public Trained()
        {
            _runs = new(Corpus.Prepared);
            random.manual_seed(1);
            using (var data = PreparedCorpus.Open(Corpus.Prepared))
            using (
                var module = new AcousticModule(
                    new AcousticModel(TinyVoice.Acoustic),
                    data,
                    new()
                    {
                        AlignerSteps = 20,
                        BinarizationFrom = 10,
                        MaxSteps = 160,
                        LearningRate = 1e-2,
                        WarmUpSteps = 5,
                    },
                    vocode: null
                )
            )
                new Trainer(_runs.Options("base", 160)).Fit(
                    module,
                    new AcousticBatches(data, 3, 3),
                    CancellationToken.None
                );
            _runs.Fit("vocoder", _runs.Options("vocoder", 1));
            VoicePacker.Pack(
                new()
                {
                    Acoustic = _runs.Newest("base"),
                    Vocoder = _runs.Newest("vocoder"),
                    Name = "base",
                    Path = Voice,
                    WithTrainingParts = true,
                }
            );

            var high = Directory.CreateDirectory(Path.Combine(Corpus.Folder, "high-recordings")).FullName;
            Directory.CreateDirectory(Path.Combine(high, "wavs"));
            foreach (var (item, i) in Corpus.Manifest.Utterances.Select((item, i) => (item, i)))
                WavFile.Write(
                    Path.Combine(high, "wavs", $"{item.Id}.wav"),
                    TinyCorpus.Tone(1.2 + 0.2 * i, 300 + 15 * i)
                );
            File.WriteAllLines(
                Path.Combine(high, "metadata.csv"),
                Corpus.Manifest.Utterances.Select(item => $"{item.Id}|{item.Text}")
            );
            Directory.CreateDirectory(Path.Combine(high, "splits"));
            File.WriteAllText(Path.Combine(high, "splits", "validation.txt"), "clip5\n");
            TinyCorpus.PrepareFrom(high, HighTones);
        }

        public TinyCorpus Corpus { get; } = new();

        public string Voice => Path.Combine(_runs.Root, "base.voice");

        public string HighTones => Path.Combine(Corpus.Folder, "high");

        public void Dispose()
        {
            _runs.Dispose();
            Corpus.Dispose();
        }
    }
}
