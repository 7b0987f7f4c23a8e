using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

/// <summary>
/// One step of UnivNet's training against the reference: losses, gradients, and the parameters after it.
/// </summary>
public sealed class UnivNetStepGoldenTests : IDisposable
{
    private const double LearningRate = 1e-4;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Golden _golden = Golden.Open("univnet_small_train_step");
    private readonly JsonNode _sidecar = JsonNode.Parse(
        File.ReadAllText(Golden.Locate("univnet_small_train_step.json"))
    )!;
    private readonly UnivNetGenerator _generator = new(new() { NoiseChannels = 16, Channels = 8 });
    private readonly UnivNetDiscriminator _discriminator = new();
    private readonly Tensor _fake,
        _real;

    public UnivNetStepGoldenTests()
    {
        Golden.Open("univnet_generator_small").LoadWeights(_generator);
        FormulaWeights.Fill(_discriminator, []);
        _real = _golden["in/wav"];
        _fake = _generator.call(_golden["in/mel"], _golden["in/z"]);
    }

    [Fact]
    public void Step_AsTheReferenceTakesIt_GivesGoldenParameters()
    {
        _golden.AssertClose("out/fake", _fake);
        using var optimizer = optim.AdamW(
            _generator.parameters(),
            LearningRate,
            beta1: 0.5,
            beta2: 0.9,
            weight_decay: 0.01
        );
        var terms = UnivNetLoss.Generator(_fake, _real, _discriminator.call(_fake.detach()));
        var losses = _sidecar["losses"]!;
        foreach (
            var (name, term) in new[]
            {
                ("total_gen", terms.Total),
                ("stft", terms.Spectral),
                ("score", terms.Score),
                ("esr", terms.ErrorToSignal),
                ("snr", terms.NoiseToSignal),
            }
        )
            Assert.Equal(losses[name]!.GetValue<double>(), term.ToDouble(), 1e-5);
        terms.Total.backward();
        GoldenGradients.AssertNorms(_sidecar["generator_grad_norms"]!, _generator);
        GoldenGradients.AssertNorms(_sidecar["discriminator_grad_norms_from_total_gen_REFERENCE_BUG"]!, _discriminator);
        optimizer.step();
        GoldenGradients.AssertAfter(_golden, _generator, LearningRate);
    }

    [Fact]
    public void Discriminator_GoldenSounds_GivesGoldenGradients()
    {
        var loss = UnivNetLoss.Discriminator(_discriminator.call(_fake.detach()), _discriminator.call(_real));
        Assert.Equal(_sidecar["losses"]!["total_disc"]!.GetValue<double>(), loss.ToDouble(), 1e-5);
        loss.backward();
        GoldenGradients.AssertNorms(_sidecar["discriminator_grad_norms_from_total_disc"]!, _discriminator);
    }

    [Fact]
    public void Score_OfTheSoundItself_ReachesTheGenerator()
    {
        var terms = UnivNetLoss.Generator(_fake, _real, _discriminator.call(_fake));
        terms.Score.backward();
        Assert.Equal(_sidecar["alt_adversarial_score"]!.GetValue<double>(), terms.Score.ToDouble(), 1e-5);
        GoldenGradients.AssertNorms(
            _sidecar["alt_generator_grad_norms_of_adversarial_score_without_detach"]!,
            _generator
        );
    }

    public void Dispose()
    {
        _generator.Dispose();
        _discriminator.Dispose();
        _scope.Dispose();
    }
}
