using TorchSharp;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>One training step: notes losses and updates optimizers.</summary>
/// <param name="number">Steps completed before.</param>
/// <param name="optimizers">Optimizers of the module.</param>
/// <param name="clip">Limit on the norm of an optimizer's gradients.</param>
/// <param name="stepsPerEpoch">For schedules in epochs.</param>
/// <param name="batches">Batches whose gradients are accumulated.</param>
public sealed class TrainingStep(
    long number,
    IReadOnlyList<ScheduledOptimizer> optimizers,
    double clip,
    int stepsPerEpoch = 1,
    int batches = 1
) : LossRecord(number)
{
    /// <summary>Index of the current batch within the step.</summary>
    internal int Batch { get; set; }

    /// <summary>Updates an optimizer: gradients of its own parameters only, clipping, step.</summary>
    /// <param name="optimizer">Index of the optimizer in the module's list.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="retainGraph">True if another loss of this step shares part of the graph.</param>
    /// <exception cref="NonFiniteLossException">
    /// The loss or its gradient is not finite; nothing was updated.
    /// </exception>
    public void Optimize(int optimizer, Tensor loss, bool retainGraph = false) =>
        Optimize([optimizer], loss, retainGraph);

    /// <summary>Updates several optimizers by one loss.</summary>
    /// <param name="indices">Indices of the optimizers in the module's list.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="retainGraph">True if another loss of this step shares part of the graph.</param>
    /// <exception cref="NonFiniteLossException">The loss or a gradient is not finite.</exception>
    public void Optimize(IReadOnlyList<int> indices, Tensor loss, bool retainGraph = false)
    {
        var selected = indices.Select(index => optimizers[index]).ToArray();
        var name = selected[0].Name;
        if (Batch == 0)
            foreach (var optimizer in selected)
                optimizer.ZeroGradients();
        var value = loss.ToDouble();
        Note($"{name}/loss", value);
        if (!double.IsFinite(value))
            throw new NonFiniteLossException(Number, $"the loss of '{name}'", value, Losses);
        var leaves = selected.SelectMany(optimizer => optimizer.Leaves);
        autograd.backward([batches == 1 ? loss : loss / batches], retain_graph: retainGraph, inputs: [.. leaves]);
        if (Batch == batches - 1)
            foreach (var optimizer in selected)
                Update(optimizer);
    }

    private void Update(ScheduledOptimizer scheduled)
    {
        var (name, optim, schedule) = scheduled;
        scheduled.BeforeUpdate();
        var norm = nn.utils.clip_grad_norm_(optim.parameters(), clip);
        Note($"{name}/gradient", norm);
        if (!double.IsFinite(norm))
            throw new NonFiniteLossException(Number, $"the gradient of '{name}'", norm, Losses);
        var rate = schedule.At(Number, stepsPerEpoch);
        foreach (var group in optim.ParamGroups)
            group.LearningRate = rate;
        optim.step();
        scheduled.AfterUpdate();
        Note($"{name}/rate", rate);
    }
}
