using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Runtime.Services;
using Orleans.Services;
using VoiceSmith.Cluster.Voices;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Workers;

/// <summary>
/// A worker as gateways see it: one in each process with voices. Answers are JSON where they are no messages of their
/// own.
/// </summary>
public interface IWorkerService : IGrainService
{
    /// <summary>Its present state.</summary>
    [AlwaysInterleave]
    Task<WorkerReport> ReportAsync();

    /// <summary>Loads and tries a version, so that it can take over at once.</summary>
    /// <param name="name">Its name in requests; empty for its own.</param>
    /// <param name="sha256">Its file.</param>
    /// <param name="source">Its name in errors.</param>
    /// <returns>The version and the gate's findings, or a refusal.</returns>
    [AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<(string? Answer, Refusal? Refusal)> PrepareAsync(string name, string sha256, string source);

    /// <summary>Loads a version that spoke before, so that it can take over at once.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The version.</param>
    /// <param name="sha256">Its file; empty for one that the configuration names.</param>
    [AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task<Refusal?> RecallAsync(string name, string version, string sha256);

    /// <summary>Follows changes of voices up to a number.</summary>
    [AlwaysInterleave, ResponseTimeout("00:01:00")]
    Task FollowAsync(long change);

    /// <summary>Explains how a voice reads a text.</summary>
    /// <param name="request">Voice and lexicon.</param>
    /// <param name="text">Plain text or SSML.</param>
    [AlwaysInterleave]
    Task<(string? Answer, Refusal? Refusal)> ExplainAsync(Packed<SpeakRequest> request, string text);

    /// <summary>Figures of a voice's versions.</summary>
    [AlwaysInterleave]
    Task<(string? Answer, Refusal? Refusal)> FiguresAsync(string name);
}

/// <summary>Calls to the workers of a cluster.</summary>
public interface IWorkerServiceClient : IGrainServiceClient<IWorkerService>
{
    /// <summary>The worker at an address.</summary>
    IWorkerService At(SiloAddress silo);
}

/// <inheritdoc/>
internal sealed class WorkerServiceClient(IServiceProvider services)
    : GrainServiceClient<IWorkerService>(services),
        IWorkerServiceClient
{
    /// <inheritdoc/>
    public IWorkerService At(SiloAddress silo) => GetGrainService(silo);
}

/// <inheritdoc/>
/// <param name="id">Given by Orleans.</param>
/// <param name="silo">The process as a member.</param>
/// <param name="logs">For the base class.</param>
/// <param name="engine">Speaks.</param>
/// <param name="voices">Its voices.</param>
/// <param name="follower">Follows changes of voices.</param>
/// <param name="details">Names the process.</param>
/// <param name="lifetime">Tells when it stops.</param>
[Reentrant]
internal sealed class WorkerService(
    GrainId id,
    Silo silo,
    ILoggerFactory logs,
    SpeechEngine engine,
    VoiceRegistry voices,
    VoiceFollower follower,
    ILocalSiloDetails details,
    IHostApplicationLifetime lifetime
) : GrainService(id, silo, logs), IWorkerService
{
    /// <inheritdoc/>
    public Task<WorkerReport> ReportAsync() =>
        Task.FromResult(
            new WorkerReport
            {
                Name = MemberName.MachineOf(details.Name),
                Threads = engine.Threads,
                Speaking = engine.Speaking,
                Backlog = engine.Backlog,
                IsDraining = lifetime.ApplicationStopping.IsCancellationRequested || follower.Change < 0,
                Voices = Packed.Of<VoiceInfo[]>([.. engine.Voices]),
                Change = follower.Change,
                BusyForPaced = engine.BusyFor(paced: true),
                BusyForOthers = engine.BusyFor(paced: false),
            }
        );

    /// <inheritdoc/>
    public async Task<(string? Answer, Refusal? Refusal)> PrepareAsync(string name, string sha256, string source)
    {
        try
        {
            var prepared = await Task.Run(() =>
                follower.PrepareAsync(name, sha256, source, lifetime.ApplicationStopping)
            );
            return (JsonSerializer.Serialize(prepared, ContractJson.Options), null);
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            return (null, Refusal.Of(error));
        }
    }

    /// <inheritdoc/>
    public async Task<Refusal?> RecallAsync(string name, string version, string sha256)
    {
        try
        {
            await Task.Run(() => follower.RecallAsync(name, version, sha256, lifetime.ApplicationStopping));
            return null;
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            return Refusal.Of(error);
        }
    }

    /// <inheritdoc/>
    public async Task FollowAsync(long change)
    {
        while (follower.Change < change)
            await Task.Run(() => follower.FollowAsync(lifetime.ApplicationStopping));
    }

    /// <inheritdoc/>
    public async Task<(string? Answer, Refusal? Refusal)> ExplainAsync(Packed<SpeakRequest> request, string text)
    {
        try
        {
            var explained = await Task.Run(() => engine.Explain(request.Read().ToSpeechRequest(), text));
            return (JsonSerializer.Serialize(explained.ToContract(), ContractJson.Options), null);
        }
        catch (VoiceSmithException error)
        {
            return (null, Refusal.Of(error));
        }
    }

    /// <inheritdoc/>
    public Task<(string? Answer, Refusal? Refusal)> FiguresAsync(string name) =>
        Task.FromResult<(string?, Refusal?)>(
            (
                JsonSerializer.Serialize(
                    voices.TryFind(name)?.Figures ?? new Dictionary<string, VersionFigures>(),
                    ContractJson.Options
                ),
                null
            )
        );
}
