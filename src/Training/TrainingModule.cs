using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>An optimizer, its parameters and its learning rate at every step.</summary>
/// <param name="Name">What checkpoints call it.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="LearningRate">From the number of steps done.</param>
public sealed record ScheduledOptimizer(string Name, optim.Optimizer Optimizer, Func<long, double> LearningRate);

/// <summary>What is trained: a network, and what one step of its training is. The loop around it is <see cref="Trainer"/>.</summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public abstract class TrainingModule<TBatch> : IDisposable where TBatch : IDisposable
{
    /// <summary>What checkpoints call the kind of network.</summary>
    public abstract string Kind { get; }

    /// <summary>The network whose weights are saved and averaged.</summary>
    public abstract nn.Module Network { get; }

    /// <summary>The record from which a network of the same shape can be made.</summary>
    public abstract object Config { get; }

    /// <summary>The optimizers, in an order that does not change.</summary>
    public abstract IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <summary>The step from which weights are worth averaging; before it the average is the weights.</summary>
    public virtual long AverageFrom => 0;

    /// <summary>Losses of a batch; calls <see cref="TrainingStep.Optimize"/> once per optimizer it wants to move.</summary>
    public abstract void Train(TBatch batch, TrainingStep step);

    /// <summary>Looks at the network with averaged weights: losses by name, and files for eye and ear.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="folder">Receives sound and pictures.</param>
    /// <returns>Losses by name; the first decides which checkpoint is best, lower is better.</returns>
    public abstract IReadOnlyDictionary<string, double> Validate(long step, string folder);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases networks and optimizers.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>Data for every step: a pure function of the step's number, so that resuming is exact.</summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Steps that see every training utterance once, about.</summary>
    int StepsPerEpoch { get; }

    /// <summary>The batch of a step. Called from another thread, ahead of need.</summary>
    TBatch Get(long step);
}

/// <summary>One step as it happens: where losses are noted and optimizers moved.</summary>
public sealed class TrainingStep
{
    private readonly IReadOnlyList<ScheduledOptimizer> _optimizers;
    private readonly double _clip;
    private readonly Dictionary<string, double> _losses = [];

    internal TrainingStep(long number, IReadOnlyList<ScheduledOptimizer> optimizers, double clip) =>
        (Number, _optimizers, _clip) = (number, optimizers, clip);

    /// <summary>Steps done before this one.</summary>
    public long Number { get; }

    /// <summary>Noted so far, by name.</summary>
    public IReadOnlyDictionary<string, double> Losses => _losses;

    /// <summary>Notes a value for logs.</summary>
    public void Note(string name, double value) => _losses[name] = value;

    /// <summary>Notes a value for logs.</summary>
    public void Note(string name, Tensor value) => Note(name, value.detach().ToDouble());

    /// <summary>Moves an optimizer down a loss: gradients, clipping, step.</summary>
    /// <param name="optimizer">Its place in the module's list.</param>
    /// <param name="loss">A scalar.</param>
    /// <exception cref="VoiceSmithException">VS3003: the loss or its gradient is not finite; nothing was moved.</exception>
    public void Optimize(int optimizer, Tensor loss)
    {
        var (name, optim, schedule) = _optimizers[optimizer];
        var rate = schedule(Number);
        foreach (var group in optim.ParamGroups)
            group.LearningRate = rate;
        optim.zero_grad();
        var value = loss.ToDouble();
        if (!double.IsFinite(value))
            throw NotFinite($"the loss of '{name}'", value);
        loss.backward();
        var norm = nn.utils.clip_grad_norm_(optim.parameters(), _clip);
        if (!double.IsFinite(norm))
            throw NotFinite($"the gradient of '{name}'", norm);
        optim.step();
        Note($"{name}/loss", value);
        Note($"{name}/gradient", norm);
        Note($"{name}/rate", rate);
    }

    private VoiceSmithException NotFinite(string what, double value) => new("VS3003",
        $"Training stopped at step {Number}.",
        $"{what} is {value}; the other terms were {string.Join(", ", _losses.Select(loss => $"{loss.Key} {loss.Value:G4}"))}.",
        "Resume from the last checkpoint with a lower learning rate or gradient clip, and look at the data of this step.");
}
