using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming;

/// <summary>Votes on utterances.</summary>
public static class UtteranceVotes
{
    /// <summary>Votes on an utterance of the last minutes, for the version that began it.</summary>
    /// <param name="publisher">Counts votes.</param>
    /// <param name="engine">Gives each utterance one vote.</param>
    /// <param name="utterance">The utterance's id.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <returns>True if the vote counts: it is the first on this utterance.</returns>
    /// <exception cref="UnknownUtteranceException">VS4011.</exception>
    /// <exception cref="VersionNotKeptException">VS4023: the version is no longer kept.</exception>
    public static bool VoteOn(this IVoicePublisher publisher, ISpeechEngine engine, string utterance, bool liked)
    {
        if (engine.TakeVote(utterance) is not { } voted)
            return false;
        publisher.Vote(voted.Name, voted.Version, liked);
        return true;
    }

    /// <summary>Votes on an utterance; false also for an utterance or version that is gone.</summary>
    /// <inheritdoc cref="VoteOn"/>
    public static bool TryVoteOn(this IVoicePublisher publisher, ISpeechEngine engine, string utterance, bool liked)
    {
        try
        {
            return publisher.VoteOn(engine, utterance, liked);
        }
        catch (Exception error) when (error is UnknownUtteranceException or VersionNotKeptException)
        {
            return false;
        }
    }
}
