using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>The votes of listeners, counted by version in the catalogue, which keeps them across starts.</summary>
/// <param name="voices">The voices that speak.</param>
/// <param name="catalogue">Holds the counts.</param>
internal sealed class VoteLedger(VoiceRegistry voices, VoiceCatalogue catalogue)
{
    /// <inheritdoc cref="IVoicePublisher.Vote"/>
    public void Vote(string name, string? version, bool liked)
    {
        var current = voices.Find(name).Info;
        var wanted = version ?? current.Version;
        if (catalogue.Of(current.Name).Find(wanted) is null)
            throw new VersionNotKeptException(current.Name, wanted, "It is none of this voice's.");
        catalogue.Change(
            current.Name,
            stored =>
                stored.With(
                    wanted,
                    one =>
                        liked
                            ? one with
                            {
                                VotesFor = one.VotesFor + 1,
                            }
                            : one with
                            {
                                VotesAgainst = one.VotesAgainst + 1,
                            }
                )
        );
    }
}
