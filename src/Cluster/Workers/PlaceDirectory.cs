using Orleans.GrainDirectory;
using Orleans.Runtime;

namespace VoiceSmith.Cluster.Workers;

/// <summary>
/// A grain directory without entries, for grains that every call names the worker of: <see cref="WorkerPlacement"/>
/// sends each call there, so that no utterance waits for Redis.
/// </summary>
internal sealed class PlaceDirectory : IGrainDirectory
{
    /// <summary>Name for <see cref="GrainDirectoryAttribute"/>.</summary>
    public const string Name = "place";

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Register(address);

    /// <inheritdoc/>
    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <inheritdoc/>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
