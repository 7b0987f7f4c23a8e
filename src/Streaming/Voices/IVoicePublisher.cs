using VoiceSmith.Contracts;

namespace VoiceSmith.Streaming.Voices;

/// <summary>Decides which versions of voices speak: on one server, or on every worker of a cluster.</summary>
public interface IVoicePublisher
{
    /// <summary>Raised when another version speaks.</summary>
    event Action? Changed;

    /// <summary>Tries a voice, keeps it, and lets it speak from the next utterance on.</summary>
    /// <param name="voiceFile">A .voice file's bytes, read to their end.</param>
    /// <param name="name">What requests call it, a new name or one whose voice it replaces; empty for what it calls itself.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="source">Where it comes from: a file, a run and its step.</param>
    /// <param name="comparison">Which utterances it speaks, beside the current version; null for all. The first of its name always speaks all.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="VoiceRefusedException">VS4014: the gate found it unfit.</exception>
    /// <exception cref="VoiceSmithException">VS2002 to VS2004, VS4020 to VS4022: it is no voice, damaged, or too large.</exception>
    Task<VoicePublication> PublishAsync(
        Stream voiceFile, string name, string by, string source, VoiceComparison? comparison, CancellationToken cancellationToken);

    /// <summary>Lets a version speak that spoke before, or that is being compared.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">Which; null for the one before the current one. Twice is back where it was.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="source">What the history calls it.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="NothingToRollBackException">VS4015: there was none before.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    Task<VoicePublication> RollBackAsync(string name, string? version, string by, string source, CancellationToken cancellationToken);

    /// <summary>Lets a kept version speak some utterances, or changes which.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">Which of its versions; null for the one that is being compared.</param>
    /// <param name="comparison">Which utterances.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: there is no such version, or it speaks everything anyway.</exception>
    Task CompareAsync(string name, string? version, VoiceComparison comparison, CancellationToken cancellationToken);

    /// <summary>Lets the version that is being compared speak everything.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: none is being compared.</exception>
    Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken);

    /// <summary>Ends a comparison; the version that spoke all along goes on. The other stays on disk.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    Task DropAsync(string name, CancellationToken cancellationToken);

    /// <summary>Notes what a listener thinks of a version, in the same way whichever voice it is.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">One of its versions.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <param name="counted">True if the voice's slot has counted it already.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    void Vote(string name, string version, bool liked, bool counted = false);

    /// <summary>Everything that is known of a voice's versions.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Cancels the wait for other members of a cluster.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    Task<VoiceVersions> DescribeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the version that speaks to a file, as it was published.</summary>
    /// <param name="name">The voice; null for the default one.</param>
    /// <param name="path">The .voice file to write.</param>
    /// <param name="cancellationToken">Ends the wait for publications.</param>
    /// <returns>Which version it is.</returns>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: it came from no file, or the file is gone.</exception>
    Task<VoiceInfo> CopyCurrentAsync(string? name, string path, CancellationToken cancellationToken);

    /// <summary>True for a version that some new utterances get.</summary>
    bool Speaks(string name, string version);

    /// <summary>True if a version of some voice came from a file with this SHA-256, in lower-case hex.</summary>
    Task<bool> KnowsAsync(string sha256, CancellationToken cancellationToken);
}

/// <summary>Publishing from files.</summary>
public static class VoicePublishing
{
    /// <inheritdoc cref="IVoicePublisher.PublishAsync"/>
    /// <param name="publisher">Publishes.</param>
    /// <param name="voiceFile">A .voice file; it is copied.</param>
    /// <param name="name">What requests call it, a new name or one whose voice it replaces; empty for what it calls itself.</param>
    /// <param name="by">Who publishes.</param>
    /// <param name="source">Where it comes from: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="IOException">It cannot be read, or not be kept.</exception>
    public static async Task<VoicePublication> PublishAsync(
        this IVoicePublisher publisher, string voiceFile, string name, string by, string source, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(voiceFile);
        await using (file.ConfigureAwait(false))
            return await publisher.PublishAsync(file, name, by, source, comparison: null, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Voices that a process's configuration names.</summary>
public interface IConfiguredVoices
{
    /// <summary>Loads one again; null where the configuration names no such version.</summary>
    ModelVoice? Load(string name, string version);

    /// <summary>Writes one to a .voice file.</summary>
    /// <returns>False if the configuration names no such version.</returns>
    bool TryCopy(string name, string version, string path);
}
