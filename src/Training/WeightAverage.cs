using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>A running average of a network's weights: steadier than any single step, and what is used for synthesis.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly Dictionary<string, Tensor> _weights;

    public WeightAverage(nn.Module network, double decay)
    {
        _decay = decay;
        _weights = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The average, by state_dict key.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Moves the average towards the weights; quickly while few steps are done, at once before the first.</summary>
    public void Update(nn.Module network, long step)
    {
        using var _ = no_grad();
        var decay = step < 0 ? 0 : Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (key, value) in network.state_dict())
            if (value.is_floating_point())
                _weights[key].lerp_(value, 1 - decay);
            else
                _weights[key].copy_(value);
    }

    /// <summary>Runs something while the network has the averaged weights.</summary>
    public T During<T>(nn.Module network, Func<T> action)
    {
        Swap(network);
        try
        {
            return action();
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
