using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>An optimizer, its parameters and its learning rate over time.</summary>
/// <param name="Name">What checkpoints call it.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="LearningRate">Its rate.</param>
public record ScheduledOptimizer(string Name, optim.Optimizer Optimizer, LearningRateSchedule LearningRate)
{
    /// <summary>What a loss is differentiated by: the optimizer's own parameters, unless it moves others by way of its own.</summary>
    public virtual IReadOnlyList<Tensor> Leaves { get; } = [.. Optimizer.parameters()];

    /// <summary>What a checkpoint keeps besides the optimizer's own state, by name.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>();

    /// <summary>Called before the first gradients of a step.</summary>
    public virtual void ForgetGradients() => Optimizer.zero_grad();

    /// <summary>Called when all gradients of <see cref="Leaves"/> are there, before they are clipped and the optimizer moves.</summary>
    public virtual void BeforeMove()
    {
    }

    /// <summary>Called after the optimizer moved.</summary>
    public virtual void AfterMove()
    {
    }
}
