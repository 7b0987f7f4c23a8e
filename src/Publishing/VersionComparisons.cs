using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Comparisons: a second version of a voice speaks some utterances.</summary>
/// <param name="voices">The voices that speak.</param>
/// <param name="catalogue">Keeps the versions.</param>
/// <param name="loader">Loads them.</param>
/// <param name="publisher">Makes the second version current.</param>
public sealed class VersionComparisons(VoiceRegistry voices, VoiceCatalogue catalogue, VersionLoader loader, VoicePublisher publisher)
{
    /// <summary>Starts a comparison with a kept version, or changes its utterances.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">The second version; null for the one that is being compared.</param>
    /// <param name="comparison">Its utterances.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: there is no such version, or it is the current one.</exception>
    public async Task CompareAsync(string name, string? version, VoiceComparison comparison, CancellationToken cancellationToken)
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        var (current, now) = (slot.Info, slot.Comparison?.Challenger.Version);
        var wanted = version ?? now ?? throw new VersionNotKeptException(current.Name, "", "No version is being compared: name one.");
        if (wanted == current.Version)
            throw new VersionNotKeptException(current.Name, wanted, "It is the one that speaks: choose another to compare with it.");
        var challenger = wanted == now ? null : await loader.LoadKeptAsync(current.Name, wanted, cancellationToken).ConfigureAwait(false);
        catalogue.Change(current.Name, stored => stored with { Comparison = StoredComparison.Of(wanted, comparison) });
        slot.Compare(challenger, comparison);
    }

    /// <summary>Makes the second version the current one.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: none is being compared.</exception>
    public Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken) =>
        voices.Find(name) is { Comparison: { Challenger: var challenger } }
            ? publisher.RollBackAsync(name, challenger.Version, by, "promoted", cancellationToken)
            : throw new VersionNotKeptException(name, "", "No version is being compared.");

    /// <summary>Ends a comparison; the current version speaks every utterance. The other stays on disk.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="cancellationToken">Ends the wait for other publications.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        using var turn = await catalogue.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var slot = voices.Find(name);
        catalogue.Change(slot.Info.Name, stored => stored with { Comparison = null });
        slot.DropChallenger();
    }
}
