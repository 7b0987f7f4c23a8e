using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

/// <summary>Aligner, pitch, energy and lengths in the reference form.</summary>
public sealed class AdaptorGoldenTests : IDisposable
{
    private static readonly VarianceConfig Variance = SmallAcousticModel.Config.Variance;
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void VariancePredictor_GoldenInput_GivesGoldenOutput()
    {
        var golden = Golden.Open("variance_predictor");
        using var module = Loaded(
            golden,
            new VariancePredictor(64, Variance with { Channels = 48 }, AcousticForm.Reference)
        );
        golden.AssertClose("out/y", module.Forward(golden["in/x"], golden["in/mask"].unsqueeze(2)));
    }

    [Fact]
    public void AverageNonZero_GoldenValues_GivesGoldenMeans()
    {
        var golden = Golden.Open("average_over_durations");
        golden.AssertClose(
            "out/y",
            Durations.AverageNonZero(golden["in/values"].squeeze(1), golden["in/durs"]).unsqueeze(1)
        );
    }

    [Fact]
    public void PitchAdaptor_GoldenInput_GivesGoldenOutputs()
    {
        var golden = Golden.Open("pitch_adaptor");
        using var module = Loaded(golden, new PitchAdaptorConv(64, Variance, AcousticForm.Reference));
        AssertAdaptor(golden, module.Predict, module.Embed);
    }

    [Fact]
    public void EnergyAdaptor_GoldenInput_GivesGoldenOutputs()
    {
        var golden = Golden.Open("energy_adaptor");
        using var module = Loaded(golden, new EnergyAdaptor(64, Variance, AcousticForm.Reference));
        AssertAdaptor(golden, module.Predict, module.Embed);
    }

    [Fact]
    public void LengthAdaptor_GoldenInput_GivesGoldenLengths()
    {
        var golden = Golden.Open("length_adaptor");
        using var module = Loaded(golden, new LengthAdaptor(64, Variance, AcousticForm.Reference));
        golden.AssertClose("out/train_logdur", module.Predict(golden["in/x_res"], golden["in/mask"].unsqueeze(2)));
        var durations = golden["in/dur"].to(ScalarType.Int64);
        golden.AssertClose("out/train_x", Spread(golden["in/x"], durations), 0, 0);
        golden.AssertClose("out/train_emb", Spread(golden["in/emb"], durations), 0, 0);

        var first = golden["in/mask"].narrow(0, 0, 1).logical_not().sum().item<long>();
        foreach (var (control, name) in new[] { (1.0, "1_0"), (1.3, "1_3"), (0.5, "0_5") })
        {
            var phonemes = golden[$"out/infer_dur_{name}"].shape[1];
            Assert.True(phonemes <= first || phonemes == golden["in/x"].shape[1]);
            var logDurations = module.Predict(golden["in/x_res"].narrow(0, 0, 1).narrow(1, 0, phonemes), null);
            golden.AssertClose("out/infer_logdur", logDurations);
            var counts = LengthAdaptor.CompatFrameCounts((logDurations.exp() - 1).data<float>().ToArray(), control);
            Assert.Equal(golden.Floats($"out/infer_dur_{name}").Select(frames => (int)frames), counts);
            var lengths = tensor(counts.Select(count => (long)count).ToArray()).unsqueeze(0);
            golden.AssertClose(
                $"out/infer_x_{name}",
                Spread(golden["in/x"].narrow(0, 0, 1).narrow(1, 0, phonemes), lengths),
                0,
                0
            );
            golden.AssertClose(
                $"out/infer_emb_{name}",
                Spread(golden["in/emb"].narrow(0, 0, 1).narrow(1, 0, phonemes), lengths),
                0,
                0
            );
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("C")]
    [InlineData("D")]
    [InlineData("E")]
    public void MonotonicAlignment_GoldenMap_GivesGoldenPath(string name)
    {
        var golden = Golden.Open("mas");
        var map = golden["in/" + name].unsqueeze(0);
        golden.AssertClose(
            "out/" + name,
            Path(map, tensor(new[] { map.shape[2] }), tensor(new[] { map.shape[1] })).squeeze(0),
            0,
            0
        );
    }

    [Fact]
    public void MonotonicAlignment_GoldenBatch_GivesGoldenPaths()
    {
        var golden = Golden.Open("mas");
        golden.AssertClose(
            "out/batch",
            Path(golden["in/batch"].squeeze(1), golden["in/in_lens"], golden["in/out_lens"]).unsqueeze(1),
            0,
            0
        );
    }

    [Theory]
    [InlineData("aligner_noprior")]
    [InlineData("aligner_prior_f32")]
    [InlineData("aligner_prior_f64")]
    public void Aligner_GoldenInput_GivesGoldenAlignment(string name)
    {
        var golden = Golden.Open(name);
        using var module = Loaded(Golden.Open("aligner_noprior"), new Aligner(SmallAcousticModel.Config));
        var prior = golden.Has("in/attn_prior") ? golden["in/attn_prior"] : null;
        Alignment Align(bool compat) =>
            module.Align(
                golden["in/enc_in"],
                golden["in/dec_in"],
                golden["in/enc_len"],
                golden["in/dec_len"],
                prior,
                compat
            );
        var alignment = Align(compat: true);
        golden.AssertClose("out/attn_logprob", alignment.Logits);
        golden.AssertClose("out/attn_soft", alignment.Soft);
        golden.AssertClose("out/attn_hard", alignment.Hard, 0, 0);
        golden.AssertClose("out/attn_hard_dur", alignment.Durations, 0, 0);
        golden.AssertClose("alt/attn_soft_masked", Align(compat: false).Soft);
    }

    public void Dispose() => _scope.Dispose();

    private static void AssertAdaptor(Golden golden, Func<Tensor, Tensor?, Tensor> predict, Func<Tensor, Tensor> embed)
    {
        var (x, padding) = (golden["in/x"], golden["in/mask"].unsqueeze(2));
        var (prediction, target) = (
            predict(x, padding),
            Durations.AverageNonZero(golden["in/target"], golden["in/dr"])
        );
        golden.AssertClose("out/train_pred", prediction.unsqueeze(1));
        golden.AssertClose("out/train_avg_target", target.unsqueeze(1));
        golden.AssertClose("out/train_x", x + embed(target));
        golden.AssertClose("out/infer_pred", prediction.unsqueeze(1));
        golden.AssertClose("out/infer_x", x + embed(prediction));
    }

    private static Tensor Spread(Tensor rows, Tensor durations)
    {
        var lengths = durations.sum(1);
        var frames = lengths.max().item<long>();
        return Durations
            .Spread(rows, Durations.PhonemeOfFrame(durations, frames))
            .masked_fill(ReferenceEncoder.Padding(lengths, frames).unsqueeze(2), 0);
    }

    private static Tensor Path(Tensor map, Tensor phonemeLengths, Tensor melLengths)
    {
        var durations = MonotonicAlignment.Durations(map, phonemeLengths, melLengths);
        return nn
            .functional.one_hot(Durations.PhonemeOfFrame(durations, map.shape[1]), map.shape[2])
            .to(ScalarType.Float32)
            .masked_fill(ReferenceEncoder.Padding(melLengths, map.shape[1]).unsqueeze(2), 0);
    }

    private static T Loaded<T>(Golden golden, T module)
        where T : nn.Module
    {
        golden.LoadWeights(module);
        module.eval();
        return module;
    }
}
