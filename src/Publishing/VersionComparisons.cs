using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Comparisons: a second version of a voice speaks some utterances.</summary>
/// <param name="voices">The voices that speak.</param>
/// <param name="catalogue">Keeps the versions.</param>
/// <param name="loader">Loads them.</param>
internal sealed class VersionComparisons(VoiceRegistry voices, VoiceCatalogue catalogue, VersionLoader loader)
{
    /// <inheritdoc cref="IVoicePublisher.CompareAsync"/>
    public async Task CompareAsync(
        string name,
        string? version,
        VoiceComparison comparison,
        CancellationToken cancellationToken
    )
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        var (current, now) = (slot.Info, slot.Comparison?.Challenger.Version);
        var wanted =
            version
            ?? now
            ?? throw new VersionNotKeptException(current.Name, "", "No version is being compared: name one.");
        if (wanted == current.Version)
            throw new VersionNotKeptException(
                current.Name,
                wanted,
                "It is the one that speaks: choose another to compare with it."
            );
        var challenger =
            wanted == now
                ? null
                : await loader.LoadKeptAsync(current.Name, wanted, cancellationToken).ConfigureAwait(false);
        catalogue.Change(current.Name, stored => stored with { Comparison = StoredComparison.Of(wanted, comparison) });
        slot.Compare(challenger, comparison);
    }

    /// <summary>Id of the second version.</summary>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: none is being compared.</exception>
    public string ChallengerOf(string name) =>
        voices.Find(name).Comparison?.Challenger.Version
        ?? throw new VersionNotKeptException(name, "", "No version is being compared.");

    /// <inheritdoc cref="IVoicePublisher.DropAsync"/>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        catalogue.Change(slot.Info.Name, stored => stored with { Comparison = null });
        slot.DropChallenger();
    }
}
