using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

public sealed class TrainerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-runs").FullName;

    [Theory]
    [InlineData("vocoder")]
    [InlineData("acoustic")]
    public void Fit_InterruptedAndResumed_GivesTheSameWeightsToTheBit(string kind)
    {
        Fit(kind, "straight", steps: 8, resume: false);
        Fit(kind, "broken", steps: 3, resume: false);
        Fit(kind, "broken", steps: 6, resume: true);
        Fit(kind, "broken", steps: 8, resume: true);

        using var scope = NewDisposeScope();
        foreach (var file in new[] { "weights.safetensors", "average.safetensors", "optimizer.safetensors" })
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(Newest("straight"), file)), File.ReadAllBytes(Path.Combine(Newest("broken"), file)));
    }

    [Fact]
    public void Fit_AShortWhile_LowersTheLoss()
    {
        var losses = new List<double>();
        Fit("acoustic", "run", steps: 44, resume: false, progress => losses.Add(progress.Losses.GetValueOrDefault("mel", double.NaN)));
        Assert.True(losses[^8..].Average() < 0.7 * losses[4..12].Average(), string.Join(" ", losses));
    }

    [Fact]
    public void Resume_NewestCheckpointDamaged_TakesTheOneBefore()
    {
        Fit("vocoder", "run", steps: 2, resume: false);
        Fit("vocoder", "run", steps: 4, resume: true);
        var newest = Newest("run");
        var weights = Path.Combine(newest, "weights.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Directory.CreateDirectory(Path.Combine(_folder, "run", "checkpoints", "step-00000099.partial"));

        var steps = new List<long>();
        Fit("vocoder", "run", steps: 3, resume: true, progress => steps.Add(progress.Step));
        Assert.Equal([3], steps);
    }

    [Fact]
    public void Fit_LossNotFinite_NamesStepAndTermsAndMovesNothing()
    {
        using var layer = nn.Linear(2, 1);
        using var optimizer = optim.AdamW(layer.parameters());
        var before = layer.weight!.clone();
        var step = new TrainingStep(17, [new("layer", optimizer, _ => 1e-3)], 1);
        step.Note("good", 1.5);
        var error = Assert.Throws<VoiceSmithException>(() => step.Optimize(0, layer.call(zeros(2)).sum() / 0));
        Assert.Equal("VS3003", error.Code);
        Assert.Contains("17", error.Message, StringComparison.Ordinal);
        Assert.Contains("good 1.5", error.Message, StringComparison.Ordinal);
        Assert.True(before.equal(layer.weight!).all().ToBoolean());
    }

    [Fact]
    public void Pack_TwoRuns_MakesAVoiceThatSpeaks()
    {
        Fit("vocoder", "vocoder", steps: 2, resume: false);
        Fit("acoustic", "acoustic", steps: 6, resume: false);
        var path = Path.Combine(_folder, "made.voice");
        var manifest = VoicePacker.Pack(Newest("acoustic"), Newest("vocoder"), corpus.Manifest, "made", path, voicedNoise: 0.5);
        Assert.Equal((6, 2, "CC0 1.0"), (manifest.AcousticStep, manifest.VocoderStep, manifest.Licence));
        using var voice = VoiceSmith.Models.Voice.Load(path);
        using var plan = voice.Acoustic.Plan(corpus.Manifest.Utterances[0].Phonemes, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(1);
        Assert.Equal(plan.Frames * 256, voice.Vocoder.Decode(mel, state, last: true).Length);
        Assert.Equal("VS3006", Assert.Throws<VoiceSmithException>(
            () => VoicePacker.Pack(Newest("vocoder"), Newest("vocoder"), corpus.Manifest, "x", path)).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Newest(string run) => new CheckpointFolder(Path.Combine(_folder, run, "checkpoints")).NewestFirst.First();

    private void Fit(string kind, string run, long steps, bool resume, Action<TrainingProgress>? watch = null)
    {
        using var data = Dataset.Open(corpus.Prepared);
        random.manual_seed(5);
        var options = new TrainerOptions
        {
            DefaultRootDirectory = Path.Combine(_folder, run), MaxSteps = steps, Resume = resume, Threads = 1, LogEvery = 1, ValidateEvery = 100_000, KeepCheckpoints = 3,
        };
        var trainer = new Trainer(options, TimeProvider.System);
        trainer.Progress += progress => watch?.Invoke(progress);
        if (kind == "vocoder")
        {
            using var module = new VocoderModule(new SourceFilterVocoder(TinyVoice.Vocoder), data, new() { MaxSteps = 100, PredictedF0From = 2 });
            trainer.Fit(module, new VocoderBatches(data, batchSize: 2, frames: 24, seed: 3), CancellationToken.None);
        }
        else
        {
            using var module = new AcousticModule(new AcousticModel(TinyVoice.Acoustic), data, new() { AlignerSteps = 4, BinarizationFrom = 2, MaxSteps = 100, LearningRate = 5e-3, WarmUpSteps = 1 }, vocode: null);
            trainer.Fit(module, new AcousticBatches(data, batchSize: 3, seed: 3), CancellationToken.None);
        }
    }
}
