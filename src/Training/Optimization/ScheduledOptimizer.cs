using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>An optimizer, its parameters and its learning-rate schedule.</summary>
/// <param name="Name">Name in checkpoints and logs.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="LearningRate">Learning rate over time.</param>
public record ScheduledOptimizer(string Name, FlatAdamW Optimizer, LearningRateSchedule LearningRate)
{
    /// <summary>
    /// Tensors that receive gradients: the optimizer's parameters, unless a subclass derives those itself.
    /// </summary>
    public virtual IReadOnlyList<Tensor> Leaves { get; } = [.. Optimizer.Parameters];

    /// <summary>Tensors that checkpoints keep besides the optimizer's own state, by name.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>();

    /// <summary>Clears gradients. Called before the first backward pass of a step.</summary>
    public virtual void ZeroGradients() => Optimizer.ZeroGradients();

    /// <summary>
    /// Called once all gradients of <see cref="Leaves"/> are computed, before clipping and the update.
    /// </summary>
    public virtual void BeforeUpdate() { }

    /// <summary>Called after the optimizer's update.</summary>
    public virtual void AfterUpdate() { }
}
