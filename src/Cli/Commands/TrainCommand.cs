using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith train acoustic|vocoder|g2p --data DIR --out DIR</c></summary>
internal static class TrainCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "What 'prepare' made.", Required = true };
    private static readonly Option<string> Output = new("--out") { Description = "Checkpoints, logs, sound and pictures go here.", Required = true };
    private static readonly Option<long> MaxSteps = new("--max-steps") { Description = "The step after which training ends.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<double?> MaxMinutes = new("--max-minutes") { Description = "Minutes after which this run ends." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on from the newest checkpoint." };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of torch.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Seed = new("--seed") { Description = "Decides weights, order and dropout.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> ValidateEvery = new("--validate-every") { Description = "Steps between validations.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "Recordings, or segments of them, a step." };
    private static readonly Option<double?> LearningRate = new("--learning-rate") { Description = "Peak learning rate." };

    private static readonly Option<string?> Vocoder = new("--vocoder") { Description = "A vocoder's checkpoint or --out folder, to hear validation sentences; the built-in voice's without it." };
    private static readonly Option<int> AlignerSteps = new("--aligner-steps") { Description = "Steps that train the acoustic model's aligner first.", DefaultValueFactory = _ => 1500 };

    public static Command Create() => new("train", "Trains a network, from the start or from a checkpoint.")
    {
        Kind("acoustic", "The network that turns phonemes into mel frames.", TrainAcoustic),
        Kind("vocoder", "The network that turns mel frames into sound.", TrainVocoder),
        TrainG2PCommand.Create(Options, Run, Output, MaxSteps, MaxMinutes, Resume, Threads, Seed, ValidateEvery),
    };

    private static Command Kind(string name, string description, Action<ParseResult, CancellationToken> train)
    {
        var command = new Command(name, description) { Data, Output, MaxSteps, MaxMinutes, Resume, Threads, Seed, ValidateEvery, BatchSize, LearningRate };
        if (name == "acoustic")
        {
            command.Add(AlignerSteps);
            command.Add(Vocoder);
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
        var options = Options(arguments);
        torch.random.manual_seed(options.Seed);
        var config = new AcousticConfig { Vocabulary = data.Manifest.Symbols.Count, MelBands = data.Manifest.Mel.Bands, Speakers = data.Manifest.Speakers.Count };
        var how = new AcousticTrainingOptions { MaxSteps = options.MaxSteps, AlignerSteps = arguments.GetValue(AlignerSteps) };
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        using var vocoder = LoadVocoder(arguments.GetValue(Vocoder));
        using var module = new AcousticModule(new AcousticModel(config), data, how, vocoder is null ? null : mel => Vocode(vocoder, mel));
        Run(options with { GradientClip = 1 }, module, new AcousticBatches(data, arguments.GetValue(BatchSize) ?? 16, options.Seed), cancellationToken);
    }

    /// <summary>The vocoder of a checkpoint, or of the built-in voice; null where there is neither.</summary>
    private static IVocoder? LoadVocoder(string? folder)
    {
        if (folder is not null)
            return VoicePacker.LoadVocoder(CheckpointFolder.NewestIn(folder));
        if (!Voice.HasEmbedded)
            return null;
        var voice = Voice.LoadEmbedded();
        voice.Acoustic.Dispose();
        return voice.Vocoder;
    }

    private static float[] Vocode(IVocoder vocoder, torch.Tensor mel)
    {
        using var state = vocoder.NewState(seed: 0);
        return vocoder.Decode(mel, state, last: true);
    }

    private static void TrainVocoder(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(arguments.GetRequiredValue(Data));
        var options = Options(arguments);
        torch.random.manual_seed(options.Seed);
        var how = new VocoderTrainingOptions { MaxSteps = options.MaxSteps };
        how = arguments.GetValue(LearningRate) is { } rate ? how with { LearningRate = rate } : how;
        using var module = new VocoderModule(new SourceFilterVocoder(new SourceFilterConfig { Mel = data.Manifest.Mel }), data, how);
        Run(options, module, new VocoderBatches(data, arguments.GetValue(BatchSize) ?? 6, frames: 88, options.Seed), cancellationToken);
    }

    private static TrainerOptions Options(ParseResult arguments) => new()
    {
        DefaultRootDirectory = arguments.GetRequiredValue(Output),
        MaxSteps = arguments.GetValue(MaxSteps),
        MaxTime = arguments.GetValue(MaxMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue,
        Resume = arguments.GetValue(Resume),
        Threads = arguments.GetValue(Threads),
        Seed = arguments.GetValue(Seed),
        ValidateEvery = arguments.GetValue(ValidateEvery),
    };

    private static void Run<TBatch>(TrainerOptions options, TrainingModule<TBatch> module, IBatchSource<TBatch> batches, CancellationToken cancellationToken)
        where TBatch : IDisposable
    {
        var trainer = new Trainer(options, TimeProvider.System);
        trainer.Progress += progress => Show($"step {progress.Step}/{progress.MaxSteps}", progress.Losses,
            string.Create(CultureInfo.InvariantCulture, $"{progress.StepsPerSecond:F2} steps/s, {progress.TimeLeft:d\\.hh\\:mm} left"));
        trainer.Validated += (step, losses) => Show($"validation at {step}", losses, "");
        var done = trainer.Fit(module, batches, cancellationToken);
        AnsiConsole.MarkupLineInterpolated($"Stopped after step {done}; resume with --resume.");
    }

    private static void Show(string head, IReadOnlyDictionary<string, double> losses, string tail) => AnsiConsole.WriteLine(
        $"{head}  {string.Join("  ", losses.Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:G4}")))}  {tail}");
}
