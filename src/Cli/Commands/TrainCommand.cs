using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Joint;
using VoiceSmith.Training.Vocoder;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith train acoustic|vocoder|g2p --data DIR --out DIR</c></summary>
internal static class TrainCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "What 'prepare' made.", Required = true };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "Recordings, or segments of them, a step." };
    private static readonly Option<double?> LearningRate = new("--learning-rate") { Description = "Peak learning rate." };

    private static readonly Option<string?> Vocoder = new("--vocoder") { Description = "A vocoder's checkpoint or --out folder, to hear validation sentences; the built-in voice's without it." };
    private static readonly Option<int> AlignerSteps = new("--aligner-steps") { Description = "Steps that train the acoustic model's aligner first.", DefaultValueFactory = _ => 1500 };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Voice packed with training parts, acoustic checkpoint or its --out folder to start from; fresh weights without it.",
    };
    private static readonly Option<int> NoiseChannels = new("--noise-channels")
    {
        Description = "Noise inputs of the decoder, taught with the energy distance of mel patches; 0 teaches with the L1 distance instead.",
        DefaultValueFactory = _ => 16,
    };

    private static readonly Option<bool> Adversarial = new("--adversarial")
    {
        Description = "Trains against discriminators too: of the mel for the acoustic model, of the sound for the vocoder.",
    };

    private static readonly Option<string?> Acoustic = new("--acoustic") { Description = "An acoustic checkpoint, its --out folder, or a voice packed with training parts: every other segment takes the mel that it predicts, as in synthesis." };

    private static readonly Option<int?> SegmentFrames = new("--segment-frames") { Description = "Mel frames of a segment." };

    private static readonly Option<string?> FromVocoder = new("--from")
    {
        Description = "Voice whose vocoder training starts from; fresh weights without it.",
    };

    private static readonly Option<int> Channels = new("--channels") { Description = "Width of UnivNet's trunk: 32 as published, 16 its small form.", DefaultValueFactory = _ => 32 };
    private static readonly Option<long> SpectralSteps = new("--spectral-steps") { Description = "Steps that learn magnitudes alone, before UnivNet's discriminators come in." };

    public static Command Create() => new("train", "Trains a network, from the start or from a checkpoint.")
    {
        Kind("acoustic", "The network that turns phonemes into mel frames.", TrainAcoustic),
        Kind("vocoder", "The network that turns mel frames into sound.", TrainVocoder),
        Kind("joint", "Both of a voice's networks as one, from phonemes to sound, against discriminators.", TrainJoint),
        Kind("univnet", "UnivNet, a vocoder that learns from discriminators; slow without a GPU.", TrainUnivNet),
        TrainG2PCommand.Create(),
    };

    private static Command Kind(string name, string description, Action<ParseResult, CancellationToken> train)
    {
        var command = new Command(name, description) { Data, BatchSize, LearningRate };
        TrainerArguments.AddTo(command);
        if (name == "acoustic")
        {
            command.Add(From);
            command.Add(NoiseChannels);
            command.Add(Adversarial);
            command.Add(AlignerSteps);
            command.Add(Vocoder);
        }
        else if (name == "vocoder")
        {
            command.Add(FromVocoder);
            command.Add(Acoustic);
            command.Add(Adversarial);
            command.Add(SegmentFrames);
        }
        else if (name == "joint")
        {
            command.Add(From);
            command.Add(NoiseChannels);
            command.Add(Vocoder);
            command.Add(SegmentFrames);
        }
        else
        {
            command.Add(Channels);
            command.Add(SpectralSteps);
        }
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(cancelled =>
        {
            train(arguments, cancelled);
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void TrainAcoustic(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 1));
        var noise = arguments.GetValue(NoiseChannels);
        var start = arguments.GetValue(From) is { } from ? FineTuningBase.Load(from, data.Manifest, data.Manifest.Speakers, noise) : null;
        if (start is not null)
            data.TakeTermsOf(start.Data);
        var how = new AcousticTrainingOptions
        {
            MaxSteps = options.MaxSteps, AlignerSteps = arguments.GetValue(AlignerSteps), Parent = start?.Version ?? "",
        };
        how = start is null ? how : how with { BinarizationFrom = 0, AlignerLearningRate = 2e-4 };
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        how = arguments.GetValue(Adversarial) ? how with { Adversarial = new() { ScoreWeight = 0.2, FeatureWeight = 0.2, From = how.AlignerSteps } } : how;
        using var vocoder = ValidationVocoder.Load(arguments.GetValue(Vocoder));
        using var module = new AcousticModule(start?.Model ?? new AcousticModel(ConfigFor(data.Manifest, noise)), data, how, vocoder is null ? null : mel => ValidationVocoder.Decode(vocoder, mel));
        Run(options, module, new AcousticBatches(data, arguments.GetValue(BatchSize) ?? 16, options.Seed), cancellationToken);
    }

    private static void TrainJoint(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 20));
        var from = arguments.GetValue(From);
        var start = FineTuningBase.Load(from, data.Manifest, data.Manifest.Speakers, arguments.GetValue(NoiseChannels));
        data.TakeTermsOf(start.Data);
        var how = new JointTrainingOptions { MaxSteps = options.MaxSteps, Parent = start.Version };
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        how = arguments.GetValue(SegmentFrames) is { } frames ? how with { SegmentFrames = frames } : how;
        using var module = new JointModule(start.Model, LoadVocoder(arguments.GetValue(Vocoder) ?? from).Vocoder, data, how);
        Run(options, module, new AcousticBatches(data, arguments.GetValue(BatchSize) ?? 8, options.Seed), cancellationToken);
    }

    private static AcousticConfig ConfigFor(DatasetManifest data, int noiseChannels) => new()
    {
        Vocabulary = data.Symbols.Count, MelBands = data.Mel.Bands, Speakers = data.Speakers.Count, NoiseChannels = noiseChannels,
    };

    private static void TrainVocoder(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 10));
        (SourceFilterVocoder Vocoder, string Version)? start = arguments.GetValue(FromVocoder) is { } from ? LoadVocoder(from) : null;
        var how = new VocoderTrainingOptions { MaxSteps = options.MaxSteps, Parent = start?.Version ?? "" };
        how = arguments.GetValue(Adversarial) ? how with { Adversarial = new() { ScoreWeight = 0.1, FeatureWeight = 0.02 } } : how;
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        using var predicted = arguments.GetValue(Acoustic) is { } acoustic ? Predict(acoustic, data, options.DefaultRootDirectory, cancellationToken) : null;
        using var module = new VocoderModule(start?.Vocoder ?? new SourceFilterVocoder(new SourceFilterConfig { Mel = data.Manifest.Mel }), data, how, predicted);
        Run(options, module, new VocoderBatches(data, arguments.GetValue(BatchSize) ?? 6, arguments.GetValue(SegmentFrames) ?? 88, options.Seed, predicted), cancellationToken);
    }

    /// <summary>The source-filter vocoder of a voice, a checkpoint or a run, for training.</summary>
    /// <param name="path">Null for the default voice.</param>
    private static (SourceFilterVocoder Vocoder, string Version) LoadVocoder(string? path)
    {
        using var loaded = ValidationVocoder.Load(path);
        if (loaded is not SourceFilterVocoder spoken)
            throw new VoiceSmithException("VS3006", $"Training cannot start from '{path ?? "the default voice"}'.",
                "It has no source-filter vocoder.", "Name a voice of this project's own form, or a run of 'train vocoder'.");
        var vocoder = new SourceFilterVocoder(spoken.Config);
        ModuleWeights.Load(vocoder, ModuleWeights.Of(spoken).ToDictionary(), path ?? "the default voice");
        return (vocoder, path is not null && File.Exists(path) ? Voice.ReadManifest(path).Version : "");
    }

    private static PredictedMels Predict(string acoustic, Dataset data, string folder, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask("Predicting mel frames");
            return PredictedMels.Open(acoustic, data, folder, (done, all) => (task.Value, task.MaxValue) = (done, all), cancellationToken);
        });

    private static void TrainUnivNet(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 0.5));
        var how = new Training.Reference.VocoderModuleOptions { SpectralSteps = arguments.GetValue(SpectralSteps) };
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        var config = new UnivNetConfig { MelBands = data.Manifest.Mel.Bands, SampleRate = data.Manifest.Mel.SampleRate, Channels = arguments.GetValue(Channels) };
        using var module = new Training.Reference.VocoderModule(how, new UnivNetGenerator(config), data);
        Run(options, module, new VocoderBatches(data, arguments.GetValue(BatchSize) ?? 6, frames: 64, options.Seed), cancellationToken);
    }

    /// <summary>Makes a device and a seed those of all that is made from here on.</summary>
    internal static TrainerOptions Prepare(TrainerOptions options)
    {
        Accelerators.Prepare(options);
        torch.random.manual_seed(options.Seed);
        return options;
    }

    internal static void Run<TBatch>(TrainerOptions options, TrainingModule<TBatch> module, IBatchSource<TBatch> batches, CancellationToken cancellationToken)
        where TBatch : ITrainingBatch =>
        TrainingDisplay.Show(options, shown => new Trainer(shown).Fit(module, batches, cancellationToken));
}
