using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VoiceSmith.Models;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Voices;

/// <summary>Makes a voice's file the one that new utterances get: tried by the gate, kept on disk, then put into its slot in one step.</summary>
/// <remarks>One publication at a time; those who listen meanwhile notice nothing, and a voice that is refused leaves everything as it was.</remarks>
public sealed class VoicePublisher : IDisposable
{
    private const int HistoryLimit = 100, MaxNameLength = 60;

    private readonly VoiceRegistry _voices;
    private readonly VoiceOrigins _origins;
    private readonly VoiceOptions _options;
    private readonly VoiceStore _store;
    private readonly VoiceGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<string, StoredVoice> _stored = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="voices">Where voices are published.</param>
    /// <param name="origins">What the configuration loads.</param>
    /// <param name="options">Of the deployment, validated.</param>
    /// <param name="time">Dates publications.</param>
    /// <param name="log">Told of what is published, and passed over.</param>
    public VoicePublisher(VoiceRegistry voices, VoiceOrigins origins, IOptions<VoiceOptions> options, TimeProvider time, ILogger<VoicePublisher> log)
    {
        (_voices, _origins, _options, _time, _log) = (voices, origins, options.Value, time, log);
        (_store, _gate) = (new(_options.FolderOrDefault), new(_options.Gate, time));
    }

