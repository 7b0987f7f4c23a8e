using TorchSharp;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Adversarial;

/// <summary>Discriminators that are trained beside a generator, with least-squares losses and feature matching.</summary>
/// <remarks>
/// Losses after HiFi-GAN (Kong et al., 2020). The generator's output is judged once for both losses. Checkpoints keep the
/// discriminators' weights with their optimizer's state, so that a network's weights are the generator's alone.
/// </remarks>
internal sealed class Adversary : IDisposable
{
    private readonly nn.Module<Tensor, IReadOnlyList<Judgement>> _discriminators;
    private readonly AdversarialOptions _options;

    /// <param name="discriminators">Owned from here on.</param>
    /// <param name="options">Weights and schedule.</param>
    public Adversary(nn.Module<Tensor, IReadOnlyList<Judgement>> discriminators, AdversarialOptions options)
    {
        (_discriminators, _options) = (discriminators, options);
        var adamW = optim.AdamW(discriminators.parameters(), options.LearningRate, beta1: 0.8, beta2: 0.99, weight_decay: 0.01);
        Optimizer = new DiscriminatorOptimizer(discriminators, adamW, LearningRateSchedule.Constant(options.LearningRate));
    }

    /// <summary>The discriminators' optimizer, which the module lists among its own.</summary>
    public ScheduledOptimizer Optimizer { get; }

    /// <summary>Moves a generator down its loss and the discriminators' verdict, then the discriminators down theirs.</summary>
    /// <param name="step">The step at hand.</param>
    /// <param name="generators">Places of the generator's optimizers.</param>
    /// <param name="discriminator">Place of <see cref="Optimizer"/>.</param>
    /// <param name="loss">The generator's other losses, a scalar.</param>
    /// <param name="synthetic">The generator's output, of any shape that the discriminators take.</param>
    /// <param name="real">Recordings, of the same shape.</param>
    public void Optimize(TrainingStep step, IReadOnlyList<int> generators, int discriminator, Tensor loss, Tensor synthetic, Tensor real)
    {
        var ramp = _options.RampAt(step.Number);
        if (step.Number < _options.From)
        {
            step.Optimize(generators, loss);
            return;
        }
        var ofSynthetic = _discriminators.call(ramp > 0 ? synthetic : synthetic.detach());
        var ofReal = _discriminators.call(real);
        if (ramp > 0)
        {
            var (score, features) = (HiFiGanLoss.Score(ofSynthetic), HiFiGanLoss.Features(ofSynthetic, ofReal));
            step.Note("score", score);
            step.Note("features", features);
            loss = loss + ramp * (_options.ScoreWeight * score + _options.FeatureWeight * features);
        }
        step.Optimize(generators, loss, graphStays: true);
        step.Optimize(discriminator, HiFiGanLoss.Discriminator(ofSynthetic, ofReal));
    }

    /// <summary>Frees the discriminators; the optimizer goes with the module's others.</summary>
    public void Dispose() => _discriminators.Dispose();

    /// <summary>An optimizer whose state in checkpoints includes the weights that it moves.</summary>
    private sealed record DiscriminatorOptimizer(nn.Module Network, optim.Optimizer Moves, LearningRateSchedule Rate)
        : ScheduledOptimizer("discriminator", Moves, Rate)
    {
        public override IReadOnlyDictionary<string, Tensor> State => Network.state_dict();
    }
}
