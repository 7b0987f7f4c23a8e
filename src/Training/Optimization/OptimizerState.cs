using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Optimization;

/// <summary>AdamW's moments and step counts as tensors, named by parameter number.</summary>
internal static class OptimizerState
{
    /// <summary>The state of an optimizer by name. Parameters that were never updated have none.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(ScheduledOptimizer optimizer)
    {
        var states = States(optimizer);
        for (var i = 0; i < states.Count; i++)
        {
            var state = (AdamW.State)states[i];
            if (state.exp_avg is null)
                continue;
            yield return new($"{optimizer.Name}.{i}.step", tensor(state.step));
            yield return new($"{optimizer.Name}.{i}.exp_avg", state.exp_avg);
            yield return new($"{optimizer.Name}.{i}.exp_avg_sq", state.exp_avg_sq);
        }
        foreach (var (key, value) in optimizer.State)
            yield return new($"{optimizer.Name}.{key}", value);
    }

    /// <summary>Copies a saved state into an optimizer.</summary>
    public static void Restore(ScheduledOptimizer optimizer, IReadOnlyDictionary<string, Tensor> saved)
    {
        var states = States(optimizer);
        using var _ = no_grad();
        for (var i = 0; i < states.Count; i++)
        {
            if (!saved.TryGetValue($"{optimizer.Name}.{i}.step", out var step))
                continue;
            var state = (AdamW.State)states[i];
            state.step = step.ToInt64();
            state.exp_avg.copy_(saved[$"{optimizer.Name}.{i}.exp_avg"]);
            state.exp_avg_sq.copy_(saved[$"{optimizer.Name}.{i}.exp_avg_sq"]);
        }
        foreach (var (key, value) in optimizer.State)
            value.copy_(saved[$"{optimizer.Name}.{key}"]);
    }

    private static List<TorchSharp.Modules.OptimizerState> States(ScheduledOptimizer optimizer) =>
        ((OptimizerHelper)optimizer.Optimizer).state_dict().State;
}
