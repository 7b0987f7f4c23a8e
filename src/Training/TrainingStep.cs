using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>One step as it happens: where losses are noted and optimizers moved.</summary>
/// <param name="number">Steps done before it.</param>
/// <param name="optimizers">The module's.</param>
/// <param name="clip">Longest gradient.</param>
/// <param name="stepsPerEpoch">For schedules that count epochs.</param>
/// <param name="batches">Batches whose gradients are summed.</param>
public sealed class TrainingStep(long number, IReadOnlyList<ScheduledOptimizer> optimizers, double clip, int stepsPerEpoch = 1, int batches = 1)
    : LossRecord(number)
{
    /// <summary>Which of the step's batches is at hand.</summary>
    internal int Batch { get; set; }

    /// <summary>Moves an optimizer down a loss: gradients of its own parameters alone, clipping, step.</summary>
    /// <param name="optimizer">Its place in the module's list.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="graphStays">Whether another loss of this step has a part of the graph in common.</param>
    /// <exception cref="NonFiniteLossException">The loss or its gradient is not finite; nothing was moved.</exception>
    public void Optimize(int optimizer, Tensor loss, bool graphStays = false) => Optimize([optimizer], loss, graphStays);

    /// <summary>Moves several optimizers down one loss.</summary>
    /// <param name="places">Their places in the module's list.</param>
    /// <param name="loss">A scalar.</param>
    /// <param name="graphStays">Whether another loss of this step has a part of the graph in common.</param>
    /// <exception cref="NonFiniteLossException">The loss or a gradient is not finite.</exception>
    public void Optimize(IReadOnlyList<int> places, Tensor loss, bool graphStays = false)
    {
        var moved = places.Select(place => optimizers[place]).ToArray();
        var name = moved[0].Name;
        if (Batch == 0)
            foreach (var optimizer in moved)
                optimizer.ForgetGradients();
        var value = loss.ToDouble();
        Note($"{name}/loss", value);
        if (!double.IsFinite(value))
            throw new NonFiniteLossException(Number, $"the loss of '{name}'", value, Losses);
        autograd.backward([batches == 1 ? loss : loss / batches], retain_graph: graphStays, inputs: [.. moved.SelectMany(optimizer => optimizer.Leaves)]);
        if (Batch == batches - 1)
            foreach (var optimizer in moved)
                Move(optimizer);
    }

    private void Move(ScheduledOptimizer scheduled)
    {
        var (name, optim, schedule) = scheduled;
        scheduled.BeforeMove();
        var norm = nn.utils.clip_grad_norm_(optim.parameters(), clip);
        Note($"{name}/gradient", norm);
        if (!double.IsFinite(norm))
            throw new NonFiniteLossException(Number, $"the gradient of '{name}'", norm, Losses);
        var rate = schedule.At(Number, stepsPerEpoch);
        foreach (var group in optim.ParamGroups)
            group.LearningRate = rate;
        optim.step();
        scheduled.AfterMove();
        Note($"{name}/rate", rate);
    }
}
