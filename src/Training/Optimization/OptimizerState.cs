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
    /// <exception cref="VoiceSmithException">VS3016: the state is that of other networks.</exception>
    public static void Restore(ScheduledOptimizer optimizer, IReadOnlyDictionary<string, Tensor> saved)
    {
        using var _ = no_grad();
        foreach (var (key, value) in optimizer.State)
            value.copy_(Saved($"{optimizer.Name}.{key}", value.shape));
        foreach (var (i, parameter) in optimizer.Optimizer.Parameters.Index())
            if (saved.TryGetValue($"{optimizer.Name}.{i}.step", out var step))
                optimizer.Optimizer.Restore(
                    i,
                    step.ToInt64(),
                    Saved($"{optimizer.Name}.{i}.exp_avg", parameter.shape),
                    Saved($"{optimizer.Name}.{i}.exp_avg_sq", parameter.shape)
                );

        Tensor Saved(string name, long[] shape) =>
            saved.TryGetValue(name, out var value) && value.shape.SequenceEqual(shape)
                ? value
                : throw new VoiceSmithException(
                    "VS3016",
                    "The run cannot go on with these options.",
                    value is null
                        ? $"Its checkpoint has no '{name}'."
                        : $"'{name}' is [{string.Join(", ", value.shape)}] in its checkpoint, and would be "
                            + $"[{string.Join(", ", shape)}].",
                    "Give the options that the run began with, or begin another with '--from'."
                );
    }
}
