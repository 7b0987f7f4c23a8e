using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>A running average of a network's weights, used for validation and synthesis.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly WeightAveraging _averaging;
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly List<(Tensor Weights, Tensor Average)> _vectors = [];
    private readonly HashSet<string> _inVectors = []; // keys of weights that are views of those

    /// <param name="network">The network whose weights are averaged.</param>
    /// <param name="optimizers">Where they keep parameters in one vector, the average is one too.</param>
    /// <param name="averaging">The scheme.</param>
    public WeightAverage(
        nn.Module network,
        IReadOnlyList<ScheduledOptimizer> optimizers,
        WeightAveraging averaging
    )
    {
        _averaging = averaging;
        using var scope = NewDisposeScope();
        var keys = network.state_dict().ToDictionary(entry => entry.Value.Handle, entry => entry.Key);
        foreach (var optimizer in optimizers.Select(scheduled => scheduled.Optimizer))
        {
            if (optimizer.Vector is not { } vector)
                continue;
            if (!optimizer.Parameters.All(parameter => keys.ContainsKey(parameter.Handle)))
                continue; // of another network, as discriminators
            var average = vector.clone().DetachFromDisposeScope();
            _vectors.Add((vector, average));
            foreach (var (parameter, first) in optimizer.Places)
            {
                var own = average.narrow(0, first, parameter.numel()).view(parameter.shape);
                _weights[keys[parameter.Handle]] = own.DetachFromDisposeScope();
                _inVectors.Add(keys[parameter.Handle]);
            }
        }
        foreach (var (key, value) in network.state_dict().Where(entry => !_inVectors.Contains(entry.Key)))
            _weights[key] = value.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>The average, by state_dict key.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Updates the average; before averaging begins it equals the weights.</summary>
    /// <param name="network">Source of the weights.</param>
    /// <param name="step">Steps since averaging began; negative before.</param>
    public void Update(nn.Module network, long step)
    {
        using var _ = no_grad();
        var share = step < 0 ? 1 : _averaging.Share(step);
        if (share == 0)
            return;
        foreach (var (weights, average) in _vectors)
            average.lerp_(weights, share);
        foreach (var (key, value) in network.state_dict())
            if (_inVectors.Contains(key))
                continue;
            else if (value.is_floating_point())
                _weights[key].lerp_(value, share);
            else
                _weights[key].copy_(value);
    }

    /// <summary>Runs an action while the network has the averaged weights.</summary>
    public void During(nn.Module network, Action action)
    {
        Swap(network);
        try
        {
            action();
        }
        finally
        {
            Swap(network);
        }
    }

    public void Dispose()
    {
        foreach (var value in _weights.Values.Concat(_vectors.Select(one => one.Average)))
            value.Dispose();
    }

    private void Swap(nn.Module network)
    {
        using var _ = no_grad();
        foreach (var (key, value) in network.state_dict())
        {
            using var kept = value.clone();
            value.copy_(_weights[key]);
            _weights[key].copy_(kept);
        }
    }
}
