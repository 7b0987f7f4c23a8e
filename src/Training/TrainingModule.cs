using TorchSharp;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>
/// A network with its losses, optimizers and validation. The loop around it is <see cref="Trainer"/>.
/// </summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public abstract class TrainingModule<TBatch> : IDisposable
    where TBatch : ITrainingBatch
{
    /// <summary>Kind of network in checkpoints.</summary>
    public abstract string Kind { get; }

    /// <summary>The network whose weights are saved and averaged.</summary>
    public abstract nn.Module Network { get; }

    /// <summary>The record from which a network of the same sizes can be created.</summary>
    public abstract object Config { get; }

    /// <summary>
    /// Description of the training data, for checkpoints; null for networks that are not trained on speech.
    /// </summary>
    public virtual PreparedCorpusManifest? Data => null;

    /// <summary>Version of the voice or checkpoint that training started from; empty for fresh weights.</summary>
    public virtual string Parent => "";

    /// <summary>The optimizers, always in the same order.</summary>
    public abstract IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <summary>The validation metric that ranks checkpoints, lower is better.</summary>
    public virtual string Monitor => "total";

    /// <summary>The step from which weights are averaged; before it the average equals the weights.</summary>
    public virtual long AverageFrom => 0;

    /// <summary>
    /// Computes the losses of a batch, and calls <see cref="TrainingStep.Optimize(int, Tensor, bool)"/> once for every
    /// optimizer to update.
    /// </summary>
    public abstract void Train(TBatch batch, TrainingStep step);

    /// <summary>Validates the network, which has averaged weights.</summary>
    /// <param name="pass">Receives losses, sound and pictures.</param>
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
