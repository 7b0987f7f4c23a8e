using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>AdamW's moments and step counts as tensors, named by parameter number.</summary>
internal static class OptimizerState
{
    /// <summary>The state of an optimizer by name. Parameters that were never updated have none.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(ScheduledOptimizer optimizer)
    {
        foreach (var (index, updates, mean, square) in optimizer.Optimizer.States)
        {
            yield return new($"{optimizer.Name}.{index}.step", tensor(updates));
            yield return new($"{optimizer.Name}.{index}.exp_avg", mean);
            yield return new($"{optimizer.Name}.{index}.exp_avg_sq", square);
        }
        foreach (var (key, value) in optimizer.State)
            yield return new($"{optimizer.Name}.{key}", value);
    }

    /// <summary>Copies a saved state into an optimizer.</summary>
    public static void Restore(ScheduledOptimizer optimizer, IReadOnlyDictionary<string, Tensor> saved)
    {
        using var _ = no_grad();
        for (var i = 0; i < optimizer.Optimizer.Parameters.Count; i++)
            if (saved.TryGetValue($"{optimizer.Name}.{i}.step", out var step))
                optimizer.Optimizer.Restore(
                    i,
                    step.ToInt64(),
                    saved[$"{optimizer.Name}.{i}.exp_avg"],
                    saved[$"{optimizer.Name}.{i}.exp_avg_sq"]
                );
        foreach (var (key, value) in optimizer.State)
            value.copy_(saved[$"{optimizer.Name}.{key}"]);
    }
}
