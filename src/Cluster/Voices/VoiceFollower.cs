using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Voices;

/// <summary>A version that is loaded and may take over.</summary>
/// <param name="Voice">Public facts of it.</param>
/// <param name="Provenance">Origin of its weights.</param>
/// <param name="Report">Findings of the gate; none for a version that spoke before.</param>
internal sealed record PreparedVersion(VoiceInfo Voice, Provenance Provenance, IReadOnlyList<GateFinding> Report);

/// <summary>
/// Keeps a worker's voices where the cluster's changes put them. A worker that joins late catches up before it serves.
/// </summary>
/// <param name="log">The changes.</param>
/// <param name="files">Their files.</param>
/// <param name="voices">The worker's voices.</param>
/// <param name="configured">Voices that can be gone back to.</param>
/// <param name="devices">Devices that voices are loaded to.</param>
/// <param name="gate">Tries voices.</param>
/// <param name="logger">Told of changes that cannot be followed.</param>
internal sealed class VoiceFollower(
    VoiceLog log,
    VoiceFiles files,
    VoiceRegistry voices,
    IConfiguredVoices configured,
    SpeechDevices devices,
    VoiceGate gate,
    ILogger<VoiceFollower> logger
) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1),
        _news = new(0);

    // always the same thread: native memory that a version leaves is what the next one takes
    private readonly ComputeWorkers _loader = new(1);
    private readonly Dictionary<(string Name, string Version), ModelVoice> _prepared = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _change = -1; // until it has caught up

    /// <summary>The newest change that it has followed; -1 until it has caught up.</summary>
    public long Change => Volatile.Read(ref _change);

    /// <summary>Waits until a change has been followed.</summary>
    public async Task ReachAsync(long change, CancellationToken cancellationToken)
    {
        while (Change < change)
        {
            Task followed;
            lock (_lock)
                followed = _followed.Task;
            if (Change < change)
                await followed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Loads a version from its file and tries it, so that it can take over at once. What speaks goes on speaking.
    /// </summary>
    /// <param name="name">Its name in requests; empty for its own.</param>
    /// <param name="sha256">Its file.</param>
    /// <param name="source">Its name in errors.</param>
    /// <param name="cancellationToken">Cancels the trial.</param>
    /// <exception cref="VoiceRefusedException">VS4014: the gate found it unfit.</exception>
    /// <exception cref="VoiceSmithException">It is no voice, or damaged.</exception>
    public async Task<PreparedVersion> PrepareAsync(
        string name,
        string sha256,
        string source,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var path = await files.FetchAsync(name, sha256[..12], sha256, cancellationToken).ConfigureAwait(false);
            var candidate = await LoadAsync(
                    () => VoiceFile.Load(devices, path, source, manifest => VoiceFile.NameOf(name, manifest, voices)),
                    cancellationToken
                )
                .ConfigureAwait(false);
            try
            {
                using var current = voices.TryFind(candidate.Info.Name)?.Lease();
                var report = await Task.Run(
                        () => gate.TryAsync(candidate, current?.Voice, cancellationToken),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (!report.Passed)
                    throw new VoiceRefusedException(report);
                Hold(candidate);
                return new(candidate.Info, candidate.Manifest.Provenance, report.Findings);
            }
            catch
            {
                candidate.Dispose();
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Loads a version that spoke before, unless it is still there, so that it can take over at once.
    /// </summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The version.</param>
    /// <param name="sha256">Its file; empty for one that the configuration names.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    public async Task RecallAsync(string name, string version, string sha256, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var living = voices.TryFind(name)?.TryLease(version);
            if (living is null)
                Hold(await LoadAsync(name, version, sha256, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets versions that were prepared and did not take over.</summary>
    public void Discard()
    {
        lock (_lock)
        {
            foreach (var voice in _prepared.Values)
                voice.Dispose();
            _prepared.Clear();
        }
    }

    /// <summary>Follows what has changed.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var after = Math.Max(0, _change);
            var changes = await log.ReadAsync(after).ConfigureAwait(false);
            foreach (var change in after == 0 && _change < 0 ? Present(changes) : changes)
                await ApplyAsync(change, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _change, after + changes.Count);
            Discard();
            TaskCompletionSource followed;
            lock (_lock)
                (followed, _followed) = (_followed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            followed.SetResult();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Discard();
        _loader.Dispose();
        _turn.Dispose();
        _news.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await log.ListenAsync(() => _news.Release()).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever the reason, the worker is behind: it reports so, and tries again.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.ChangeNotFollowed(Change, error);
            }
            await _news.WaitAsync(Patience, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>Of all changes those that decide what speaks now.</summary>
    private static IEnumerable<VoiceChange> Present(IReadOnlyList<VoiceChange> changes) =>
        changes
            .GroupBy(one => one.Voice.Name, StringComparer.OrdinalIgnoreCase)
            .Select(each => new VoiceHistory(each))
            .SelectMany(voice => new[] { voice.Current, voice.Compared })
            .OfType<VoiceChange>();

    private async Task ApplyAsync(VoiceChange change, CancellationToken cancellationToken)
    {
        var (name, version) = (change.Voice.Name, change.Voice.Version);
        var slot = voices.TryFind(name);
        if (change.Kind == VoiceChangeKind.Drop)
            slot?.DropChallenger();
        else if (change.Kind == VoiceChangeKind.Compare && slot?.Comparison?.Challenger.Version == version)
            slot.Compare(null, change.Comparison!);
        else if (change.Kind == VoiceChangeKind.Speak && slot?.TryRestore(version, change.ToPublication()) == true)
            return;
        else
        {
            var voice =
                Take(name, version)
                ?? await LoadAsync(name, version, change.Sha256, cancellationToken).ConfigureAwait(false);
            if (change.Kind == VoiceChangeKind.Compare && slot is not null)
                slot.Compare(voice, change.Comparison!);
            else
                voices.Publish(voice, change.ToPublication());
        }
    }

    private async Task<ModelVoice> LoadAsync(
        string name,
        string version,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        if (sha256.Length == 0)
            return await LoadAsync(() => configured.Load(name, version), cancellationToken).ConfigureAwait(false)
                ?? throw new VersionNotKeptException(
                    name,
                    version,
                    "It was part of the configuration, which now has another."
                );
        var path = await files.FetchAsync(name, version, sha256, cancellationToken).ConfigureAwait(false);
        return await LoadAsync(() => VoiceFile.Load(devices, path, name, _ => name), cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<T> LoadAsync<T>(Func<T> load, CancellationToken cancellationToken) =>
        _loader.RunAsync(0, load, cancellationToken);

    private void Hold(ModelVoice voice)
    {
        lock (_lock)
        {
            _prepared.Remove((voice.Info.Name, voice.Info.Version), out var before);
            before?.Dispose();
            _prepared[(voice.Info.Name, voice.Info.Version)] = voice;
        }
    }

    private ModelVoice? Take(string name, string version)
    {
        lock (_lock)
            return _prepared.Remove((name, version), out var voice) ? voice : null;
    }
}
