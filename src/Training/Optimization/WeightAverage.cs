using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>A running average of a network's weights, used for validation and synthesis.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly WeightAveraging _averaging;
    private readonly Dictionary<string, Tensor> _weights;

    public WeightAverage(nn.Module network, WeightAveraging averaging)
    {
        _averaging = averaging;
        _weights = network
            .state_dict()
            .ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
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
        foreach (var (key, value) in network.state_dict())
            if (value.is_floating_point())
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
        foreach (var value in _weights.Values)
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