    /// <summary>Goes on with what was published before the server started: the newest version of each voice that is whole.</summary>
    public void Restore()
    {
        foreach (var stored in _store.ReadAll((record, error) => _log.RecordUnreadable(record, error)))
        {
            _stored[stored.Name] = stored;
            foreach (var publication in stored.History.Reverse())
                if (TryRestore(stored, publication))
                    break;
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
            return await PublishAsync(file, name, by, source, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="PublishAsync(string, string, string, string, CancellationToken)"/>
    /// <param name="voiceFile">A .voice file's bytes, read to their end.</param>
    /// <param name="name">What requests call it, a new name or one whose voice it replaces; empty for what it calls itself.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="source">Where it comes from: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    public async Task<VoicePublication> PublishAsync(Stream voiceFile, string name, string by, string source, CancellationToken cancellationToken)
    {
        using var incoming = await _store.TakeAsync(voiceFile, _options.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var voice = await Task.Run(() => Load(incoming.Path), cancellationToken).ConfigureAwait(false);
            var speaking = new ModelVoice(voice, NameOf(name, voice.Manifest));
            try
            {
                var report = await TryAsync(speaking, cancellationToken).ConfigureAwait(false);
                var publication = new VoicePublication(speaking.Info, _time.GetUtcNow(), by, source);
                Keep(publication, StoredVersion.Of(voice.Manifest) with { Findings = report.Findings }, incoming);
                _voices.Publish(speaking, publication);
                _log.VoicePublished(speaking.Info.Name, speaking.Info.Version, by, source);
                return publication;
            }
            catch
            {
                speaking.Dispose();
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets a version speak again that spoke before.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">Which; null for the one before the current one. Twice is back where it was.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="NothingToRollBackException">VS4015: there was none before.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    public async Task<VoicePublication> RollBackAsync(string name, string? version, string by, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var current = _voices.Find(name).Info;
            var stored = StoredOf(current.Name);
            var wanted = version ?? stored.History.LastOrDefault(one => one.Version != current.Version)?.Version ?? throw new NothingToRollBackException(current.Name);
            var publication = new VoicePublication(current, _time.GetUtcNow(), by, "rollback");
            using var held = _voices.Find(current.Name).TryLease(wanted); // so that it stays while the record is written
            var voice = held?.Voice ?? LoadKept(stored, wanted);
            publication = publication with { Voice = voice.Info };
            Record(stored, publication);
            if (held is null)
                _voices.Publish(voice, publication);
            else
                _voices.Find(current.Name).TryRestore(wanted, publication);
            _log.VoicePublished(current.Name, wanted, by, publication.Source);
            return publication;
        }
        finally
        {
            _turn.Release();
        }
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
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var lease = _voices.Lease(name);
            var info = lease.Voice.Info;
            var kept = StoredOf(info.Name).Find(info.Version);
            if (kept is { File.Length: > 0 })
                File.Copy(_store.PathOf(info.Name, kept), path, overwrite: true);
            else if (!_origins.TryCopy(info.Name, info.Version, path))
                throw new VersionNotKeptException(info.Name, info.Version, "It came from no file.");
            return info;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Frees what waits are made of.</summary>
    public void Dispose() => _turn.Dispose();

    private async Task<GateReport> TryAsync(ModelVoice candidate, CancellationToken cancellationToken)
    {
        using var current = _voices.TryFind(candidate.Info.Name)?.Lease();
        var report = await Task.Run(() => _gate.TryAsync(candidate, current?.Voice, cancellationToken), cancellationToken).ConfigureAwait(false);
        return report.Passed ? report : throw new VoiceRefusedException(report);
    }

    private string NameOf(string asked, VoiceManifest manifest)
    {
        var name = string.IsNullOrWhiteSpace(asked) ? manifest.Name.Trim() : asked.Trim();
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
            throw new VoiceNameException(name.Length > MaxNameLength ? name[..MaxNameLength] + "…" : name);
        return _voices.TryFind(name)?.Info.Name ?? name;
    }

    /// <summary>What is known of a voice's versions, whether or not anything of it is on disk yet.</summary>
    private StoredVoice StoredOf(string name)
    {
        if (_stored.TryGetValue(name, out var stored))
            return stored;
        if (_voices.TryFind(name) is not { } slot)
            return new() { Name = name };
        return new()
        {
            Name = name,
            Versions = [_origins.DescribeOf(name) ?? StoredVersion.Of(slot.Info)],
            History = [.. slot.History.Select(one => new StoredPublication(one.Voice.Version, one.At, one.By, one.Source))],
        };
    }

    private void Keep(VoicePublication publication, StoredVersion version, VoiceStore.Incoming incoming)
    {
        var stored = StoredOf(publication.Voice.Name);
        version = version with { File = _store.Keep(stored.Name, incoming), Sha256 = incoming.Sha256, Bytes = incoming.Bytes };
        Record(stored with { Versions = [.. stored.Versions.Where(one => one.Version != version.Version), version] }, publication);
    }

    /// <summary>Writes that a version speaks from now on, and forgets versions that are too many.</summary>
    private void Record(StoredVoice stored, VoicePublication publication)
    {
        var history = stored.History.Append(new(publication.Voice.Version, publication.At, publication.By, publication.Source)).TakeLast(HistoryLimit).ToList();
        var recent = history.AsEnumerable().Reverse().Select(one => one.Version).Distinct().Take(_options.KeepVersions).ToHashSet();
        stored = stored with { History = history, Versions = [.. stored.Versions.Where(one => one.File.Length == 0 || recent.Contains(one.Version))] };
        _store.Write(stored);
        _stored[stored.Name] = stored;
    }

    private bool TryRestore(StoredVoice stored, StoredPublication publication)
    {
        try
        {
            if (_voices.TryFind(stored.Name)?.Info.Version == publication.Version)
                return true; // the configuration's own
            var voice = LoadKept(stored, publication.Version);
            _voices.Publish(voice, new(voice.Info, publication.At, publication.By, publication.Source));
            _log.VoiceLoaded(voice.Info.Name, voice.Info.Version, voice.Info.TrainingStep, voice.Info.Licence);
            return true;
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            _log.VersionPassedOver(stored.Name, publication.Version, error.Message);
            return false;
        }
    }

    private ModelVoice LoadKept(StoredVoice stored, string version)
    {
        var kept = stored.Find(version) ?? throw new VersionNotKeptException(stored.Name, version, "None of that version was published here, or it was too long ago.");
        if (kept.File.Length == 0)
            return _origins.Load(stored.Name, version) ?? throw new VersionNotKeptException(stored.Name, version, "It was part of the server's configuration, which now has another.");
        if (!_store.IsWhole(stored.Name, kept))
            throw new VersionNotKeptException(stored.Name, version, "Its file is damaged or gone.");
        return new(Load(_store.PathOf(stored.Name, kept)), stored.Name);
    }

    private static Voice Load(string path)
    {
        try
        {
            return Voice.Load(path);
        }
        catch (Exception error) when (error is not (VoiceSmithException or IOException or UnauthorizedAccessException or OperationCanceledException))
        {
            throw new VoiceNotBuiltException(error);
        }
    }
}
