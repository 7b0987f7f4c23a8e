using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Data;

public sealed class LoaderTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>
{
    [Fact]
    public void Prefetch_AnyStart_GivesTheBatchesOfTheSteps()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var prefetch = new Prefetch<AcousticBatch>(
            new AcousticBatches(data, batchSize: 2, seed: 4),
            firstStep: 5,
            lastStep: 17
        );
        var direct = new AcousticBatches(data, batchSize: 2, seed: 4);
        for (var step = 5; step < 17; step++)
        {
            using var ahead = prefetch.Next();
            using var expected = direct.Get(step);
            Assert.Equal(expected.Utterances.Select(item => item.Id), ahead.Utterances.Select(item => item.Id));
            Assert.True(expected.Mel.equal(ahead.Mel).all().item<bool>());
        }
    }

    /// <summary>
    /// Padding does not leak: a recording alone gives what it gives beside longer ones, in every output and in the
    /// aligner.
    /// </summary>
    [Fact]
    public void Forward_AloneOrInABatch_GivesTheSame()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        random.manual_seed(2);
        using var model = new AcousticModel(
            new AcousticConfig { Vocabulary = data.Manifest.Symbols.Count, MelBands = data.Manifest.Mel.Bands }
        );
        using var module = new AcousticModule(model, data, new(), vocode: null);
        model.eval();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var items = data.Manifest.Utterances.OrderBy(item => item.Frames).ToArray();
        using var together = AcousticBatch.Of(data, items);
        var all = model.Forward(module.Input(together));
        var scores = module.Align(together);
        foreach (var (i, item) in items.Index())
        {
            using var single = AcousticBatch.Of(data, [item]);
            var own = model.Forward(module.Input(single));
            var (phonemes, frames) = (item.Phonemes.Length, item.Frames);
            AssertClose(own.Mel[0], all.Mel[i].narrow(1, 0, frames));
            AssertClose(own.LogDurations[0], all.LogDurations[i].narrow(0, 0, phonemes));
            AssertClose(own.Pitch[0], all.Pitch[i].narrow(0, 0, phonemes));
            AssertClose(own.Energy[0], all.Energy[i].narrow(0, 0, phonemes));
            AssertClose(own.UtteranceProsody[0], all.UtteranceProsody[i]);
            AssertClose(own.UtteranceProsodyTarget[0], all.UtteranceProsodyTarget[i]);
            AssertClose(own.PhonemeProsody[0], all.PhonemeProsody[i].narrow(0, 0, phonemes));
            AssertClose(own.PhonemeProsodyTarget[0], all.PhonemeProsodyTarget[i].narrow(0, 0, phonemes));
            AssertClose(module.Align(single)[0], scores[i].narrow(0, 0, frames).narrow(1, 0, phonemes));
        }
    }

    private static void AssertClose(Tensor alone, Tensor inBatch)
    {
        Assert.Equal(alone.shape, inBatch.shape);
        var scale = Math.Max(1, alone.abs().max().ToDouble());
        Assert.InRange((alone - inBatch).abs().max().ToDouble() / scale, 0, 1e-4);
    }
}
