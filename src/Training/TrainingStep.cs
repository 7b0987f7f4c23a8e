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
    private readonly List<Noted> _unread = [];
    private Tensor? _finite; // a boolean scalar: all losses and gradients so far; of steps that are read later

    /// <summary>Index of the current batch within the step.</summary>
    internal int Batch { get; set; }

    /// <summary>
    /// True to leave losses on the device until <see cref="Read"/>. A loss that is not finite then changes no weights,
    /// and is told by <see cref="Failure"/> rather than thrown.
    /// </summary>
    internal bool IsReadLater { get; init; }

    /// <summary>The first loss or gradient that was not finite; null for none, and before it was read.</summary>
    internal NonFiniteLossException? Failure { get; private set; }

    /// <summary>Receives the time of passes and updates.</summary>
    internal StepClock? Clock { get; init; }

    /// <inheritdoc/>
    public override void Note(string name, double value)
    {
        if (IsReadLater)
            _unread.Add(new(name, null, value));
        else
            Keep(name, value);
    }

    /// <inheritdoc/>
    public override void Note(string name, Tensor value) => Note(name, value, subject: null);

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
        Note($"{name}/loss", loss, $"the loss of '{name}'");
        var before = Clock?.Enter(StepPart.Backward);
        var leaves = selected.SelectMany(optimizer => optimizer.Leaves);
        autograd.backward([batches == 1 ? loss : loss / batches], retain_graph: retainGraph, inputs: [.. leaves]);
        Clock?.Enter(StepPart.Optimizer);
        if (Batch == batches - 1)
            foreach (var optimizer in selected)
                Update(optimizer);
        if (before is { } part)
            Clock?.Enter(part);
    }

    /// <summary>Reads what steps noted from the device, in one copy.</summary>
    internal static void Read(IReadOnlyList<TrainingStep> steps)
    {
        using var scope = NewDisposeScope();
        var values = steps
            .SelectMany(step => step._unread)
            .Select(noted => noted.Value)
            .OfType<Tensor>()
            .Select(value => value.to(ScalarType.Float32))
            .ToArray();
        var read = values.Length == 0 ? [] : stack(values).cpu().data<float>().ToArray();
        var next = 0;
        foreach (var step in steps)
        {
            (string Subject, double Value)? broken = null;
            foreach (var (name, value, number, subject) in step._unread)
            {
                var known = value is null ? number : read[next++];
                value?.Dispose();
                step.Keep(name, known);
                if (subject is not null && broken is null && !double.IsFinite(known))
                    broken = (subject, known);
            }
            step._unread.Clear();
            step._finite?.Dispose();
            step.Failure = broken is var (what, found) ? new(step.Number, what, found, step.Losses) : null;
        }
    }

    private void Update(ScheduledOptimizer scheduled)
    {
        var (name, optim, schedule) = scheduled;
        scheduled.BeforeUpdate();
        using var norm = optim.GradientNorm();
        Note($"{name}/gradient", norm, $"the gradient of '{name}'");
        var rate = schedule.At(Number, stepsPerEpoch);
        optim.Step(rate, clip, norm, _finite);
        scheduled.AfterUpdate();
        Note($"{name}/rate", rate);
    }

    /// <param name="name">Name of the value.</param>
    /// <param name="value">A scalar.</param>
    /// <param name="subject">What it is in an error; null for a value that may be anything.</param>
    /// <exception cref="NonFiniteLossException">It is read at once and is not finite.</exception>
    private void Note(string name, Tensor value, string? subject)
    {
        if (!IsReadLater)
        {
            var number = value.detach().ToDouble();
            Keep(name, number);
            if (subject is not null && !double.IsFinite(number))
                throw new NonFiniteLossException(Number, subject, number, Losses);
            return;
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var own = value.detach().clone().DetachFromDisposeScope(); // the caller may change its own
        _unread.Add(new(name, own, 0, subject));
        if (subject is null)
            return;
        var finite = own.isfinite();
        var all = _finite is null ? finite : _finite.logical_and(finite);
        _finite?.Dispose();
        _finite = all.DetachFromDisposeScope();
    }

    /// <summary>A value that was noted: on the device, or known.</summary>
    private sealed record Noted(string Name, Tensor? Value, double Number, string? Subject = null);
}
