using System.CommandLine;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Training;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Packing;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith finetune --from VOICE --data DIR --name NAME --out DIR</c></summary>
internal static class FineTuneCommand
{
    private static readonly Option<string?> From = new("--from")
    {
        Description =
            "A .voice packed with --with-training-parts, or a checkpoint or --out folder of 'train acoustic'. "
            + "Default: the built-in voice.",
    };
    private static readonly Option<string> Data = new("--data")
    {
        Description = "The speaker's recordings, as written by 'prepare'.",
        Required = true,
    };
    private static readonly Option<string> Name = new("--name")
    {
        Description = "Name of the speaker, new or one of the voice's.",
        Required = true,
    };
    private static readonly Option<string?> Original = new("--original")
    {
        Description = "Prepared recordings that the voice was trained on, mixed in against forgetting.",
    };
    private static readonly Option<double> OriginalShare = With(
        "--original-share",
        "Share of original batches.",
        0.2,
        nameof(FineTuningPlan.OriginalShare)
    );
    private static readonly Option<string?> Vocoder = new("--vocoder")
    {
        Description =
            "Vocoder's checkpoint or --out folder, or a .voice, for validation sound and the packed voice. "
            + "Default: that of --from.",
    };
    private static readonly Option<int> AlignerSteps = With(
        "--aligner-steps",
        "Steps that adapt the aligner, first.",
        30,
        nameof(FineTuningPlan.AlignerSteps)
    );
    private static readonly Option<int> SpeakerSteps = With(
        "--speaker-steps",
        "Steps after that which train the speaker's embedding alone.",
        50,
        nameof(FineTuningPlan.SpeakerSteps)
    );
    private static readonly Option<int> Rank = With(
        "--adapter-rank",
        "Rank of low-rank adapters trained in place of all weights; 0 for all weights.",
        0,
        nameof(FineTuningPlan.AdapterRank)
    );
    private static readonly Option<int> BatchSize = With(
        "--batch-size",
        "Recordings per step.",
        8,
        nameof(FineTuningPlan.BatchSize)
    );
    private static readonly Option<double> LearningRate = With(
        "--learning-rate",
        "Peak learning rate of all but the embedding.",
        2e-4,
        nameof(FineTuningPlan.LearningRate)
    );
    private static readonly Option<string> Consent = new("--consent")
    {
        Description = "The consent statement for the recorded speaker.",
        DefaultValueFactory = _ => "",
    };

    public static Command Create()
    {
        var command = new Command("finetune", "Teaches a voice another speaker from a few minutes of speech.")
        {
            From,
            Data,
            Name,
            Original,
            OriginalShare,
            Vocoder,
            AlignerSteps,
            SpeakerSteps,
            Rank,
            BatchSize,
            LearningRate,
            Consent,
        };
        TrainerArguments.AddTo(command);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        FineTune(arguments, cancelled);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void FineTune(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = TrainerArguments.Read(arguments, gradientClip: 1);
        if (!options.Callbacks.OfType<EarlyStopping>().Any())
            options = options with { Callbacks = [new EarlyStopping(patience: 4), .. options.Callbacks] };
        RunDirectory.RequireFit(options);
        var plan = new FineTuningPlan
        {
            From = arguments.GetValue(From),
            Data = arguments.GetRequiredValue(Data),
            Speaker = arguments.GetRequiredValue(Name),
            Original = arguments.GetValue(Original),
            OriginalShare = arguments.GetValue(OriginalShare),
            Vocoder = arguments.GetValue(Vocoder),
            AlignerSteps = arguments.GetValue(AlignerSteps),
            SpeakerSteps = arguments.GetValue(SpeakerSteps),
            AdapterRank = arguments.GetValue(Rank),
            BatchSize = arguments.GetValue(BatchSize),
            LearningRate = arguments.GetValue(LearningRate),
        };
        TrainingDisplay.Show(options, shown => FineTuner.Fit(plan, shown, cancellationToken));
        Pack(options, plan, arguments.GetRequiredValue(Consent));
    }

    /// <summary>Packs the best checkpoint, else the newest, as a voice beside the checkpoints.</summary>
    private static void Pack(TrainerOptions options, FineTuningPlan plan, string consent)
    {
        var (root, name) = (options.DefaultRootDirectory, plan.Speaker);
        var checkpoints = new CheckpointFolder(Path.Combine(root, "checkpoints"));
        var best = checkpoints.BestOrNull ?? checkpoints.NewestFirst.FirstOrDefault();
        if (plan.VocoderPath is not { } vocoder || best is null)
            return;
        var path = Path.Combine(root, name + ".voice");
        VoicePacker.Pack(
            new()
            {
                Acoustic = best,
                Vocoder = CheckpointFolder.NewestIn(vocoder),
                Name = name,
                Path = path,
                Provenance = new() { Consent = consent },
                WithTrainingParts = true,
            }
        );
        Console.WriteLine($"Packed {path}; speak with it by --voice {path} --speaker {name}.");
    }

    private static Option<T> With<T>(string name, string description, T standard, string member) =>
        new Option<T>(name) { Description = description, DefaultValueFactory = _ => standard }.InRangeOf(
            typeof(FineTuningPlan),
            member
        );
}
