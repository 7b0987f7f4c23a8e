using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>Makes a voice's file the one that new utterances get: tried by the gate, kept on disk, then put into its slot in one step.</summary>
/// <remarks>
/// One publication at a time; those who listen meanwhile notice nothing, and a voice that is refused leaves everything as it was. What is
/// on disk changes first: a server that dies in between starts with the new version.
/// </remarks>
public sealed class VoicePublisher : IVoicePublisher, IDisposable
{
    private readonly VoiceRegistry _voices;
    private readonly VoiceOrigins _origins;
    private readonly VoiceOptions _options;
    private readonly VoiceStore _store;
    private readonly VoiceRecords _records;
    private readonly VoiceGate _gate;
    private readonly SpeechDevices _devices;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ComputeWorkers _loader = new(1); // always the same thread: native memory that a version leaves is what the next one takes

    /// <param name="voices">Where voices are published.</param>
    /// <param name="origins">What the configuration loads.</param>
    /// <param name="options">Of the deployment, validated.</param>
    /// <param name="devices">Where voices are loaded to.</param>
    /// <param name="time">Dates publications.</param>
    /// <param name="log">Told of what is published, and passed over.</param>
    public VoicePublisher(
        VoiceRegistry voices, VoiceOrigins origins, IOptions<VoiceOptions> options, SpeechDevices devices, TimeProvider time, ILogger<VoicePublisher> log)
    {
        (_voices, _origins, _options, _devices, _time, _log) = (voices, origins, options.Value, devices, time, log);
        _store = new(_options.FolderOrDefault);
        _records = new(_store, voices, origins, _options.KeepVersions);
        _gate = new(_options.Gate, time);
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>Goes on with what was published before the server started: the newest version of each voice that is whole.</summary>
    public void Restore()
    {
        foreach (var stored in _store.ReadAll((record, error) => _log.RecordUnreadable(record, error)))
        {
            _records.Add(stored);
            foreach (var publication in stored.History.Reverse())
                if (TryRestore(stored, publication))
                    break;
            if (_voices.TryFind(stored.Name) is not { } slot)
                continue;
            foreach (var version in stored.Versions)
                slot.AddVotes(version.Version, version.VotesFor, version.VotesAgainst);
            if (stored.Comparison is { } comparison && Try(stored, comparison.Version, () => LoadKept(stored.Name, comparison.Version)) is { } challenger)
                slot.Compare(challenger, comparison.ToComparison());
        }
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> PublishAsync(
        Stream voiceFile, string name, string by, string source, VoiceComparison? comparison, CancellationToken cancellationToken)
    {
        using var incoming = await _store.TakeAsync(voiceFile, _options.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var candidate = await _loader.RunAsync(
            0, () => VoiceFile.Load(_devices, incoming.Path, source, manifest => VoiceFile.NameOf(name, manifest, _voices)), cancellationToken).ConfigureAwait(false);
        try
        {
            var report = await TryAsync(candidate, cancellationToken).ConfigureAwait(false);
            var publication = new VoicePublication(candidate.Info, _time.GetUtcNow(), by, source);
            var version = StoredVersion.Of(candidate.Manifest) with { At = publication.At, By = by, Source = source, Findings = report.Findings };
            if (comparison is not null && _voices.TryFind(candidate.Info.Name) is { } slot)
            {
                _records.Keep(candidate.Info.Name, version, incoming, stored => stored with { Comparison = new(version.Version, comparison.Share, comparison.BySession, comparison.Sessions) });
                slot.Compare(candidate, comparison);
            }
            else
            {
                _records.Keep(candidate.Info.Name, version, incoming, stored => stored.With(publication));
                _voices.Publish(candidate, publication);
            }
            _log.VoicePublished(candidate.Info.Name, candidate.Info.Version, by, source);
            Changed?.Invoke();
            return publication;
        }
        catch
        {
            candidate.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> RollBackAsync(string name, string? version, string by, string source, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = _voices.Find(name);
        var current = slot.Info;
        var wanted = version ?? _records.Of(current.Name).History.LastOrDefault(one => one.Version != current.Version)?.Version
            ?? throw new NothingToRollBackException(current.Name);
        using var held = slot.TryLease(wanted); // so that it stays while the record is written
        var voice = held?.Voice ?? await _loader.RunAsync(0, () => LoadKept(current.Name, wanted), cancellationToken).ConfigureAwait(false);
        var publication = new VoicePublication(voice.Info, _time.GetUtcNow(), by, source);
        _records.Change(current.Name, stored => stored.With(publication));
        if (held is null)
            _voices.Publish(voice, publication);
        else
            slot.TryRestore(wanted, publication);
        _log.VoicePublished(current.Name, wanted, by, source);
        Changed?.Invoke();
        return publication;
    }

    /// <inheritdoc/>
    public async Task CompareAsync(string name, string? version, VoiceComparison comparison, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = _voices.Find(name);
        var (current, now) = (slot.Info, slot.Comparison?.Challenger.Version);
        var wanted = version ?? now ?? throw new VersionNotKeptException(current.Name, "", "No version is being compared: name one.");
        if (wanted == current.Version)
            throw new VersionNotKeptException(current.Name, wanted, "It is the one that speaks: choose another to compare with it.");
        var challenger = wanted == now ? null : await _loader.RunAsync(0, () => LoadKept(current.Name, wanted), cancellationToken).ConfigureAwait(false);
        _records.Change(current.Name, stored => stored with { Comparison = new(wanted, comparison.Share, comparison.BySession, comparison.Sessions) });
        slot.Compare(challenger, comparison);
    }

    /// <inheritdoc/>
    public Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken) =>
        _voices.Find(name) is { Comparison: { Challenger: var challenger } } ? RollBackAsync(name, challenger.Version, by, "promoted", cancellationToken)
            : throw new VersionNotKeptException(name, "", "No version is being compared.");

    /// <inheritdoc/>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = _voices.Find(name);
        _records.Change(slot.Info.Name, stored => stored with { Comparison = null });
        slot.DropChallenger();
    }

    /// <inheritdoc/>
    public void Vote(string name, string version, bool liked, bool counted = false)
    {
        var slot = _voices.Find(name);
        if (_records.Of(slot.Info.Name).Find(version) is null)
            throw new VersionNotKeptException(slot.Info.Name, version, "It is none of this voice's.");
        if (!counted)
            slot.AddVotes(version, liked ? 1 : 0, liked ? 0 : 1);
        _records.Change(slot.Info.Name, stored => stored.With(version, one => one with { VotesFor = one.VotesFor + (liked ? 1 : 0), VotesAgainst = one.VotesAgainst + (liked ? 0 : 1) }));
    }

    /// <inheritdoc/>
    public Task<VoiceVersions> DescribeAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Describe(name));

    /// <summary>Everything that is known of a voice's versions.</summary>
    /// <param name="name">The voice.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    public VoiceVersions Describe(string name)
    {
        var slot = _voices.Find(name);
        return _records.Of(slot.Info.Name).ToContract(slot);
    }

    /// <inheritdoc/>
    public async Task<VoiceInfo> CopyCurrentAsync(string? name, string path, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var info = _voices.Find(name).Info;
        var kept = _records.Of(info.Name).Find(info.Version);
        if (kept is { File.Length: > 0 })
            File.Copy(_store.PathOf(info.Name, kept), path, overwrite: true);
        else if (!_origins.TryCopy(info.Name, info.Version, path))
            throw new VersionNotKeptException(info.Name, info.Version, "It came from no file.");
        return info;
    }

    /// <inheritdoc/>
    public bool Speaks(string name, string version) =>
        _voices.TryFind(name) is { } slot && (slot.Info.Version == version || slot.Comparison?.Challenger.Version == version);

    /// <inheritdoc/>
    public Task<bool> KnowsAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(_records.All.Any(voice => voice.Versions.Any(version => version.Sha256 == sha256)));

    /// <summary>Ends its thread. Nothing may be under way.</summary>
    public void Dispose()
    {
        _turn.Dispose();
        _loader.Dispose();
    }

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_turn);
    }

