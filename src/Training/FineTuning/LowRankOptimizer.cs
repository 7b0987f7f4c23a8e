using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Training.FineTuning;

/// <summary>
/// Moves matrices of a network only by products of two thin ones, W = W₀ + B·A: few numbers to learn from little data, and nothing to carry
/// along afterwards, since W itself is what the network has.
/// </summary>
/// <remarks>
/// Source: LoRA (Hu et al., 2021). The network is not changed: its gradient by W is taken, and the chain rule gives those by A and B.
/// </remarks>
public sealed record LowRankOptimizer : ScheduledOptimizer
{
    private readonly IReadOnlyList<Adapter> _adapters;

    private LowRankOptimizer(string name, IReadOnlyList<Adapter> adapters, LearningRateSchedule learningRate, double weightDecay)
        : base(name, optim.AdamW(adapters.SelectMany(adapter => new[] { adapter.A, adapter.B }), beta2: 0.98, eps: 1e-9, weight_decay: weightDecay), learningRate) =>
        _adapters = adapters;

    /// <summary>Adapters for all matrices that are worth it: both sides at least four times the rank.</summary>
    /// <param name="name">What checkpoints call it.</param>
    /// <param name="weights">Parameters of a network; vectors and tables that are too small stay as they are.</param>
    /// <param name="rank">Width of the thin matrices.</param>
    /// <param name="learningRate">Theirs.</param>
    /// <param name="weightDecay">Theirs.</param>
    public static LowRankOptimizer Of(string name, IEnumerable<Tensor> weights, int rank, LearningRateSchedule learningRate, double weightDecay) =>
        new(name, [.. weights.Where(weight => weight.dim() >= 2 && Math.Min(weight.shape[0], weight.numel() / weight.shape[0]) >= 4 * rank)
            .Select(weight => new Adapter(weight, rank))], learningRate, weightDecay);

    /// <summary>Numbers that are learned.</summary>
    public long Parameters => _adapters.Sum(adapter => adapter.A.numel() + adapter.B.numel());

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Leaves => [.. _adapters.Select(adapter => adapter.Weight)];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State => _adapters
        .SelectMany((adapter, i) => new[] { KeyValuePair.Create($"adapter.{i}.a", (Tensor)adapter.A), KeyValuePair.Create($"adapter.{i}.b", (Tensor)adapter.B) }).ToDictionary();

    /// <inheritdoc/>
    public override void ForgetGradients()
    {
        base.ForgetGradients();
        foreach (var adapter in _adapters)
            adapter.Weight.grad = null;
    }

    /// <inheritdoc/>
    public override void BeforeMove()
    {
        using var _ = no_grad();
        foreach (var adapter in _adapters)
            adapter.TakeGradients();
    }

    /// <inheritdoc/>
    public override void AfterMove()
    {
        using var _ = no_grad();
        foreach (var adapter in _adapters)
            adapter.Apply();
    }

    /// <summary>Releases what the adapters hold; the network keeps what they made of it.</summary>
    public void Release()
    {
        foreach (var adapter in _adapters)
            adapter.Release();
    }

    private sealed class Adapter
    {
        private readonly Tensor _first;         // [row, column]

        public Adapter(Tensor weight, int rank)
        {
            using var scope = NewDisposeScope();
            Weight = weight;
            _first = weight.detach().clone().flatten(1).DetachFromDisposeScope();
            A = new Parameter(randn(rank, _first.shape[1]) / Math.Sqrt(_first.shape[1]));
            B = new Parameter(zeros(_first.shape[0], rank));
            A.DetachFromDisposeScope();
            B.DetachFromDisposeScope();
        }

        public Tensor Weight { get; }
        public Parameter A { get; }             // [rank, column]
        public Parameter B { get; }             // [row, rank]

        public void TakeGradients()
        {
            if (Weight.grad is not { } gradient)
                return;
            var flat = gradient.flatten(1);
            A.grad = B.t().mm(flat);
            B.grad = flat.mm(A.t());
        }

        public void Apply() => Weight.copy_((_first + B.mm(A)).view_as(Weight));

        public void Release()
        {
            _first.Dispose();
            A.Dispose();
            B.Dispose();
        }
    }
}
