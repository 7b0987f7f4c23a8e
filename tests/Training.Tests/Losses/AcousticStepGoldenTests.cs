using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

/// <summary>
/// One step of the acoustic model's training against the reference: losses, gradients, and the parameters after it.
/// </summary>
public sealed class AcousticStepGoldenTests : IDisposable
{
    private const double LearningRate = 2e-4;
    private const long FullBinarization = 1960;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Golden _inputs = Golden.Open("acoustic_small_forward_train");

    [Theory]
    [InlineData("step0", 0)]
    [InlineData("step1259", 1259)]
    [InlineData("step1260", 1260)]
    [InlineData("step1610", 1610)]
    [InlineData("step1960", 1960)]
    [InlineData("step10000", 10000)]
    [InlineData("nowarmup", 0, false)]
    public void Loss_OfTheModel_GivesGoldenTerms(string prefix, long step, bool warmUp = true)
    {
        var golden = Golden.Open("loss_fastspeech2_from_model");
        using var model = Small(compat: true);
        var batch = FastSpeech2Batch.Of(ReferenceBatch.Of(golden), model.ForwardReference(ReferenceBatch.Of(golden)));
        FastSpeech2LossGoldenTests.AssertTerms(
            golden,
            "out/" + prefix,
            new FastSpeech2Loss(compat: true, new(WarmUp: warmUp)).Compute(batch, step)
        );
        var corrected = new FastSpeech2Loss().Compute(batch, step);
        golden.AssertClose("alt/pitch_loss_proper_mask", corrected.Pitch.view(1));
        golden.AssertClose("alt/energy_loss_masked", corrected.Energy.view(1));
        golden.AssertClose("out/ssim_raw", corrected.Ssim.view(1));
    }

    [Fact]
    public void Step_AsTheReferenceTakesIt_GivesGoldenParameters()
    {
        var golden = Golden.Open("acoustic_small_train_step");
        var sidecar = Sidecar("acoustic_small_train_step.json");
        using var model = Small(compat: true);
        using var optimizer = Optimizer(model);
        Backward(model, compat: true, sidecar["losses"]!);
        GoldenGradients.AssertNorms(sidecar["grad_norms"]!, model);
        foreach (var (name, parameter) in model.named_parameters().Where(named => golden.Has("grad/" + named.name)))
        {
            var expected = golden["grad/" + name];
            if (expected.numel() == 0) // no gradient arrives
                Assert.Null(parameter.grad);
            else
                Assert.True((parameter.grad! - expected).norm().ToDouble() <= 1e-3 * expected.norm().ToDouble(), name);
        }
        optimizer.step();
        GoldenGradients.AssertAfter(golden, model, LearningRate);
    }

    [Fact]
    public void Step_Clipped_GivesGoldenParameters()
    {
        using var model = Small(compat: true);
        using var optimizer = Optimizer(model);
        var sidecar = Sidecar("acoustic_small_train_step.json");
        Backward(model, compat: true, sidecar["losses"]!);
        var norm = nn.utils.clip_grad_norm_(model.parameters().Where(parameter => parameter.grad is not null), 0.5);
        Assert.Equal(sidecar["total_grad_norm_l2"]!.GetValue<double>(), norm, 7754 * 1e-4);
        optimizer.step();
        GoldenGradients.AssertAfter(Golden.Open("acoustic_small_train_step_clipped"), model, LearningRate);
    }

    [Fact]
    public void Step_Corrected_GivesGoldenGradients()
    {
        using var model = Small(compat: false);
        var sidecar = Sidecar("acoustic_small_train_step_fixed.json");
        Backward(model, compat: false, sidecar["losses"]!);
        GoldenGradients.AssertNorms(sidecar["grad_norms"]!, model);
        Assert.Contains(
            model.named_parameters(),
            named =>
                named.name.StartsWith("utterance_prosody_encoder", StringComparison.Ordinal)
                && named.parameter.grad is { } gradient
                && gradient.norm().ToDouble() > 0
        );
    }

    public void Dispose() => _scope.Dispose();

    private static AcousticModel Small(bool compat)
    {
        var model = new AcousticModel(SmallAcousticModel.Config with { Compat = compat });
        Golden.Open("acoustic_small_forward_train").LoadWeights(model);
        model.eval();
        return model;
    }

    private static TorchSharp.Modules.AdamW Optimizer(AcousticModel model) =>
        optim.AdamW(model.parameters(), LearningRate, beta1: 0.9, beta2: 0.98, eps: 1e-9, weight_decay: 0.01);

    private void Backward(AcousticModel model, bool compat, JsonNode losses)
    {
        var batch = ReferenceBatch.Of(_inputs);
        var output = model.ForwardReference(batch);
        var mel = output.Mel.detach().requires_grad_();
        var terms = new FastSpeech2Loss(compat).Compute(
            FastSpeech2Batch.Of(batch, output with { Mel = mel }),
            FullBinarization
        );
        foreach (
            var (name, term) in new[]
            {
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
            Assert.Equal(
                losses[name]!.GetValue<double>(),
                term.ToDouble(),
                1e-3 + 1e-4 * Math.Abs(losses[name]!.GetValue<double>())
            );
        var gradient = autograd.grad([terms.Mel], [mel], retain_graph: true)[0];
        (terms.Total - terms.Mel).sum().backward(retain_graph: true);
        output.Mel.backward([mel.grad! + (compat ? AsOldTorchScatters(gradient, batch.MelLengths) : gradient)]);
    }

    /// <summary>
    /// The files of the uncorrected step were made with PyTorch 1.13, where the gradient of masked_select on a
    /// transposed tensor comes out in another order (github.com/pytorch/pytorch/issues/99638, fixed in 2.1): selected
    /// by [band, frame], it is handed out by [frame, band].
    /// </summary>
    private static Tensor AsOldTorchScatters(Tensor gradient, Tensor lengths)
    {
        var inside = (arange(gradient.shape[2]).unsqueeze(0) < lengths.unsqueeze(1)).unsqueeze(1); // [batch, 1, frame]
        var selected = gradient.masked_select(inside);
        var byFrame = zeros_like(gradient).transpose(1, 2).contiguous(); // [batch, frame, band]
        return byFrame.masked_scatter(inside.transpose(1, 2), selected).transpose(1, 2);
    }

    private static JsonNode Sidecar(string name) => JsonNode.Parse(File.ReadAllText(Golden.Locate(name)))!;
}
