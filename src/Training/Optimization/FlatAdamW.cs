using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>AdamW with the moments of all parameters in two vectors.</summary>
/// <remarks>
/// Source: Decoupled Weight Decay Regularization (Loshchilov and Hutter, 2019). On the CPU one pass over memory updates
/// a parameter and its moments. On other devices the parameters become views of one vector, so that an update is a few
/// operators rather than a few for every parameter. A parameter without a gradient is left alone, and so is its count
/// of updates, as in PyTorch.
/// </remarks>
public sealed class FlatAdamW : IDisposable
{
    private const int PartSize = 1 << 16; // values per work item
    private const double NormEpsilon = 1e-6; // as in PyTorch's clip_grad_norm_

    private readonly double _beta1,
        _beta2,
        _epsilon,
        _weightDecay;
    private readonly Slot[] _slots;
    private readonly Part[] _parts;
    private readonly Tensor _mean,
        _square;

    /// <summary>An optimizer with zero moments.</summary>
    /// <param name="parameters">float32 and contiguous, all on one device.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of their squares.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">Weight decay, times the learning rate.</param>
    public FlatAdamW(
        IEnumerable<Parameter> parameters,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01
    )
        : this(parameters, beta1, beta2, epsilon, weightDecay, byOperators: false) { }

    /// <summary>The same by torch's operators even where there is a kernel.</summary>
    internal FlatAdamW(
        IEnumerable<Parameter> parameters,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        bool byOperators
    )
    {
        (_beta1, _beta2, _epsilon, _weightDecay) = (beta1, beta2, epsilon, weightDecay);
        var length = 0L;
        var slots = new List<Slot>();
        foreach (var parameter in parameters)
        {
            slots.Add(new(parameter, length));
            length += parameter.numel();
        }
        _slots = [.. slots];
        Parameters = [.. slots.Select(slot => slot.Parameter)];
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var device = _slots.Length == 0 ? CPU : _slots[0].Parameter.device;
        _mean = zeros(length, device: device).DetachFromDisposeScope();
        _square = zeros(length, device: device).DetachFromDisposeScope();
        _parts = [.. _slots.SelectMany((slot, i) => Part.Of(i, slot.Length))];
        if (byOperators || _slots.Any(slot => !RowKernels.IsFor(slot.Parameter)))
            Vector = Flatten(length, device).DetachFromDisposeScope();
    }

    /// <summary>The parameters, in the order of checkpoints.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All parameters as one vector; null where they are updated one by one.</summary>
    public Tensor? Vector { get; }

    /// <summary>Place of a parameter in the vectors.</summary>
    internal IEnumerable<(Parameter Parameter, long First)> Places =>
        _slots.Select(slot => (slot.Parameter, slot.First));

    /// <summary>Updates and moments of every parameter that was ever updated, by its index; views.</summary>
    internal IEnumerable<(int Index, long Updates, Tensor Mean, Tensor Square)> States =>
        _slots
            .Select((slot, i) => (i, slot.Updates, slot.Of(_mean), slot.Of(_square)))
            .Where(state => state.Updates > 0);

