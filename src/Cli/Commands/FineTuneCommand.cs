using System.CommandLine;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.FineTuning;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith finetune --from VOICE --data DIR --name NAME --out DIR</c></summary>
internal static class FineTuneCommand
{
    private static readonly Option<string?> From = new("--from") { Description = "A .voice packed with --with-training-parts, or a checkpoint or --out folder of 'train acoustic'; the built-in voice without it." };
    private static readonly Option<string> Data = new("--data") { Description = "What 'prepare' made of the speaker's recordings.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "The speaker, new or one of the voice's.", Required = true };
    private static readonly Option<string?> Original = new("--original") { Description = "Prepared recordings that the voice was trained on, mixed in so that it does not forget." };
    private static readonly Option<double> OriginalShare = new("--original-share") { Description = "Share of original batches.", DefaultValueFactory = _ => 0.2 };
    private static readonly Option<string?> Vocoder = new("--vocoder") { Description = "A vocoder's checkpoint or --out folder, or a .voice: for validation sound and the packed voice; --from's own without it." };
    private static readonly Option<int> AlignerSteps = new("--aligner-steps") { Description = "Steps that adapt the aligner first.", DefaultValueFactory = _ => 30 };
    private static readonly Option<int> SpeakerSteps = new("--speaker-steps") { Description = "Steps after that in which only the speaker's embedding moves.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Rank = new("--adapter-rank") { Description = "Learns low-rank adapters of this rank in place of all weights; 0 for all.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> BatchSize = new("--batch-size") { Description = "Recordings a step.", DefaultValueFactory = _ => 8 };
    private static readonly Option<double> LearningRate = new("--learning-rate") { Description = "Peak learning rate of all but the embedding.", DefaultValueFactory = _ => 2e-4 };
    private static readonly Option<string> Consent = new("--consent") { Description = "What was said of the right to use the speaker's voice.", DefaultValueFactory = _ => "" };

    public static Command Create()
    {
        var command = new Command("finetune", "Teaches a voice another speaker from a few minutes of speech.")
            { From, Data, Name, Original, OriginalShare, Vocoder, AlignerSteps, SpeakerSteps, Rank, BatchSize, LearningRate, Consent };
        TrainerArguments.AddTo(command);
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(cancelled =>
        {
            FineTune(arguments, cancelled);
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void FineTune(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (from, name) = (arguments.GetValue(From), arguments.GetRequiredValue(Name));
        var options = TrainerArguments.Read(arguments, gradientClip: 1);
        if (!options.Callbacks.OfType<EarlyStopping>().Any())
            options = options with { Callbacks = [new EarlyStopping(patience: 4), .. options.Callbacks] };
        var plan = new FineTuningPlan
        {
            From = from, Data = arguments.GetRequiredValue(Data), Speaker = name, Original = arguments.GetValue(Original), OriginalShare = arguments.GetValue(OriginalShare),
            Vocoder = arguments.GetValue(Vocoder), AlignerSteps = arguments.GetValue(AlignerSteps), SpeakerSteps = arguments.GetValue(SpeakerSteps),
            AdapterRank = arguments.GetValue(Rank), BatchSize = arguments.GetValue(BatchSize), LearningRate = arguments.GetValue(LearningRate),
        };
        TrainingDisplay.Show(options, shown => FineTuner.Fit(plan, shown, cancellationToken));
        Pack(options, name, plan.VocoderPath, arguments.GetRequiredValue(Consent));
    }

    /// <summary>The best checkpoint, or else the newest, as a voice beside it.</summary>
    private static void Pack(TrainerOptions options, string name, string? vocoder, string consent)
    {
        var checkpoints = new CheckpointFolder(Path.Combine(options.DefaultRootDirectory, "checkpoints"));
        if (vocoder is null || (checkpoints.BestOrNull ?? checkpoints.NewestFirst.FirstOrDefault()) is not { } best)
            return;
        var path = Path.Combine(options.DefaultRootDirectory, name + ".voice");
        VoicePacker.Pack(new() { Acoustic = best, Vocoder = CheckpointFolder.NewestIn(vocoder), Name = name, Path = path, Provenance = new() { Consent = consent }, WithTrainingParts = true });
        Console.WriteLine($"Packed {path}; speak with it by --voice {path} --speaker {name}.");
    }
}
