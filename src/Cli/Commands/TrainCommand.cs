using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TorchSharp;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Adversarial;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Joint;
using VoiceSmith.Training.Reference;
using VoiceSmith.Training.Vocoder;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith train acoustic|vocoder|joint|univnet|g2p --data DIR --out DIR</c></summary>
internal static class TrainCommand
{
    private const int MaxBatchSize = 4096,
        MinSegmentFrames = 5,
        MaxSegmentFrames = 10_000;

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder written by 'prepare'.",
        Required = true,
    };
    private static readonly Option<int?> BatchSize = new Option<int?>("--batch-size")
    {
        Description = "Recordings or segments per step.",
    }.InRange(1, MaxBatchSize);
    private static readonly Option<double?> LearningRate = new Option<double?>("--learning-rate")
    {
        Description = "Peak learning rate.",
    }.InRange(0, 1, excludesLeast: true);
    private static readonly Option<string?> Vocoder = new("--vocoder")
    {
        Description =
            "Vocoder's checkpoint or --out folder, or a .voice. Default: that of --from, else the built-in voice's.",
    };
    private static readonly Option<int> AlignerSteps = new Option<int>("--aligner-steps")
    {
        Description = "Steps that train the aligner alone, first.",
        DefaultValueFactory = _ => 1500,
    }.InRangeOf(typeof(AcousticTrainingOptions), nameof(AcousticTrainingOptions.AlignerSteps));
    private static readonly Option<string?> From = new("--from")
    {
        Description =
            "Start: a voice packed with training parts, an acoustic checkpoint or its --out folder. "
            + "Default: fresh weights; for 'joint' the built-in voice.",
    };
    private static readonly Option<int> NoiseChannels = new Option<int>("--noise-channels")
    {
        Description =
            "Noise inputs of the decoder, trained with the energy distance of mel patches; 0 for the L1 loss.",
        DefaultValueFactory = _ => 16,
    }.InRange(0, 1024);
    private static readonly Option<int> NoiseReach = new Option<int>("--noise-reach")
    {
        Description =
            "Frames to each side over which the slowest noise channel is smoothed; the others lie between it and "
            + "white noise. 0 for white noise in all.",
        DefaultValueFactory = _ => 0,
    }.InRange(0, 256);
    private static readonly Option<bool> Adversarial = new("--adversarial")
    {
        Description =
            "Trains against discriminators too: of the mel for the acoustic model, of the sound for the vocoder.",
    };
    private static readonly Option<string?> Acoustic = new("--acoustic")
    {
        Description =
            "Acoustic checkpoint, its --out folder, or a voice packed with training parts: every other segment "
            + "takes the mel that it predicts, as in synthesis.",
    };
    private static readonly Option<int?> SegmentFrames = new Option<int?>("--segment-frames")
    {
        Description = "Mel frames per segment.",
    }.InRange(MinSegmentFrames, MaxSegmentFrames);
    private static readonly Option<int> DiscriminatorChannels = new Option<int>("--discriminator-channels")
    {
        Description = "Channels of the sound discriminators' first layers: 32 suits CPUs, 64 is as wide as UnivNet's.",
        DefaultValueFactory = _ => 32,
    }.InRangeOf(typeof(AdversarialOptions), nameof(AdversarialOptions.Channels));
    private static readonly Option<string?> FromVocoder = new("--from")
    {
        Description = "Start: a voice, a vocoder's checkpoint or its --out folder. Default: fresh weights.",
    };
    private static readonly Option<int> Channels = new Option<int>("--channels")
    {
        Description = "Width of UnivNet's trunk: 32 as published, or 16.",
        DefaultValueFactory = _ => 32,
    }.InRange(1, 1024);
    private static readonly Option<long> SpectralSteps = new Option<long>("--spectral-steps")
    {
        Description = "Steps that train by the spectral loss alone, before UnivNet's discriminators.",
    }.InRangeOf(typeof(UnivNetOptions), nameof(UnivNetOptions.SpectralSteps));

    public static Command Create() =>
        new("train", "Trains a network, from fresh weights or from existing ones.")
        {
            Kind(
                "acoustic",
                "The acoustic model: phonemes to mel frames.",
                TrainAcoustic,
                From,
                NoiseChannels,
                NoiseReach,
                Adversarial,
                AlignerSteps,
                Vocoder
            ),
            Kind(
                "vocoder",
                "The vocoder: mel frames to sound.",
                TrainVocoder,
                FromVocoder,
                Acoustic,
                Adversarial,
                DiscriminatorChannels,
                SegmentFrames
            ),
            Kind(
                "joint",
                "Acoustic model and vocoder as one graph, against discriminators.",
                TrainJoint,
                From,
                NoiseChannels,
                NoiseReach,
                Vocoder,
                DiscriminatorChannels,
                SegmentFrames
            ),
            Kind(
                "univnet",
                "UnivNet, an adversarial vocoder; slow without a GPU.",
                TrainUnivNet,
                Channels,
                SpectralSteps
            ),
            TrainG2PCommand.Create(),
        };

    /// <summary>Prepares the run's folder, the device and the seed.</summary>
    internal static TrainerOptions Prepare(TrainerOptions options)
    {
        RunDirectory.RequireFit(options);
        Accelerators.Prepare(options);
        torch.random.manual_seed(options.Seed);
        return options;
    }

    internal static void Run<TBatch>(
        TrainerOptions options,
        TrainingModule<TBatch> module,
        IBatchSource<TBatch> batches,
        CancellationToken cancellationToken
    )
        where TBatch : ITrainingBatch =>
        TrainingDisplay.Show(options, shown => new Trainer(shown).Fit(module, batches, cancellationToken));

    private static Command Kind(
        string name,
        string description,
        Action<ParseResult, CancellationToken> train,
        params Option[] options
    )
    {
        var command = new Command(name, description) { Data, BatchSize, LearningRate };
        TrainerArguments.AddTo(command);
        foreach (var option in options)
            command.Add(option);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        train(arguments, cancelled);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void TrainAcoustic(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = PreparedCorpus.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 1));
        var start =
            ToResume(options, arguments) is { } resumed
                ? StoredAcoustic.ToResume(
                    resumed,
                    WithNoise(resumed.Config.Deserialize<AcousticConfig>()!, arguments),
                    data.Manifest
                )
            : arguments.GetValue(From) is { } from
                ? StoredAcoustic.Load(from, data.Manifest, data.Manifest.Speakers, NoiseOf(arguments))
            : null;
        if (start is not null)
            data.ConformTo(start.Data);
        var training = new AcousticTrainingOptions
        {
            MaxSteps = options.MaxSteps,
            AlignerSteps = arguments.GetValue(AlignerSteps),
            Parent = start?.Version ?? "",
        };
        if (training.Parent.Length > 0)
            training = training with { BinarizationFrom = 0, AlignerLearningRate = 2e-4, WarmUpSteps = 100 };
        if (arguments.GetValue(LearningRate) is { } rate)
            training = training with { LearningRate = rate };
        if (arguments.GetValue(Adversarial))
            training = training with
            {
                Adversarial = new()
                {
                    ScoreWeight = 0.2,
                    FeatureWeight = 0.2,
                    From = training.AlignerSteps,
                },
            };
        using var vocoder = StoredVocoder.Load(arguments.GetValue(Vocoder));
        var model = start?.Model ?? new AcousticModel(ConfigFor(data.Manifest, NoiseOf(arguments)));
        using var module = new AcousticModule(model, data, training, vocoder is null ? null : vocoder.DecodeWhole);
        var batches = new AcousticBatches(data, arguments.GetValue(BatchSize) ?? 16, options.Seed);
        Run(options, module, batches, cancellationToken);
    }

    private static void TrainJoint(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = PreparedCorpus.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 20));
        var (start, vocoder) = StartOfJoint(arguments, options, data.Manifest);
        data.ConformTo(start.Data);
        var training = new JointTrainingOptions { MaxSteps = options.MaxSteps, Parent = start.Version };
        if (arguments.GetValue(LearningRate) is { } rate)
            training = training with { LearningRate = rate };
        if (arguments.GetValue(SegmentFrames) is { } frames)
            training = training with { SegmentFrames = frames };
        training = training with
        {
            Adversarial = training.Adversarial with { Channels = arguments.GetValue(DiscriminatorChannels) },
        };
        using var module = new JointModule(start.Model, vocoder, data, training);
        var batches = new AcousticBatches(data, arguments.GetValue(BatchSize) ?? 8, options.Seed, withSound: true);
        Run(options, module, batches, cancellationToken);
    }

    private static void TrainVocoder(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = PreparedCorpus.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 10));
        (SourceFilterVocoder Vocoder, string Version)? start =
            ToResume(options, arguments) is { } resumed
                ? (new SourceFilterVocoder(resumed.Config.Deserialize<SourceFilterConfig>()!), resumed.Parent)
            : arguments.GetValue(FromVocoder) is { } from ? StoredVocoder.LoadForTraining(from)
            : null;
        var training = new VocoderTrainingOptions { MaxSteps = options.MaxSteps, Parent = start?.Version ?? "" };
        if (arguments.GetValue(Adversarial))
            training = training with
            {
                Adversarial = new()
                {
                    ScoreWeight = 0.1,
                    FeatureWeight = 0.02,
                    Channels = arguments.GetValue(DiscriminatorChannels),
                },
            };
        if (arguments.GetValue(LearningRate) is { } rate)
            training = training with { LearningRate = rate };
        using var predicted = arguments.GetValue(Acoustic) is { } acoustic
            ? Predict(acoustic, data, options.DefaultRootDirectory, cancellationToken)
            : null;
        var (batchSize, frames) = (arguments.GetValue(BatchSize) ?? 6, arguments.GetValue(SegmentFrames) ?? 88);
        var batches = new VocoderBatches(data, batchSize, frames, options.Seed, predicted);
        var vocoder = start?.Vocoder ?? new SourceFilterVocoder(new SourceFilterConfig { Mel = data.Manifest.Mel });
        using var module = new VocoderModule(vocoder, data, training, predicted);
        Run(options, module, batches, cancellationToken);
    }

    private static void TrainUnivNet(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = PreparedCorpus.Open(arguments.GetRequiredValue(Data));
        var options = Prepare(TrainerArguments.Read(arguments, gradientClip: 0.5));
        var training = new UnivNetOptions { SpectralSteps = arguments.GetValue(SpectralSteps) };
        if (arguments.GetValue(LearningRate) is { } rate)
            training = training with { LearningRate = rate };
        var resumed = ToResume(options, arguments);
        var config =
            resumed?.Config.Deserialize<UnivNetConfig>()
            ?? new UnivNetConfig { MelBands = data.Manifest.Mel.Bands, SampleRate = data.Manifest.Mel.SampleRate };
        if (resumed is null || IsGiven(Channels, arguments))
            config = config with { Channels = arguments.GetValue(Channels) };
        using var module = new UnivNetModule(training, new UnivNetGenerator(config), data);
        var batches = new VocoderBatches(data, arguments.GetValue(BatchSize) ?? 6, frames: 64, options.Seed);
        Run(options, module, batches, cancellationToken);
    }

    /// <summary>
    /// Both networks of a joint training: of the run to resume, with fresh weights that the trainer restores, or those
    /// that the options name.
    /// </summary>
    private static (StoredAcoustic Acoustic, SourceFilterVocoder Vocoder) StartOfJoint(
        ParseResult arguments,
        TrainerOptions options,
        PreparedCorpusManifest data
    )
    {
        if (ToResume(options, arguments) is { } resumed)
        {
            var (acoustic, config) = resumed.Config.Deserialize<JointConfig>()!;
            return (
                StoredAcoustic.ToResume(resumed, WithNoise(acoustic, arguments), data),
                new SourceFilterVocoder(config)
            );
        }
        var from = arguments.GetValue(From);
        var start = StoredAcoustic.Load(from, data, data.Speakers, NoiseOf(arguments));
        return (start, StoredVocoder.LoadForTraining(arguments.GetValue(Vocoder) ?? from).Vocoder);
    }

    /// <summary>The checkpoint that a resumed run goes on from, which decides sizes. Null for a new run.</summary>
    private static CheckpointManifest? ToResume(TrainerOptions options, ParseResult arguments) =>
        RunDirectory.ManifestToResume(options, kind: arguments.CommandResult.Command.Name);

    private static bool IsGiven(Option option, ParseResult arguments) =>
        arguments.GetResult(option) is { Implicit: false };

    /// <summary>A model's sizes with the noise input of the command line, where it names one.</summary>
    private static AcousticConfig WithNoise(AcousticConfig config, ParseResult arguments) =>
        config with
        {
            NoiseChannels = IsGiven(NoiseChannels, arguments)
                ? arguments.GetValue(NoiseChannels)
                : config.NoiseChannels,
            NoiseReach = IsGiven(NoiseReach, arguments) ? arguments.GetValue(NoiseReach) : config.NoiseReach,
        };

    private static NoiseInput NoiseOf(ParseResult arguments) =>
        new(arguments.GetValue(NoiseChannels), arguments.GetValue(NoiseReach));

    private static AcousticConfig ConfigFor(PreparedCorpusManifest data, NoiseInput noise) =>
        new()
        {
            Vocabulary = data.Symbols.Count,
            MelBands = data.Mel.Bands,
            Speakers = data.Speakers.Count,
            NoiseChannels = noise.Channels,
            NoiseReach = noise.Reach,
        };

    private static PredictedMels Predict(
        string acoustic,
        PreparedCorpus data,
        string folder,
        CancellationToken cancellationToken
    ) =>
        AnsiConsole
            .Progress()
            .Start(context =>
            {
                var task = context.AddTask("Predicting mel frames");
                return PredictedMels.Open(
                    acoustic,
                    data,
                    folder,
                    (done, total) => (task.Value, task.MaxValue) = (done, total),
                    cancellationToken
                );
            });
}
