using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Packing;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

public sealed class PredictedMelsTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Fact]
    public void Open_EveryRecording_HoldsWhatTheModelSays()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 6));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var mels = Open(data, out _);
        using var module = Runs.NewAcoustic(data);
        using var scope = NewDisposeScope();
        ModuleWeights.Load(module.Network, CheckpointFolder.ReadAverage(_runs.Newest("acoustic")), "acoustic");
        foreach (var item in data.Manifest.Utterances)
        {
            var expected = module.PredictTeacherForced([item])[0].transpose(0, 1).contiguous().data<float>().ToArray();
            var kept = new float[item.Frames * mels.Bands];
            mels.ReadMel(item.FirstFrame, item.Frames, kept);
            Assert.All(kept.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        }
    }

    [Fact]
    public void Open_ASharpenedVoice_HoldsItsMelsAsInSynthesis()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 6));
        _runs.Fit("vocoder", _runs.Options("vocoder", 1));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        var voice = Path.Combine(_runs.Root, "sharp.voice");
        var sharpening = VoicePacker
            .Pack(
                new()
                {
                    Acoustic = _runs.Newest("acoustic"),
                    Vocoder = _runs.Newest("vocoder"),
                    Recordings = data,
                    Name = "sharp",
                    Path = voice,
                    Sharpness = 1,
                    TemporalSharpness = 0.5,
                    WithTrainingParts = true,
                }
            )
            .Sharpening!;
        using var plain = Open(data, out _);
        using var sharp = Open(data, out var computed, voice);
        Assert.Equal(data.Manifest.Utterances.Count, computed);
        foreach (var item in data.Manifest.Utterances)
        {
            using var scope = NewDisposeScope();
            var (expected, kept) = (sharpening.Apply(plain.MelOf(item)), sharp.MelOf(item));
            Assert.InRange((kept - expected).abs().max().item<float>(), 0, 0.02);
            Assert.InRange((kept - plain.MelOf(item)).abs().max().item<float>(), 0.1, 100);
        }
    }

    [Fact]
    public void Open_Again_ComputesOnlyForOtherWeights()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 5));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        int first,
            again,
            other;
        using (Open(data, out first))
        using (Open(data, out again))
            _runs.Fit("acoustic", _runs.Options("acoustic", 7, resume: true));
        using (Open(data, out other))
            Assert.Equal((data.Manifest.Utterances.Count, 0, data.Manifest.Utterances.Count), (first, again, other));
    }

    [Fact]
    public void Get_WithPredictedMels_ChangesTheMelOfEveryOtherSegmentAndNothingElse()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 5));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var mels = Open(data, out _);
        using var own = new VocoderBatches(data, batchSize: 6, frames: 24, seed: 3).Get(7);
        using var mixed = new VocoderBatches(data, batchSize: 6, frames: 24, seed: 3, mels).Get(7);
        using var scope = NewDisposeScope();
        Assert.Equal(own.Items, mixed.Items);
        Assert.Equal(0, (own.Sound - mixed.Sound).abs().max().item<float>());
        Assert.Equal(
            [true, false, true, false, true, false],
            (own.Mel - mixed.Mel).abs().amax([1, 2]).data<float>().Select(most => most > 0.01f)
        );
    }

    [Fact]
    public void Fit_OnPredictedMelsHalfAndResumed_GivesTheStateOfTheWhole()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 5));
        Fit(_runs.Options("whole", 8));
        Fit(_runs.Options("halves", 3));
        Fit(_runs.Options("halves", 8, resume: true));
        Assert.Equal(_runs.State("whole"), _runs.State("halves"));

        void Fit(TrainerOptions options)
        {
            using var data = PreparedCorpus.Open(corpus.Prepared);
            using var mels = Open(data, out _);
            random.manual_seed(5);
            using var module = new VocoderModule(
                new SourceFilterVocoder(TinyVoice.Vocoder),
                data,
                new() { MaxSteps = 100, PredictedF0From = 2 },
                mels
            );
            new Trainer(options).Fit(
                module,
                new VocoderBatches(data, batchSize: 2, frames: 24, seed: 3, mels),
                CancellationToken.None
            );
        }
    }

    /// <summary>A model of other symbols cannot say these recordings.</summary>
    [Fact]
    public void Open_OtherSymbols_SaysWhatDoesNotFit()
    {
        _runs.Fit("acoustic", _runs.Options("acoustic", 5));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        data.Describe(data.Manifest with { Symbols = [.. data.Manifest.Symbols.Reverse()] });
        var error = Assert.Throws<VoiceSmithException>(() => Open(data, out _));
        Assert.Equal("VS3009", error.Code);
    }

    public void Dispose() => _runs.Dispose();

    private PredictedMels Open(PreparedCorpus data, out int computed, string? acoustic = null)
    {
        var most = 0;
        var mels = PredictedMels.Open(
            acoustic ?? _runs.Folder("acoustic"),
            data,
            Path.Combine(_runs.Root, "mels"),
            (done, _) => most = done,
            CancellationToken.None
        );
        computed = most;
        return mels;
    }
}
