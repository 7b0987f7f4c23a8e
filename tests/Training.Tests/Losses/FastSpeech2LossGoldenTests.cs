using TorchSharp;
using VoiceSmith.Testing;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

public sealed class FastSpeech2LossGoldenTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1610)]
    [InlineData(5000)]
    public void Compute_GoldenBatch_GivesGoldenTerms(long step)
    {
        var golden = Golden.Open("loss_fastspeech2_random");
        using var scope = NewDisposeScope();
        AssertTerms(golden, $"out/step{step}", new FastSpeech2Loss(compat: true).Compute(Batch(golden), step));
    }

    [Fact]
    public void Compute_GoldenBatch_CorrectsPitchAndEnergy()
    {
        var golden = Golden.Open("loss_fastspeech2_random");
        using var scope = NewDisposeScope();
        var terms = new FastSpeech2Loss().Compute(Batch(golden), 5000);
        golden.AssertClose("alt/pitch_loss_proper_mask", terms.Pitch.view(1));
        golden.AssertClose("alt/energy_loss_masked", terms.Energy.view(1));
        golden.AssertClose("out/step5000/mel", terms.Mel.view(1));
    }

    [Fact]
    public void Parts_GoldenBatch_GiveGoldenValues()
    {
        var golden = Golden.Open("loss_fastspeech2_random");
        using var scope = NewDisposeScope();
        var padding = arange(12).unsqueeze(0) >= golden["in/src_lens"].unsqueeze(1);
        golden.AssertClose(
            "out/forward_sum",
            AlignmentLosses
                .ForwardSum(golden["in/attn_logprob"].squeeze(1), padding, golden["in/src_lens"], golden["in/mel_lens"])
                .view(1)
        );
        golden.AssertClose("out/bin", BinarizationLoss.Compute(golden["in/attn_hard"], golden["in/attn_soft"]).view(1));
    }

    [Fact]
    public void Compute_GoldenBatch_GivesGoldenGradients()
    {
        var golden = Golden.Open("loss_fastspeech2_random_grads");
        using var scope = NewDisposeScope();
        string[] inputs =
        [
            "attn_logprob", "attn_soft", "mel_predictions", "pitch_predictions", "energy_pred",
            "log_duration_predictions", "p_prosody_pred", "u_prosody_pred",
        ];
        var leaves = inputs.ToDictionary(name => name, name => golden["in/" + name].requires_grad_());
        var terms = new FastSpeech2Loss(compat: true).Compute(Batch(golden, leaves), 5000);
        terms.Total.sum().backward();
        foreach (var (name, leaf) in leaves)
            golden.AssertClose("out/d_total_d_" + name, leaf.grad!);
    }

    [Fact]
    public void Compute_BeforeBinarization_IgnoresAnAlignmentThatIsNotFinite()
    {
        var golden = Golden.Open("loss_fastspeech2_random");
        using var scope = NewDisposeScope();
        var broken = Batch(golden) with { AlignmentSoft = golden["in/attn_soft"] * float.NaN };
        Assert.True(new FastSpeech2Loss().Compute(broken, 0).Total.isfinite().item<bool>());
    }

    private static FastSpeech2Batch Batch(Golden golden, Dictionary<string, Tensor>? leaves = null)
    {
        Tensor In(string name) => leaves?.GetValueOrDefault(name) ?? golden["in/" + name];
        return new()
        {
            Mel = In("mel_predictions"),
            MelTarget = In("mel_targets"),
            MelLengths = In("mel_lens"),
            PhonemeLengths = In("src_lens"),
            LogDurations = In("log_duration_predictions"),
            DurationTarget = In("durations"),
            UtteranceProsody = In("u_prosody_pred"),
            UtteranceProsodyTarget = In("u_prosody_ref"),
            PhonemeProsody = In("p_prosody_pred"),
            PhonemeProsodyTarget = In("p_prosody_ref"),
            Pitch = In("pitch_predictions"),
            PitchTarget = In("p_targets"),
            Energy = In("energy_pred"),
            EnergyTarget = In("energy_target"),
            AlignmentLogits = In("attn_logprob"),
            AlignmentSoft = In("attn_soft"),
            AlignmentHard = In("attn_hard"),
        };
    }

    internal static void AssertTerms(Golden golden, string prefix, FastSpeech2Terms terms)
    {
        foreach (
            var (name, term) in new[]
            {
                ("total", terms.Total),
                ("mel", terms.Mel),
                ("ssim", terms.Ssim),
                ("duration", terms.Duration),
                ("u_prosody", terms.UtteranceProsody),
                ("p_prosody", terms.PhonemeProsody),
                ("pitch", terms.Pitch),
                ("ctc", terms.Alignment),
                ("bin", terms.Binarization),
                ("energy", terms.Energy),
            }
        )
            golden.AssertClose($"{prefix}/{name}", term.view(1));
    }
}
