using System.CommandLine;
using System.IO.Compression;
using TorchSharp;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.G2P;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith train g2p --out DIR</c></summary>
internal static class TrainG2PCommand
{
    private const int LettersPerBatch = 2048;

    private static readonly Option<FileInfo?> Lexicon = new("--lexicon")
    {
        Description = "Lines of word TAB sounds in ARPAbet, perhaps gzipped; the built-in dictionary otherwise.",
    };
    private static readonly Option<FileInfo> HeldOut = new("--held-out")
    {
        Description = "Words to validate with and not to train on, one a line.",
        Required = true,
    };
    private static readonly Option<FileInfo?> From = new("--from")
    {
        Description = "A packed model whose network is trained further; fresh weights otherwise.",
    };
    private static readonly Option<double> LearningRate = new("--learning-rate")
    {
        Description = "Learning rate after warm-up.",
        DefaultValueFactory = _ => new GraphemeToPhonemeTrainingOptions().LearningRate,
    };
    private static readonly Option<FileInfo?> Pack = new("--pack")
    {
        Description = "Afterwards, the best weights and counts of graphones go into this one file.",
    };

    public static Command Create()
    {
        var command = new Command("g2p", "The network that says words no dictionary has.")
        {
            Lexicon,
            HeldOut,
            From,
            LearningRate,
            Pack,
        };
        TrainerArguments.AddTo(command);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        Train(arguments, cancelled);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void Train(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = TrainCommand.Prepare(TrainerArguments.Read(arguments, gradientClip: 1));
        var network = arguments.GetValue(From) is { } from
            ? GraphemeToPhonemeFile.ReadNetwork(from.FullName)
            : new(new());
        var config = network.Config;
        var heldOut = File.ReadLines(arguments.GetRequiredValue(HeldOut).FullName).ToHashSet();
        var entries = arguments.GetValue(Lexicon) is { } file ? ReadTable(file) : PronouncingLexicon.English.Entries();
        var data = GraphemeToPhonemeData.From(entries, heldOut, config.SlotsPerLetter);
        var training = new GraphemeToPhonemeTrainingOptions
        {
            LearningRate = arguments.GetValue(LearningRate),
            MaxSteps = options.MaxSteps,
            WarmUpSteps = (int)Math.Min(new GraphemeToPhonemeTrainingOptions().WarmUpSteps, options.MaxSteps / 12),
        };
        using (var module = new GraphemeToPhonemeModule(network, data, training))
            TrainCommand.Run(
                options,
                module,
                new GraphemeToPhonemeBatches(data.Training, LettersPerBatch, options.Seed),
                cancellationToken
            );
        var checkpoints = new CheckpointFolder(Path.Combine(options.DefaultRootDirectory, "checkpoints"));
        if (arguments.GetValue(Pack) is not { } pack || checkpoints.BestOrNull is not { } best)
            return;
        using var scope = torch.NewDisposeScope();
        GraphemeToPhonemeFile.Write(
            pack.FullName,
            config,
            CheckpointFolder.ReadAverage(best),
            GraphoneTrainer.Train(data.Training)
        );
    }

    private static List<(string, IReadOnlyList<string[]>)> ReadTable(FileInfo file)
    {
        using Stream stream =
            file.Extension == ".gz" ? new GZipStream(file.OpenRead(), CompressionMode.Decompress) : file.OpenRead();
        using var reader = new StreamReader(stream);
        return
        [
            .. PronouncingLexiconWriter
                .ReadTable(reader)
                .GroupBy(entry => entry.Word, entry => entry.Phones)
                .Select(group => (group.Key, (IReadOnlyList<string[]>)[.. group])),
        ];
    }
}
