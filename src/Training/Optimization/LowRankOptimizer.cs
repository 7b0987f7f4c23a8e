using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>
/// Low-rank adaptation of a network's matrices, W = W₀ + B·A: few parameters to learn from little data. W itself is
/// updated in place, so the network needs no adapters afterwards.
/// </summary>
/// <remarks>
/// Source: LoRA (Hu et al., 2021). The network is unchanged: gradients by A and B follow from that by W.
/// </remarks>
public sealed record LowRankOptimizer : ScheduledOptimizer
{
    private readonly IReadOnlyList<Adapter> _adapters;

    private LowRankOptimizer(
        string name,
        IReadOnlyList<Adapter> adapters,
        LearningRateSchedule learningRate,
        double weightDecay
    )
        : base(name, AdamWOf(adapters, weightDecay), learningRate) => _adapters = adapters;

    /// <summary>Adapters for all matrices whose sides are at least four times the rank.</summary>
    /// <param name="name">Name in checkpoints.</param>
    /// <param name="weights">Parameters of a network; vectors and smaller matrices stay as they are.</param>
    /// <param name="rank">Width of the factors.</param>
    /// <param name="learningRate">Learning rate of the factors.</param>
    /// <param name="weightDecay">Weight decay of the factors.</param>
    public static LowRankOptimizer Of(
        string name,
        IEnumerable<Tensor> weights,
        int rank,
        LearningRateSchedule learningRate,
        double weightDecay
    )
    {
        var matrices = weights.Where(weight =>
            weight.dim() >= 2 && Math.Min(weight.shape[0], weight.numel() / weight.shape[0]) >= 4 * rank
        );
        return new(name, [.. matrices.Select(weight => new Adapter(weight, rank))], learningRate, weightDecay);
    }

    /// <summary>Number of trained values.</summary>
    public long Parameters => _adapters.Sum(adapter => adapter.A.numel() + adapter.B.numel());

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Leaves => [.. _adapters.Select(adapter => adapter.Weight)];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State =>
        _adapters
            .SelectMany(
                (adapter, i) =>
                    new[]
                    {
                        KeyValuePair.Create($"adapter.{i}.a", (Tensor)adapter.A),
                        KeyValuePair.Create($"adapter.{i}.b", (Tensor)adapter.B),
                    }
            )
            .ToDictionary();

    /// <inheritdoc/>
    public override void ZeroGradients()
    {
        base.ZeroGradients();
        foreach (var adapter in _adapters)
            adapter.Weight.grad = null;
    }

    /// <inheritdoc/>
    public override void BeforeUpdate()
    {
        using var _ = no_grad();
        foreach (var adapter in _adapters)
            adapter.TakeGradients();
    }

    /// <inheritdoc/>
    public override void AfterUpdate()
    {
        using var _ = no_grad();
        foreach (var adapter in _adapters)
            adapter.Apply();
    }

    /// <summary>Frees the factors; the network keeps its adapted weights.</summary>
    public void Release()
    {
        foreach (var adapter in _adapters)
            adapter.Release();
    }

    private static FlatAdamW AdamWOf(IReadOnlyList<Adapter> adapters, double weightDecay) =>
        new(
            adapters.SelectMany(adapter => new[] { adapter.A, adapter.B }),
            beta2: 0.98,
            epsilon: 1e-9,
            weightDecay: weightDecay
        );

    private sealed class Adapter
    {
        private readonly Tensor _initial; // [row, column]

        public Adapter(Tensor weight, int rank)
        {
            using var scope = NewDisposeScope();
            Weight = weight;
            _initial = weight.detach().clone().flatten(1).DetachFromDisposeScope();
            A = new Parameter(randn(rank, _initial.shape[1]) / Math.Sqrt(_initial.shape[1]));
            B = new Parameter(zeros(_initial.shape[0], rank));
            A.DetachFromDisposeScope();
            B.DetachFromDisposeScope();
        }

        public Tensor Weight { get; }
        public Parameter A { get; } // [rank, column]
        public Parameter B { get; } // [row, rank]

        public void TakeGradients()
        {
            if (Weight.grad is not { } gradient)
                return;
            var flat = gradient.flatten(1);
            A.grad = B.t().mm(flat);
            B.grad = flat.mm(A.t());
        }

        public void Apply() => Weight.copy_((_initial + B.mm(A)).view_as(Weight));

        public void Release()
        {
            _initial.Dispose();
            A.Dispose();
            B.Dispose();
        }
    }
}
