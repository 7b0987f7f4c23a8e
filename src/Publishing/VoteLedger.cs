using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>The votes of listeners, counted by version in the catalogue, which keeps them across starts.</summary>
/// <param name="engine">Knows which version spoke an utterance, and gives each utterance one vote.</param>
/// <param name="voices">The voices that speak.</param>
/// <param name="catalogue">Holds the counts.</param>
public sealed class VoteLedger(ISpeechEngine engine, VoiceRegistry voices, VoiceCatalogue catalogue)
{
    /// <summary>Votes on an utterance of the last minutes, for the version that began it.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <returns>True if the vote counts: it is the first on this utterance.</returns>
    /// <exception cref="UnknownUtteranceException">VS4011.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: the version is no longer kept.</exception>
    public bool Vote(string utterance, bool liked)
    {
        if (engine.TakeVote(utterance) is not { } voted)
            return false;
        Vote(voted.Name, voted.Version, liked);
        return true;
    }

    /// <summary>Votes on an utterance, if that can be: false for a second vote, and for an utterance or version that is gone.</summary>
    public bool TryVote(string utterance, bool liked)
    {
        try
        {
            return Vote(utterance, liked);
        }
        catch (Exception error) when (error is UnknownUtteranceException or VersionNotKeptException)
        {
            return false;
        }
    }

    /// <summary>Votes on a version.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="version">One of its versions; null for the current one.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: the voice has no such version.</exception>
    public void Vote(string name, string? version, bool liked)
    {
        var current = voices.Find(name).Info;
        var wanted = version ?? current.Version;
        if (catalogue.Of(current.Name).Find(wanted) is null)
            throw new VersionNotKeptException(current.Name, wanted, "It is none of this voice's.");
        catalogue.Change(current.Name, stored => stored.With(wanted, one => liked
            ? one with { VotesFor = one.VotesFor + 1 } : one with { VotesAgainst = one.VotesAgainst + 1 }));
    }
}
