using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>The versions of every voice and their files, in memory as on disk. Safe from any thread.</summary>
/// <remarks>
/// Records are made for voices that the configuration names, too; they are written with the first change.
/// </remarks>
public sealed class VoiceCatalogue : IDisposable
{
    private readonly VoiceStore _store;
    private readonly VoiceRegistry _voices;
    private readonly VoiceOrigins _origins;
    private readonly VoiceOptions _options;
    private readonly ConcurrentDictionary<string, StoredVoice> _stored = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Reads the records.</summary>
    /// <param name="options">Of the deployment, validated.</param>
    /// <param name="voices">The voices that speak.</param>
    /// <param name="origins">The voices that the configuration names.</param>
    /// <param name="log">Receives records that cannot be read.</param>
    public VoiceCatalogue(
        IOptions<VoiceOptions> options,
        VoiceRegistry voices,
        VoiceOrigins origins,
        ILogger<VoiceCatalogue> log
    )
    {
        (_options, _voices, _origins) = (options.Value, voices, origins);
        _store = new(_options.FolderOrDefault);
        AtStart = _store.ReadAll(log.RecordUnreadable);
        foreach (var stored in AtStart)
            _stored[stored.Name] = stored;
    }

    /// <summary>The records that were on disk at the start.</summary>
    public IReadOnlyList<StoredVoice> AtStart { get; }

    /// <summary>The record of a voice.</summary>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    public StoredVoice Find(string name) => Of(_voices.Find(name).Info.Name);

    /// <summary>True if a version of some voice came from a file with this SHA-256.</summary>
    public bool Knows(string sha256) =>
        _stored.Values.Any(voice => voice.Versions.Any(version => version.Sha256 == sha256));

    /// <inheritdoc cref="IVoicePublisher.CopyCurrentAsync"/>
    public async Task<VoiceInfo> CopyCurrentAsync(string? name, string path, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var info = _voices.Find(name).Info;
        var kept = Of(info.Name).Find(info.Version);
        if (kept is { File.Length: > 0 })
            File.Copy(_store.PathOf(info.Name, kept), path, overwrite: true);
        else if (!_origins.TryCopy(info.Name, info.Version, path))
            throw new VersionNotKeptException(info.Name, info.Version, "It came from no file.");
        return info;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Waits until nobody else changes which versions speak.</summary>
    /// <returns>Ends the turn when it is disposed of.</returns>
    internal async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <summary>The record of a voice, whether or not it is on disk yet.</summary>
    internal StoredVoice Of(string name)
    {
        var slot = _voices.TryFind(name);
        if (_stored.TryGetValue(name, out var stored)) // if all its published versions are broken, another speaks
            return slot is null || stored.Find(slot.Info.Version) is not null
                ? stored
                : stored.With(DescribeCurrent(name, slot));
        return slot is null
            ? new() { Name = name }
            : new()
            {
                Name = name,
                Versions = [DescribeCurrent(name, slot)],
                History =
                [
                    .. slot.History.Select(one => new Publication(one.Voice.Version, one.At, one.By, one.Source)),
                ],
            };
    }

    /// <summary>Copies a file into the catalogue's folder; it belongs to no voice until it is kept.</summary>
    /// <exception cref="VoiceFileTooLargeException">VS4020.</exception>
    /// <exception cref="StorageException">VS4045: the disk is full or read-only.</exception>
    internal Task<IncomingFile> TakeAsync(Stream file, CancellationToken cancellationToken) =>
        _store.TakeAsync(file, _options.MaxFileBytes, cancellationToken);

    /// <summary>Keeps a version's file, and changes the record with it.</summary>
    internal void Keep(string name, StoredVersion version, IncomingFile incoming, Func<StoredVoice, StoredVoice> change)
    {
        lock (_writing)
        {
            version = version with
            {
                File = StorageException.Guard(() => _store.Keep(name, incoming)),
                Sha256 = incoming.Sha256,
                Bytes = incoming.Bytes,
            };
            Change(name, stored => change(stored.With(version)));
        }
    }

    /// <summary>Changes a record, on disk first.</summary>
    /// <exception cref="StorageException">VS4045: the disk is full or read-only; nothing is changed.</exception>
    internal void Change(string name, Func<StoredVoice, StoredVoice> change)
    {
        lock (_writing)
        {
            var stored = change(Of(name)).WithOnly(_options.KeepVersions);
            _stored[stored.Name] = StorageException.Guard(() => _store.Write(stored));
        }
    }

    /// <summary>Path of a version's file; null if the configuration names the version.</summary>
    /// <exception cref="VersionNotKeptException">VS4023: no such version is kept, or its file is damaged.</exception>
    internal string? PathOf(string name, string version)
    {
        var stored = Of(name);
        var kept =
            stored.Find(version)
            ?? throw new VersionNotKeptException(
                stored.Name,
                version,
                "None of that version was published here, or it was too long ago."
            );
        if (kept.File.Length == 0)
            return null;
        return _store.IsWhole(stored.Name, kept)
            ? _store.PathOf(stored.Name, kept)
            : throw new VersionNotKeptException(stored.Name, version, "Its file is damaged or gone.");
    }

    private StoredVersion DescribeCurrent(string name, VoiceSlot slot) =>
        _origins.DescribeOf(name) ?? StoredVersion.Of(slot.Info);

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
