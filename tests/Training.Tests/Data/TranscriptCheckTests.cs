using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Data;

public sealed class TranscriptCheckTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>
{
    [Fact]
    public void Judge_OtherTextFitsBetterOrOwnIsFarBelow_IsSuspicious()
    {
        var scores = Enumerable.Range(0, 20).Select(i => (Item($"u{i}"), Own: -1 - 0.01 * i, Other: -2.0)).ToList();
        scores.Add((Item("swapped"), -1.2, -1.1));
        scores.Add((Item("noise"), -3, -9));
        var verdicts = TranscriptCheck.Judge(scores);
        Assert.Equal(
            ["noise", "swapped"],
            verdicts.Where(verdict => verdict.Suspicious).Select(verdict => verdict.Utterance.Id).Order()
        );
        Assert.Equal(["noise", "swapped"], verdicts.Take(2).Select(verdict => verdict.Utterance.Id).Order());
        Assert.Empty(TranscriptCheck.Judge([]));
    }

    [Fact]
    public void Run_EveryRecording_HasAFiniteLikelihood()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        random.manual_seed(1);
        using var model = new AcousticModel(
            new AcousticConfig { Vocabulary = data.Manifest.Symbols.Count, MelBands = data.Manifest.Mel.Bands }
        );
        model.eval();
        var verdicts = new TranscriptCheck(model, data).Run((_, _) => { }, CancellationToken.None);
        Assert.Equal(data.Manifest.Utterances.Count, verdicts.Count);
        Assert.All(
            verdicts,
            verdict => Assert.True(double.IsFinite(verdict.Own) && double.IsFinite(verdict.Other) && verdict.Own < 0)
        );
    }

    private static Utterance Item(string id) => new(id, 0, false, id, [], 0, 0);
}
