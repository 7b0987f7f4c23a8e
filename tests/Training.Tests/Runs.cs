using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.G2P;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.G2P;
using VoiceSmith.Training.Joint;
using VoiceSmith.Training.Reference;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

/// <summary>Runs of tiny networks, each in its own folder below a temporary one.</summary>
public sealed class Runs(string prepared) : IDisposable
{
    /// <summary>Options of UnivNet's training with small discriminators.</summary>
    public static UnivNetOptions SmallUnivNet { get; } =
        new()
        {
            Resolutions = [new(128, 64, 128), new(256, 128, 256), new(64, 32, 64)],
            Periods = PeriodDiscriminatorConfig.UnivNet with { Channels = [4, 8, 8] },
        };

    public static AdversarialOptions SmallDiscriminators { get; } =
        new()
        {
            Channels = 4,
            HeadStart = 1,
            RampSteps = 2,
        };

    public static UnivNetGenerator NewUnivNet() =>
        new(
            new()
            {
                NoiseChannels = 8,
                Channels = 4,
                PredictorChannels = 8,
            }
        );

    public string Root { get; } = Directory.CreateTempSubdirectory("voicesmith-runs").FullName;

    public string Folder(string run) => Path.Combine(Root, run);

    public string Newest(string run) =>
        new CheckpointFolder(Path.Combine(Folder(run), "checkpoints")).NewestFirst.First();

    public TrainerOptions Options(string run, long steps, bool resume = false) =>
        new()
        {
            DefaultRootDirectory = Folder(run),
            MaxSteps = steps,
            Start = resume ? RunStart.Resume : RunStart.New,
            Threads = 1,
            LogEvery = 1,
            ValidateEvery = 100_000,
            KeepCheckpoints = 3,
            Loggers = [],
        };

    /// <summary>Trains a kind of network; weights begin the same every time.</summary>
    public FitEnded Fit(string kind, TrainerOptions options, CancellationToken cancellationToken = default) =>
        Fit(kind, new Trainer(options), cancellationToken);

    public FitEnded Fit(string kind, Trainer trainer, CancellationToken cancellationToken = default)
    {
        using var data = PreparedCorpus.Open(prepared);
        random.manual_seed(5);
        switch (kind)
        {
            case "vocoder":
                using (
                    var module = new VocoderModule(
                        new SourceFilterVocoder(TinyVoice.Vocoder),
                        data,
                        new() { MaxSteps = 100, PredictedF0From = 2 }
                    )
                )
                    return trainer.Fit(
                        module,
                        new VocoderBatches(data, batchSize: 2, frames: 24, seed: 3),
                        cancellationToken
                    );
            case "acoustic":
                using (var module = NewAcoustic(data))
                    return trainer.Fit(module, new AcousticBatches(data, batchSize: 3, seed: 3), cancellationToken);
            case "noisy":
                using (var module = NewAcoustic(data, noiseChannels: 4))
                    return trainer.Fit(module, new AcousticBatches(data, batchSize: 3, seed: 3), cancellationToken);
            case "adversarial":
                using (
                    var module = NewAcoustic(
                        data,
                        noiseChannels: 4,
                        new()
                        {
                            From = 4,
                            HeadStart = 2,
                            RampSteps = 4,
                        }
                    )
                )
                    return trainer.Fit(module, new AcousticBatches(data, batchSize: 3, seed: 3), cancellationToken);
            case "adversarial vocoder":
                using (
                    var module = new VocoderModule(
                        new SourceFilterVocoder(TinyVoice.Vocoder),
                        data,
                        new()
                        {
                            MaxSteps = 100,
                            PredictedF0From = 2,
                            Adversarial = SmallDiscriminators,
                        }
                    )
                )
                    return trainer.Fit(
                        module,
                        new VocoderBatches(data, batchSize: 1, frames: 9, seed: 3),
                        cancellationToken
                    );
            case "joint":
                using (
                    var module = new JointModule(
                        new AcousticModel(TinyVoice.Acoustic with { NoiseChannels = 4 }),
                        new SourceFilterVocoder(TinyVoice.Vocoder),
                        data,
                        new()
                        {
                            MaxSteps = 100,
                            SegmentFrames = 9,
                            Adversarial = SmallDiscriminators,
                        }
                    )
                )
                    return trainer.Fit(
                        module,
                        new AcousticBatches(data, batchSize: 2, seed: 3, withSound: true),
                        cancellationToken
                    );
            case "univnet":
                using (
                    var module = new UnivNetModule(
                        SmallUnivNet with
                        {
                            SpectralSteps = 1,
                        },
                        NewUnivNet(),
                        data
                    )
                )
                    return trainer.Fit(
                        module,
                        new VocoderBatches(data, batchSize: 1, frames: 16, seed: 1),
                        cancellationToken
                    );
            case "g2p":
                var words = GraphemeToPhonemeTrainingTests.Data;
                using (
                    var module = new GraphemeToPhonemeModule(
                        new(GraphemeToPhonemeTrainingTests.Tiny),
                        words,
                        new() { MaxSteps = 100 }
                    )
                )
                    return trainer.Fit(
                        module,
                        new GraphemeToPhonemeBatches(words.Training, 128, seed: 1),
                        cancellationToken
                    );
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of network.");
        }
    }

    /// <param name="data">What it trains on.</param>
    /// <param name="noiseChannels">Over 0 to train with the energy distance.</param>
    /// <param name="adversarial">Discriminators' schedule; null to train without.</param>
    public static AcousticModule NewAcoustic(
        PreparedCorpus data,
        int noiseChannels = 0,
        AdversarialOptions? adversarial = null
    ) =>
        new(
            new AcousticModel(TinyVoice.Acoustic with { NoiseChannels = noiseChannels }),
            data,
            new()
            {
                AlignerSteps = 4,
                BinarizationFrom = 2,
                MaxSteps = 100,
                LearningRate = 5e-3,
                WarmUpSteps = 1,
                Adversarial = adversarial,
            },
            vocode: null
        );

    /// <summary>Weights, average and optimizer state of a run's newest checkpoint, as bytes.</summary>
    public IReadOnlyList<byte[]> State(string run) =>
        [
            .. new[] { "weights", "average", "optimizer" }.Select(name =>
                File.ReadAllBytes(Path.Combine(Newest(run), name + ".safetensors"))
            ),
        ];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