    /// <summary>Frees the moments; the parameters stay.</summary>
    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
        Vector?.Dispose();
    }

    /// <summary>Restores a parameter's moments.</summary>
    internal void Restore(int index, long updates, Tensor mean, Tensor square)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var slot = _slots[index];
        slot.Updates = updates;
        slot.Of(_mean).copy_(mean);
        slot.Of(_square).copy_(square);
    }

    /// <summary>Drops all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var slot in _slots)
            slot.Parameter.grad = null;
    }

    /// <summary>Norm of all gradients together, a scalar on their device.</summary>
    public Tensor GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var gradients = Gradients();
        if (Vector is null)
        {
            var sums = new double[_parts.Length];
            RowKernels.Each(
                _parts.Length,
                i =>
                {
                    if (gradients[_parts[i].Slot] is { } gradient)
                        sums[i] = AdamWKernel.SumOfSquares(_parts[i].Of(gradient));
                }
            );
            return tensor(Math.Sqrt(sums.Sum()), device: CPU).MoveToOuterDisposeScope();
        }
        Tensor[] given = [.. gradients.OfType<Tensor>().Select(gradient => gradient.flatten())];
        return (given.Length == 0 ? zeros(1).sum() : cat(given).norm()).MoveToOuterDisposeScope();
    }

    /// <summary>Updates the parameters that have gradients, whose common norm is limited.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <param name="clip">Limit on the norm.</param>
    /// <param name="norm">From <see cref="GradientNorm"/>.</param>
    /// <param name="finite">
    /// A boolean scalar: where it is false, weights and moments stay as they are. Null for true.
    /// </param>
    public void Step(double rate, double clip, Tensor norm, Tensor? finite = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var gradients = Gradients();
        if (Vector is not null)
            UpdateVector(gradients, rate, clip, norm, finite ?? norm.isfinite());
        else if (finite is null || finite.ToBoolean())
            UpdateParts(gradients, rate, Math.Min(1, clip / (norm.ToDouble() + NormEpsilon)));
    }

    private Tensor?[] Gradients() => [.. _slots.Select(slot => slot.Parameter.grad?.contiguous())];

    private Tensor Flatten(long length, Device device)
    {
        var vector = empty(length, device: device);
        foreach (var slot in _slots)
        {
            var place = slot.Of(vector);
            place.copy_(slot.Parameter);
            slot.Parameter.set_(place);
        }
        return vector;
    }

    private void UpdateParts(Tensor?[] gradients, double rate, double scale)
    {
        var factors = new AdamWFactors[_slots.Length];
        for (var i = 0; i < _slots.Length; i++)
            if (gradients[i] is not null)
                factors[i] = FactorsOf(++_slots[i].Updates, rate) with { Gradient = scale };
        RowKernels.Each(
            _parts.Length,
            i =>
            {
                var (part, slot) = (_parts[i], _slots[_parts[i].Slot]);
                if (gradients[part.Slot] is { } gradient)
                    AdamWKernel.Update(
                        part.Of(slot.Parameter),
                        part.Of(gradient),
                        part.Of(_mean, slot.First),
                        part.Of(_square, slot.First),
                        factors[part.Slot]
                    );
            }
        );
    }

    /// <summary>
    /// The same by operators, over the longest runs of parameters that have gradients and equally many updates. Nothing
    /// is read from the device: where the step is not finite, every change is multiplied by 0.
    /// </summary>
    private void UpdateVector(Tensor?[] gradients, double rate, double clip, Tensor norm, Tensor finite)
    {
        var (share, broken) = (finite.to(ScalarType.Float32), finite.logical_not());
        var scale = (clip / (norm + NormEpsilon)).clamp_max(1).to(ScalarType.Float32);
        for (var (first, end) = (0, 0); first < _slots.Length; first = end)
        {
            for (end = first; end < _slots.Length && IsAlike(first, end); end++) { }
            if (gradients[first] is null)
                continue;
            var (from, last) = (_slots[first].First, _slots[end - 1]);
            var length = last.First + last.Length - from;
            var gradient = cat([.. gradients[first..end].Select(one => one!.flatten())]).mul_(scale);
            gradient.masked_fill_(broken, 0);
            var factors = FactorsOf(_slots[first].Updates + 1, rate);
            var (weights, mean, square) = (
                Vector!.narrow(0, from, length),
                _mean.narrow(0, from, length),
                _square.narrow(0, from, length)
            );
            mean.lerp_(gradient, share * (1 - _beta1));
            square.lerp_(gradient.square(), share * (1 - _beta2));
            var step = mean / (square.sqrt() / factors.RootOfBias + _epsilon);
            weights.mul_(1 - share * (1 - factors.Decay)).sub_(step * (share * factors.Rate));
            foreach (var slot in _slots[first..end])
                slot.Updates++;
        }

        bool IsAlike(int first, int other) =>
            (gradients[first] is null) == (gradients[other] is null) && _slots[first].Updates == _slots[other].Updates;
    }

    private AdamWFactors FactorsOf(long updates, double rate) =>
        new(
            Gradient: 1,
            Decay: 1 - rate * _weightDecay,
            _beta1,
            _beta2,
            Rate: rate / (1 - Math.Pow(_beta1, updates)),
            RootOfBias: Math.Sqrt(1 - Math.Pow(_beta2, updates)),
            _epsilon
        );

    /// <summary>A parameter's place in the vectors.</summary>
    private sealed class Slot(Parameter parameter, long first)
    {
        public Parameter Parameter => parameter;
        public long First => first;
        public long Length { get; } = parameter.numel();
        public long Updates { get; set; }

        public Tensor Of(Tensor vector) => vector.narrow(0, First, Length).view(parameter.shape);
    }

    /// <summary>Some values of a parameter.</summary>
    private readonly record struct Part(int Slot, int First, int Count)
    {
        public static IEnumerable<Part> Of(int slot, long length)
        {
            for (var first = 0; first < length; first += PartSize)
                yield return new(slot, first, (int)Math.Min(PartSize, length - first));
        }

        /// <param name="values">The parameter's, or a vector's.</param>
        /// <param name="start">Place of the parameter in the vector.</param>
        public Span<float> Of(Tensor values, long start = 0) =>
            TensorValues.Of(values).Slice((int)start + First, Count);
    }
}
