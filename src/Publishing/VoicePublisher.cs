using Microsoft.Extensions.Logging;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Makes versions of voices current: tried by the gate, kept on disk, then put into their slot in one step.</summary>
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
    VoiceRegistry voices, VoiceCatalogue catalogue, VersionLoader loader, TimeProvider time, ILogger<VoicePublisher> log)
{
    private const int MaxNameLength = 60;

    /// <summary>Raised when another version speaks, or is compared.</summary>
    public event Action? Changed;

    /// <summary>Continues with what was published before the server started: the newest version of each voice that is whole.</summary>
    public void Restore()
    {
        foreach (var stored in catalogue.AtStart)
        {
            foreach (var publication in stored.History.Reverse())
                if (TryRestore(stored, publication))
                    break;
            if (voices.TryFind(stored.Name) is { } slot && stored.Comparison is { } comparison
                && TryLoad(stored, comparison.Version) is { } challenger)
                slot.Compare(challenger, comparison.ToComparison());
        }
    }

    /// <inheritdoc cref="PublishAsync(Stream, string, string, string, VoiceComparison?, CancellationToken)"/>
    /// <param name="voiceFile">A .voice file; it is copied.</param>
    /// <param name="name">The voice's name in requests, new or existing; empty for the one in its manifest.</param>
    /// <param name="by">The publisher.</param>
    /// <param name="source">Its origin: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    public async Task<VoicePublication> PublishAsync(
        string voiceFile, string name, string by, string source, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(voiceFile);
        await using (file.ConfigureAwait(false))
            return await PublishAsync(file, name, by, source, comparison: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries a voice, keeps it, and lets it speak from the next utterance on.</summary>
    /// <param name="voiceFile">The bytes of a .voice file, read to their end.</param>
    /// <param name="name">The voice's name in requests, new or existing; empty for the one in its manifest.</param>
    /// <param name="by">The publisher.</param>
    /// <param name="source">Its origin: a file, a run and its step.</param>
    /// <param name="comparison">
    /// The utterances that it speaks, beside the current version; null for all. The first version of a voice speaks all.
    /// </param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="VoiceRefusedException">VS4014: it did not pass the gate.</exception>
    /// <exception cref="VoiceSmithException">VS2002 to VS2004, VS4020 to VS4022: it is no voice, damaged, or too large.</exception>
    /// <exception cref="IOException">It cannot be read, or not be kept.</exception>
    public async Task<VoicePublication> PublishAsync(
        Stream voiceFile, string name, string by, string source, VoiceComparison? comparison, CancellationToken cancellationToken)
    {
        using var staged = await StageAsync(voiceFile, name, by, source, cancellationToken).ConfigureAwait(false);
        return Switch(staged, comparison);
    }

    /// <summary>The first half of a publication: stores a version, loads it and tries it. Nobody hears it yet.</summary>
    /// <inheritdoc cref="PublishAsync(Stream, string, string, string, VoiceComparison?, CancellationToken)"/>
    /// <param name="voiceFile">The bytes of a .voice file, read to their end.</param>
    /// <param name="name">The voice's name in requests, new or existing; empty for the one in its manifest.</param>
    /// <param name="by">The publisher.</param>
    /// <param name="source">Its origin: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version. Other publications wait until it is switched to or disposed of.</returns>
    public async Task<StagedVersion> StageAsync(
        Stream voiceFile, string name, string by, string source, CancellationToken cancellationToken)
    {
        IncomingFile? incoming = null;
        IDisposable? turn = null;
        ModelVoice? voice = null;
        try
        {
            incoming = await catalogue.TakeAsync(voiceFile, cancellationToken).ConfigureAwait(false);
            turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
            voice = await loader.LoadAsync(incoming.Path, source, manifest => NameOf(name, manifest), cancellationToken).ConfigureAwait(false);
            using var current = voices.TryFind(voice.Info.Name)?.Lease();
            var report = await loader.TryAsync(voice, current?.Voice, cancellationToken).ConfigureAwait(false);
            return new(voice, StoredVersion.Of(voice.Manifest) with { By = by, Source = source, Findings = report.Findings }, incoming, turn);
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
    /// <exception cref="IOException">It cannot be kept.</exception>
    public VoicePublication Switch(StagedVersion staged, VoiceComparison? comparison = null)
    {
        var info = staged.Info;
        var publication = new VoicePublication(info, time.GetUtcNow(), staged.Version.By, staged.Version.Source);
        var version = staged.Version with { At = publication.At };
        if (comparison is not null && voices.TryFind(info.Name) is { } slot)
        {
            catalogue.Keep(info.Name, version, staged.File, stored => stored with { Comparison = StoredComparison.Of(version.Version, comparison) });
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

    /// <summary>Makes a version current that was before, or that is being compared.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The version; null for the one before the current one. Twice is back where it was.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="source">The history's word for it.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="NothingToRollBackException">VS4015: there was none before.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    public async Task<VoicePublication> RollBackAsync(
        string name, string? version, string by, string source, CancellationToken cancellationToken)
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        var current = slot.Info;
        var wanted = version ?? catalogue.Of(current.Name).History.LastOrDefault(one => one.Version != current.Version)?.Version
            ?? throw new NothingToRollBackException(current.Name);
        using var held = slot.TryLease(wanted); // so that it stays while the record is written
        var voice = held?.Voice ?? await loader.LoadKeptAsync(current.Name, wanted, cancellationToken).ConfigureAwait(false);
        var publication = new VoicePublication(voice.Info, time.GetUtcNow(), by, source);
        catalogue.Change(current.Name, stored => stored.With(publication));
        if (held is null)
            voices.Publish(voice, publication);
        else
            slot.TryRestore(wanted, publication);
        Tell(publication);
        return publication;
    }

    private void Tell(VoicePublication publication)
    {
        log.VoicePublished(publication.Voice.Name, publication.Voice.Version, publication.By, publication.Source);
        Changed?.Invoke();
    }

    private string NameOf(string asked, VoiceManifest manifest)
    {
        var name = string.IsNullOrWhiteSpace(asked) ? manifest.Name.Trim() : asked.Trim();
        if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsControl(c) || c is '/' or '\\'))
            throw new VoiceNameException(name.Length > MaxNameLength ? name[..MaxNameLength] + "…" : name);
        return voices.TryFind(name)?.Info.Name ?? name;
    }

    private bool TryRestore(StoredVoice stored, StoredPublication publication)
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