    private async Task<GateReport> TryAsync(ModelVoice candidate, CancellationToken cancellationToken)
    {
        using var current = _voices.TryFind(candidate.Info.Name)?.Lease();
        var report = await Task.Run(() => _gate.TryAsync(candidate, current?.Voice, cancellationToken), cancellationToken).ConfigureAwait(false);
        return report.Passed ? report : throw new VoiceRefusedException(report);
    }

    private bool TryRestore(StoredVoice stored, StoredPublication publication)
    {
        if (_voices.TryFind(stored.Name)?.Info.Version == publication.Version)
            return true; // the configuration's own
        if (Try(stored, publication.Version, () => LoadKept(stored.Name, publication.Version)) is not { } voice)
            return false;
        _voices.Publish(voice, new(voice.Info, publication.At, publication.By, publication.Source));
        _log.VoiceLoaded(voice.Info.Name, voice.Info.Version, voice.Info.TrainingStep, voice.Info.Licence);
        return true;
    }

    /// <summary>A version if it can be loaded; the log says why not.</summary>
    private ModelVoice? Try(StoredVoice stored, string version, Func<ModelVoice> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            _log.VersionPassedOver(stored.Name, version, error.Message);
            return null;
        }
    }

    private ModelVoice LoadKept(string name, string version)
    {
        var stored = _records.Of(name);
        var kept = stored.Find(version) ?? throw new VersionNotKeptException(stored.Name, version, "None of that version was published here, or it was too long ago.");
        if (kept.File.Length == 0)
            return _origins.Load(stored.Name, version) ?? throw new VersionNotKeptException(stored.Name, version, "It was part of the server's configuration, which now has another.");
        if (!_store.IsWhole(stored.Name, kept))
            throw new VersionNotKeptException(stored.Name, version, "Its file is damaged or gone.");
        return VoiceFile.Load(_devices, _store.PathOf(stored.Name, kept), kept.File, _ => stored.Name);
    }


    private readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
