using TorchSharp;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Adversarial;

/// <summary>Discriminators trained beside a generator, with least-squares losses and feature matching.</summary>
/// <remarks>
/// Losses after HiFi-GAN (Kong et al., 2020). The generator's output is discriminated once for both losses. Checkpoints
/// keep the discriminators' weights with their optimizer's state, so that a network's weights are the generator's
/// alone.
/// </remarks>
internal sealed class Adversary : IDisposable
{
    private readonly nn.Module<Tensor, IReadOnlyList<Judgement>> _discriminators;
    private readonly AdversarialOptions _options;

    /// <param name="discriminators">Owned from here on.</param>
    /// <param name="options">Weights and schedule.</param>
    public Adversary(nn.Module<Tensor, IReadOnlyList<Judgement>> discriminators, AdversarialOptions options)
    {
        OptionRanges.Require(options);
        (_discriminators, _options) = (discriminators, options);
        var adamW = new FlatAdamW(discriminators.parameters(), beta1: 0.8, beta2: 0.99);
        var schedule = LearningRateSchedule.Constant(options.LearningRate);
        Optimizer = new DiscriminatorOptimizer(discriminators, adamW, schedule);
    }

    /// <summary>The discriminators' optimizer, which the module lists among its own.</summary>
    public ScheduledOptimizer Optimizer { get; }

    /// <summary>
    /// Updates a generator by its loss and the discriminators' scores, then the discriminators by theirs.
    /// </summary>
    /// <param name="step">The current step.</param>
    /// <param name="generators">Indices of the generator's optimizers.</param>
    /// <param name="discriminator">Index of <see cref="Optimizer"/>.</param>
    /// <param name="loss">The generator's other losses, a scalar.</param>
    /// <param name="synthetic">The generator's output, in the shape that the discriminators take.</param>
    /// <param name="real">Recordings, in the same shape.</param>
    public void Optimize(
        TrainingStep step,
        IReadOnlyList<int> generators,
        int discriminator,
        Tensor loss,
        Tensor synthetic,
        Tensor real
    )
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
        step.Optimize(generators, loss, retainGraph: true);
        step.Optimize(discriminator, HiFiGanLoss.Discriminator(ofSynthetic, ofReal));
    }

    /// <summary>Frees the discriminators; the module disposes the optimizer with its others.</summary>
    public void Dispose() => _discriminators.Dispose();

    /// <summary>An optimizer whose state in checkpoints includes the weights that it updates.</summary>
    private sealed record DiscriminatorOptimizer(nn.Module Network, FlatAdamW AdamW, LearningRateSchedule Rate)
        : ScheduledOptimizer("discriminator", AdamW, Rate)
    {
        public override IReadOnlyDictionary<string, Tensor> State => Network.state_dict();
    }
}
