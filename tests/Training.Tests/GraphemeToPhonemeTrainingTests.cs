using TorchSharp;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.G2P;

namespace VoiceSmith.Training.Tests;

public sealed class GraphemeToPhonemeTrainingTests : IDisposable
{
    internal static readonly GraphemeToPhonemeConfig Tiny = new()
    {
        Channels = 32,
        HiddenChannels = 64,
        Layers = 2,
        Heads = 2,
        GuessAfterLayer = 1,
        Dropout = 0,
    };

    internal static readonly GraphemeToPhonemeData Data = GraphemeToPhonemeData.From(
        PronouncingLexicon
            .English.Entries()
            .Where(entry => entry.Word.Length is 3 or 4 && entry.Word[0] == 'b')
            .Take(120)
            .ToArray(),
        new HashSet<string> { "bad", "bag", "ball" },
        Tiny.SlotsPerLetter
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-g2p").FullName;

    [Fact]
    public void From_Lexicon_KeepsValidationApart()
    {
        Assert.Equal(["bad", "bag", "ball"], Data.Validation.Select(word => word.Word).Order());
        Assert.DoesNotContain(Data.Training, example => example.Word is "bad" or "bag" or "ball");
    }

    [Fact]
    public void Get_AnEpoch_EveryExampleOnce()
    {
        var batches = new GraphemeToPhonemeBatches(Data.Training, 64, seed: 3);
        var words = 0L;
        for (var step = 0; step < batches.StepsPerEpoch; step++)
        {
            using var batch = batches.Get(step);
            words += batch.Letters.shape[0];
            Assert.Equal(batch.SoundLengths.sum().ToInt64(), batch.Sounds.shape[0]);
        }
        Assert.Equal(Data.Training.Count, words);
    }

    [Fact]
    public void Get_SameStep_SameBatchInAnyOrder()
    {
        using var there = new GraphemeToPhonemeBatches(Data.Training, 64, seed: 3).Get(9);
        var source = new GraphemeToPhonemeBatches(Data.Training, 64, seed: 3);
        source.Get(0).Dispose();
        using var here = source.Get(9);
        Assert.Equal(there.Letters.data<long>().ToArray(), here.Letters.data<long>().ToArray());
    }

    [Fact]
    public void Fit_AShortWhile_LearnsItsWords()
    {
        torch.random.manual_seed(1);
        var losses = new List<double>();
        using (
            var module = new GraphemeToPhonemeModule(
                new(Tiny),
                Data,
                new()
                {
                    MaxSteps = 120,
                    WarmUpSteps = 10,
                    LearningRate = 5e-3,
                }
            )
        )
        {
            var trainer = new Trainer(
                new()
                {
                    DefaultRootDirectory = _folder,
                    MaxSteps = 120,
                    ValidateEvery = 60,
                    LogEvery = 10,
                    Threads = 1,
                    GradientClip = 1,
                    Callbacks =
                    [
                        new EventForwarder(happened =>
                            losses.AddRange(happened is TrainingProgress progress ? [progress.Losses["final"]] : [])
                        ),
                    ],
                }
            );
            trainer.Fit(module, new GraphemeToPhonemeBatches(Data.Training, 128, seed: 1), CancellationToken.None);
        }
        Assert.True(losses[^1] < 0.35 * losses[0], string.Join(" ", losses));

        var path = Path.Combine(_folder, "tiny.g2p");
        using (torch.NewDisposeScope())
            GraphemeToPhonemeFile.Write(
                path,
                Tiny,
                CheckpointFolder.ReadAverage(
                    new CheckpointFolder(Path.Combine(_folder, "checkpoints")).NewestFirst.First()
                ),
                GraphoneTrainer.Train(Data.Training)
            );
        using var stream = File.OpenRead(path);
        using var pronouncer = GraphemeToPhonemeFile.Read(stream, path);
        Assert.Equal("B", pronouncer.Pronounce("bat")[0]);
        Assert.Equal("B", pronouncer.PronounceAll(["zzz", "bat", "b?t"])[1][0]);
        Assert.Empty(pronouncer.Pronounce("b?t"));
        using var network = GraphemeToPhonemeFile.ReadNetwork(path);
        using var further = new NeuralGraphemeToPhoneme(network, ownsModel: false);
        Assert.Equal(pronouncer.PronounceAll(["bat"])[0], further.PronounceAll(["bat"])[0]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
