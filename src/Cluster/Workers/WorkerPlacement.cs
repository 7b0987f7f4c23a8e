using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace VoiceSmith.Cluster.Workers;

/// <summary>Places a grain on the worker that its gateway chose.</summary>
[GenerateSerializer, Immutable]
internal sealed class WorkerPlacement : PlacementStrategy;

/// <inheritdoc cref="WorkerPlacement"/>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WorkerPlacementAttribute() : PlacementAttribute(new WorkerPlacement());

/// <summary>Follows the hint of the request.</summary>
internal sealed class WorkerPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    /// <exception cref="OrleansException">The chosen worker is gone, or none was chosen.</exception>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy,
        PlacementTarget target,
        IPlacementContext context
    ) =>
        IPlacementDirector.GetPlacementHint(target.RequestContextData, context.GetCompatibleSilos(target)) is { } chosen
            ? Task.FromResult(chosen)
            : throw new OrleansException($"The worker that was chosen for {target.GrainIdentity} is gone.");
}
