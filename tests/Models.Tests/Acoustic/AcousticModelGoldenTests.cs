using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

/// <summary>The whole acoustic model in the reference form.</summary>
public sealed class AcousticModelGoldenTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("acoustic_small_forward_train", true)]
    [InlineData("acoustic_small_forward_train_b1", true)]
    [InlineData("acoustic_small_forward_train_f64inputs", true)]
    [InlineData("acoustic_small_forward_train_fixed", false)]
    public void Forward_GoldenBatch_GivesGoldenOutputs(string name, bool compat)
    {
        var golden = Golden.Open(name);
        using var model = Small(compat);
        var output = model.ForwardReference(ReferenceBatch.Of(golden));
        golden.AssertClose("out/attn_hard_dur", output.Alignment.Durations, 0, 0);
        golden.AssertClose("out/attn_hard", output.Alignment.Hard, 0, 0);
        // the differences of the files that have none of their own
        var recorded = Golden.Open("acoustic_small_forward_train");
        foreach (
            var (key, tensor) in new[]
            {
                ("attn_soft", output.Alignment.Soft),
                ("attn_logprob", output.Alignment.Logits),
                ("pitch_prediction", output.Pitch),
                ("pitch_target", output.PitchTarget),
                ("energy_pred", output.Energy),
                ("energy_target", output.EnergyTarget),
                ("log_duration_prediction", output.LogDurations),
                ("u_prosody_pred", output.UtteranceProsody),
                ("u_prosody_ref", output.UtteranceProsodyTarget),
                ("p_prosody_pred", output.PhonemeProsody),
                ("p_prosody_ref", output.PhonemeProsodyTarget),
                ("y_pred", output.Mel),
            }
        )
            golden.AssertClose(
                "out/" + key,
                tensor,
                name.EndsWith("f64inputs", StringComparison.Ordinal) ? recorded.Tolerance("out/" + key) : 1e-6
            );
    }

    [Fact]
    public void Plan_GoldenText_GivesGoldenMel()
    {
        var golden = Golden.Open("acoustic_small_infer");
        using var model = Small(compat: true);
        var (ids, embedding) = (
            golden["in/x"],
            model.Embedding(golden["in/speakers"][0, 0].view(1), (int)golden["in/langs"][0, 0].item<long>())
        );
        var steps = model.Predict(ids.to(ScalarType.Int64), embedding, new());
        golden.AssertClose("out/encoder_out", steps.Encoded);
        golden.AssertClose("out/u_prosody_pred", steps.UtteranceProsody);
        golden.AssertClose("out/p_prosody_pred", steps.PhonemeProsody);
        golden.AssertClose("out/logdur", steps.LogDurations);
        golden.AssertClose("out/pitch_pred", steps.Pitch.unsqueeze(1));
        golden.AssertClose("out/energy_pred", steps.Energy.unsqueeze(1));
        AssertMel(golden, "out/mel_d1_0", model, rate: 1, golden.Floats("out/durations"));
        AssertMel(golden, "out/mel_d1_25", model, rate: 1 / 1.25);
    }

    [Fact]
    public void Plan_FullEnglishModelWithFormulaWeights_GivesGoldenMel()
    {
        var golden = Golden.Open("acoustic_full_en_infer");
        using var model = new AcousticModel(AcousticConfig.ReferenceEnglish with { Speakers = 20, Compat = true });
        Assert.Equal(
            golden.Manifest["n_params"]!.GetValue<long>(),
            model.parameters().Sum(parameter => parameter.numel())
        );
        FormulaWeights.Fill(model, golden.Manifest);
        model.eval();
        AssertMel(golden, "out/mel", model, rate: 1);
    }

    public void Dispose() => _scope.Dispose();

    private static AcousticModel Small(bool compat)
    {
        var model = new AcousticModel(SmallAcousticModel.Config with { Compat = compat });
        Golden.Open("acoustic_small_forward_train").LoadWeights(model);
        model.eval();
        return model;
    }

    private static void AssertMel(
        Golden golden,
        string key,
        AcousticModel model,
        double rate,
        float[]? durations = null
    )
    {
        var ids = golden["in/x"].to(ScalarType.Int64).data<long>().ToArray();
        var controls = new SpeechControls
        {
            Rate = rate,
            Speaker = (int)golden["in/speakers"][0, 0].item<long>(),
            Language = (int)golden["in/langs"][0, 0].item<long>(),
        };
        using var plan = model.Plan([.. ids.Select(id => (int)id)], controls);
        if (durations is not null)
            Assert.Equal(durations.Select(frames => (int)frames), plan.Durations);
        using var decoder = model.NewDecoder(plan);
        golden.AssertClose(key, decoder.DecodeNext(plan.Frames)!.unsqueeze(0));
    }
}
