using TorchSharp;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>What is trained: a network, and what one step of its training is. The loop around it is <see cref="Trainer"/>.</summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public abstract class TrainingModule<TBatch> : IDisposable where TBatch : ITrainingBatch
{
    /// <summary>What checkpoints call the kind of network.</summary>
    public abstract string Kind { get; }

    /// <summary>The network whose weights are saved and averaged.</summary>
    public abstract nn.Module Network { get; }

    /// <summary>The record from which a network of the same shape can be made.</summary>
    public abstract object Config { get; }

    /// <summary>What the network's numbers mean, for checkpoints; null where it knows no speech.</summary>
    public virtual DatasetManifest? Data => null;

    /// <summary>The version of the voice or the checkpoint that training began from; empty for fresh weights.</summary>
    public virtual string Parent => "";

    /// <summary>The optimizers, in an order that does not change.</summary>
    public abstract IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <summary>The validation metric that says which checkpoint is best, lower is better.</summary>
    public virtual string Monitor => "total";

    /// <summary>The step from which weights are worth averaging; before it the average is the weights.</summary>
    public virtual long AverageFrom => 0;

    /// <summary>Losses of a batch; calls <see cref="TrainingStep.Optimize(int, Tensor, bool)"/> once per optimizer it wants to move.</summary>
    public abstract void Train(TBatch batch, TrainingStep step);

    /// <summary>Looks at the network with averaged weights: notes losses by name, saves sound and pictures.</summary>
    /// <param name="pass">Receives them.</param>
    public abstract void Validate(ValidationPass pass);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases networks and optimizers.</summary>
    protected abstract void Dispose(bool disposing);
}
