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
public sealed class VoicePublisher : IDisposable
{
    private const int MaxNameLength = 60;

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

    /// <summary>Another version speaks, or is compared.</summary>
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

    /// <summary>Tries a voice, keeps it, and lets it speak from the next utterance on.</summary>
    /// <param name="voiceFile">A .voice file; it is copied.</param>
    /// <param name="name">What requests call it, a new name or one whose voice it replaces; empty for what it calls itself.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="source">Where it comes from: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="VoiceRefusedException">VS4014: the gate found it unfit.</exception>
    /// <exception cref="VoiceSmithException">VS2002 to VS2004, VS4020 to VS4022: it is no voice, damaged, or too large.</exception>
    /// <exception cref="IOException">It cannot be read, or not be kept.</exception>
    public async Task<VoicePublication> PublishAsync(string voiceFile, string name, string by, string source, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(voiceFile);
        await using (file.ConfigureAwait(false))
            return await PublishAsync(file, name, by, source, comparison: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="PublishAsync(string, string, string, string, CancellationToken)"/>
    /// <param name="voiceFile">A .voice file's bytes, read to their end.</param>
    /// <param name="name">What requests call it, a new name or one whose voice it replaces; empty for what it calls itself.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="source">Where it comes from: a file, a run and its step.</param>
    /// <param name="comparison">Which utterances it speaks, beside the current version; null for all. The first of its name always speaks all.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    public async Task<VoicePublication> PublishAsync(
        Stream voiceFile, string name, string by, string source, VoiceComparison? comparison, CancellationToken cancellationToken)
    {
        using var incoming = await _store.TakeAsync(voiceFile, _options.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var candidate = await _loader.RunAsync(
            0, () => Load(incoming.Path, source, manifest => NameOf(name, manifest)), cancellationToken).ConfigureAwait(false);
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

    /// <summary>Lets a version speak that spoke before, or that is being compared.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">Which; null for the one before the current one. Twice is back where it was.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="source">What the history calls it.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="NothingToRollBackException">VS4015: there was none before.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
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

    /// <summary>Lets a kept version speak some utterances, or changes which.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">Which of its versions; null for the one that is being compared.</param>
    /// <param name="comparison">Which utterances.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: there is no such version, or it speaks everything anyway.</exception>
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

    /// <summary>Lets the version that is being compared speak everything.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: none is being compared.</exception>
    public Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken) =>
        _voices.Find(name) is { Comparison: { Challenger: var challenger } } ? RollBackAsync(name, challenger.Version, by, "promoted", cancellationToken)
            : throw new VersionNotKeptException(name, "", "No version is being compared.");

    /// <summary>Ends a comparison; the version that spoke all along goes on. The other stays on disk.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = _voices.Find(name);
        _records.Change(slot.Info.Name, stored => stored with { Comparison = null });
        slot.DropChallenger();
    }

    /// <summary>Notes what a listener thinks of a version, in the same way whichever voice it is.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">One of its versions.</param>
    /// <param name="liked">Whether it was good.</param>
    /// <param name="counted">Whether the slot has counted it already.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    public void Vote(string name, string version, bool liked, bool counted = false)
    {
        var slot = _voices.Find(name);
        if (_records.Of(slot.Info.Name).Find(version) is null)
            throw new VersionNotKeptException(slot.Info.Name, version, "It is none of this voice's.");
        if (!counted)
            slot.AddVotes(version, liked ? 1 : 0, liked ? 0 : 1);
        _records.Change(slot.Info.Name, stored => stored.With(version, one => one with { VotesFor = one.VotesFor + (liked ? 1 : 0), VotesAgainst = one.VotesAgainst + (liked ? 0 : 1) }));
    }

    /// <summary>Everything that is known of a voice's versions.</summary>
    /// <param name="name">The voice.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    public VoiceVersions Describe(string name)
    {
        var slot = _voices.Find(name);
        return _records.Of(slot.Info.Name).ToContract(slot);
    }

    /// <summary>Writes the version that speaks to a file, as it was published.</summary>
    /// <param name="name">The voice; null for the default one.</param>
    /// <param name="path">The .voice file to write.</param>
    /// <param name="cancellationToken">Ends the wait for publications.</param>
    /// <returns>Which version it is.</returns>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: it came from no file, or the file is gone.</exception>
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

    /// <summary>Whether a version is what some new utterances get.</summary>
    internal bool Speaks(string name, string version) =>
        _voices.TryFind(name) is { } slot && (slot.Info.Version == version || slot.Comparison?.Challenger.Version == version);

    /// <summary>Whether a version of some voice came from a file with this SHA-256.</summary>
    internal bool Knows(string sha256) => _records.All.Any(voice => voice.Versions.Any(version => version.Sha256 == sha256));

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

    private string NameOf(string asked, VoiceManifest manifest)
    {
        var name = string.IsNullOrWhiteSpace(asked) ? manifest.Name.Trim() : asked.Trim();
        if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsControl(c) || c is '/' or '\\'))
            throw new VoiceNameException(name.Length > MaxNameLength ? name[..MaxNameLength] + "…" : name);
        return _voices.TryFind(name)?.Info.Name ?? name;
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
        return Load(_store.PathOf(stored.Name, kept), kept.File, _ => stored.Name);
    }

    private ModelVoice Load(string path, string title, Func<VoiceManifest, string> name)
    {
        using var file = File.OpenRead(path);
        try
        {
            return ModelVoice.Load(_devices, device =>
            {
                file.Position = 0;
                return Voice.Load(file, title, device);
            }, name);
        }
        catch (Exception error) when (error is not (VoiceSmithException or IOException or UnauthorizedAccessException or OperationCanceledException))
        {
            throw new VoiceNotBuiltException(error);
        }
    }

    private readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
