using Microsoft.Extensions.Logging;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>
/// Makes versions of voices current: tried by the gate, kept on disk, then put into their slot in one step.
/// </summary>
/// <remarks>
/// One publication at a time; utterances under way are not disturbed, and a voice that is refused leaves everything as
/// it was. The disk changes first: a server that dies in between starts with the new version.
/// </remarks>
/// <param name="voices">The voices that speak.</param>
/// <param name="catalogue">Keeps the versions.</param>
/// <param name="loader">Loads and tries them.</param>
/// <param name="time">Dates publications.</param>
/// <param name="log">Receives what is published, and what cannot be.</param>
public sealed class VoicePublisher(
    VoiceRegistry voices,
    VoiceCatalogue catalogue,
    VersionLoader loader,
    TimeProvider time,
    ILogger<VoicePublisher> log
) : IVoicePublisher
{
    private readonly VersionComparisons _comparisons = new(voices, catalogue, loader);
    private readonly VoteLedger _votes = new(voices, catalogue);

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>
    /// Continues with what was published before the server started: the newest version of each voice that is whole.
    /// </summary>
    public void Restore()
    {
        foreach (var stored in catalogue.AtStart)
        {
            foreach (var publication in stored.History.Reverse())
                if (TryRestore(stored, publication))
                    break;
            if (
                voices.TryFind(stored.Name) is { } slot
                && stored.Comparison is { } comparison
                && TryLoad(stored, comparison.Version) is { } challenger
            )
                slot.Compare(challenger, comparison.ToComparison());
        }
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> PublishAsync(
        Stream voiceFile,
        string name,
        string by,
        string source,
        VoiceComparison? comparison,
        CancellationToken cancellationToken
    )
    {
        using var staged = await StageAsync(voiceFile, name, by, source, cancellationToken).ConfigureAwait(false);
        return Switch(staged, comparison);
    }

    /// <summary>
    /// The first half of a publication: stores a version, loads it and tries it. Nobody hears it yet.
    /// </summary>
    /// <inheritdoc cref="IVoicePublisher.PublishAsync"/>
    /// <returns>The version. Other publications wait until it is switched to or disposed of.</returns>
    public async Task<StagedVersion> StageAsync(
        Stream voiceFile,
        string name,
        string by,
        string source,
        CancellationToken cancellationToken
    )
    {
        IncomingFile? incoming = null;
        IDisposable? turn = null;
        ModelVoice? voice = null;
        try
        {
            incoming = await catalogue.TakeAsync(voiceFile, cancellationToken).ConfigureAwait(false);
            turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
            voice = await loader
                .LoadAsync(
                    incoming.Path,
                    source,
                    manifest => VoiceFile.NameOf(name, manifest, voices),
                    cancellationToken
                )
                .ConfigureAwait(false);
            using var current = voices.TryFind(voice.Info.Name)?.Lease();
            var report = await loader.TryAsync(voice, current?.Voice, cancellationToken).ConfigureAwait(false);
            return new(
                voice,
                StoredVersion.Of(voice.Manifest) with
                {
                    By = by,
                    Source = source,
                    Findings = report.Findings,
                },
                incoming,
                turn
            );
        }
        catch
        {
            voice?.Dispose();
            turn?.Dispose();
            incoming?.Dispose();
            throw;
        }
    }

    /// <summary>The second half of a publication: the version is kept, and speaks from the next utterance on.</summary>
    /// <param name="staged">The version; its voice belongs to the slot from now on.</param>
    /// <param name="comparison">The utterances that it speaks, beside the current version; null for all.</param>
    /// <exception cref="StorageException">VS4045: the disk is full or read-only; nothing is changed.</exception>
    /// <exception cref="ObjectDisposedException">It was switched to or disposed of before.</exception>
    public VoicePublication Switch(StagedVersion staged, VoiceComparison? comparison = null)
    {
        staged.RequireHeld();
        var info = staged.Info;
        var publication = new VoicePublication(info, time.GetUtcNow(), staged.Version.By, staged.Version.Source);
        var version = staged.Version with { At = publication.At };
        if (comparison is not null && voices.TryFind(info.Name) is { } slot)
        {
            catalogue.Keep(
                info.Name,
                version,
                staged.File,
                stored => stored with { Comparison = StoredComparison.Of(version.Version, comparison) }
            );
            slot.Compare(staged.Release(), comparison);
        }
        else
        {
            catalogue.Keep(info.Name, version, staged.File, stored => stored.With(publication));
            voices.Publish(staged.Release(), publication);
        }
        Tell(publication);
        return publication;
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> RollBackAsync(
        string name,
        string? version,
        string by,
        string source,
        CancellationToken cancellationToken
    )
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        var current = slot.Info;
        var wanted =
            version
            ?? catalogue.Of(current.Name).History.LastOrDefault(one => one.Version != current.Version)?.Version
            ?? throw new NothingToRollBackException(current.Name);
        using var held = slot.TryLease(wanted); // so that it stays while the record is written
        var voice =
            held?.Voice ?? await loader.LoadKeptAsync(current.Name, wanted, cancellationToken).ConfigureAwait(false);
        var publication = new VoicePublication(voice.Info, time.GetUtcNow(), by, source);
        catalogue.Change(current.Name, stored => stored.With(publication));
        if (held is null)
            voices.Publish(voice, publication);
        else
            slot.TryRestore(wanted, publication);
        Tell(publication);
        return publication;
    }

    /// <inheritdoc/>
    public Task CompareAsync(
        string name,
        string? version,
        VoiceComparison comparison,
        CancellationToken cancellationToken
    ) => _comparisons.CompareAsync(name, version, comparison, cancellationToken);

    /// <inheritdoc/>
    public async Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken) =>
        await RollBackAsync(name, _comparisons.ChallengerOf(name), by, "promoted", cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task DropAsync(string name, CancellationToken cancellationToken) =>
        _comparisons.DropAsync(name, cancellationToken);

    /// <inheritdoc/>
    public void Vote(string name, string? version, bool liked) => _votes.Vote(name, version, liked);

    /// <inheritdoc/>
    public Task<VoiceVersions> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var slot = voices.Find(name);
        return Task.FromResult(catalogue.Of(slot.Info.Name).ToContract(slot));
    }

    /// <inheritdoc/>
    public Task<VoiceInfo> CopyCurrentAsync(string? name, string path, CancellationToken cancellationToken) =>
        catalogue.CopyCurrentAsync(name, path, cancellationToken);

    /// <inheritdoc/>
    public bool Speaks(string name, string version) =>
        voices.TryFind(name) is { } slot
        && (slot.Info.Version == version || slot.Comparison?.Challenger.Version == version);

    /// <inheritdoc/>
    public Task<bool> KnowsAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult(catalogue.Knows(sha256));

    private void Tell(VoicePublication publication)
    {
        log.VoicePublished(publication.Voice.Name, publication.Voice.Version, publication.By, publication.Source);
        Changed?.Invoke();
    }

    private bool TryRestore(StoredVoice stored, Publication publication)
    {
        if (voices.TryFind(stored.Name)?.Info.Version == publication.Version)
            return true; // the configuration's own
        if (TryLoad(stored, publication.Version) is not { } voice)
            return false;
        voices.Publish(voice, new(voice.Info, publication.At, publication.By, publication.Source));
        log.VoiceLoaded(voice.Info.Name, voice.Info.Version, voice.Info.TrainingStep, voice.Info.Licence);
        return true;
    }

    /// <summary>A kept version; null if it cannot be loaded, which is logged.</summary>
    private ModelVoice? TryLoad(StoredVoice stored, string version)
    {
        try
        {
            return loader.LoadKept(stored.Name, version);
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            log.VersionPassedOver(stored.Name, version, error.Message);
            return null;
        }
    }
}
