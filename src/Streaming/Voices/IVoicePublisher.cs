using VoiceSmith.Contracts;

namespace VoiceSmith.Streaming.Voices;

/// <summary>Decides which versions of voices speak: on one server, or on every worker of a cluster.</summary>
public interface IVoicePublisher
{
    /// <summary>Raised when another version speaks, or is compared.</summary>
    event Action? Changed;

    /// <summary>Tries a voice, keeps it, and lets it speak from the next utterance on.</summary>
    /// <param name="voiceFile">The bytes of a .voice file, read to their end.</param>
    /// <param name="name">The voice's name in requests, new or existing; empty for the one in its manifest.</param>
    /// <param name="by">The publisher.</param>
    /// <param name="source">Its origin: a file, a run and its step.</param>
    /// <param name="comparison">
    /// The utterances that it speaks, beside the current version; null for all. The first version of a voice speaks
    /// all.
    /// </param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="VoiceRefusedException">VS4014: it did not pass the gate.</exception>
    /// <exception cref="VoiceSmithException">
    /// VS2002 to VS2004, VS4020 to VS4022: it is no voice, damaged, or too large.
    /// </exception>
    /// <exception cref="IOException">It cannot be read, or not be kept.</exception>
    Task<VoicePublication> PublishAsync(
        Stream voiceFile,
        string name,
        string by,
        string source,
        VoiceComparison? comparison,
        CancellationToken cancellationToken
    );

    /// <summary>Makes a version current that was before, or that is being compared.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The version; null for the one before the current one. Twice is back where it was.</param>
    /// <param name="by">The caller.</param>
    /// <param name="source">The history's word for it.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="NothingToRollBackException">VS4015: there was none before.</exception>
    /// <exception cref="VersionNotKeptException">VS4023.</exception>
    Task<VoicePublication> RollBackAsync(
        string name,
        string? version,
        string by,
        string source,
        CancellationToken cancellationToken
    );

    /// <summary>Starts a comparison with a kept version, or changes its utterances.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The second version; null for the one that is being compared.</param>
    /// <param name="comparison">Its utterances.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">
    /// VS4023: there is no such version, or it is the current one.
    /// </exception>
    Task CompareAsync(string name, string? version, VoiceComparison comparison, CancellationToken cancellationToken);

    /// <summary>Makes the version that is being compared the current one.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="by">The caller.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: none is being compared.</exception>
    Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken);

    /// <summary>Ends a comparison; the current version speaks every utterance. The other is kept.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    Task DropAsync(string name, CancellationToken cancellationToken);

    /// <summary>Counts a vote on a version.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">One of its versions; null for the current one.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: the voice has no such version.</exception>
    void Vote(string name, string? version, bool liked);

    /// <summary>Describes all versions of a voice.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Cancels the wait for other members of a cluster.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    Task<VoiceVersions> DescribeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the current version of a voice to a file, as it was published.</summary>
    /// <param name="name">The voice; null for the default one.</param>
    /// <param name="path">The .voice file to write.</param>
    /// <param name="cancellationToken">Ends the wait for publications.</param>
    /// <returns>The version.</returns>
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
    /// <param name="publisher">The publisher of versions.</param>
    /// <param name="voiceFile">A .voice file; it is copied.</param>
    /// <param name="name">The voice's name in requests, new or existing; empty for the one in its manifest.</param>
    /// <param name="by">The publisher.</param>
    /// <param name="source">Its origin: a file, a run and its step.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    public static async Task<VoicePublication> PublishAsync(
        this IVoicePublisher publisher,
        string voiceFile,
        string name,
        string by,
        string source,
        CancellationToken cancellationToken
    )
    {
        var file = File.OpenRead(voiceFile);
        await using (file.ConfigureAwait(false))
            return await publisher
                .PublishAsync(file, name, by, source, comparison: null, cancellationToken)
                .ConfigureAwait(false);
    }
}

/// <summary>Voices that a process's configuration names.</summary>
public interface IConfiguredVoices
{
    /// <summary>Loads one again; null if the configuration names no such version.</summary>
    ModelVoice? Load(string name, string version);

    /// <summary>Writes one to a .voice file.</summary>
    /// <returns>False if the configuration names no such version.</returns>
    bool TryCopy(string name, string version, string path);
}
