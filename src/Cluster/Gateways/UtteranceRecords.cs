using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// Records of the last minutes' utterances that every gateway can read, so that a client whose gateway died can take
/// them up at another: request, text, cuts and places of sentences; no sound, which is made again.
/// </summary>
/// <param name="store">Store of the records; nothing is kept while Redis is gone.</param>
/// <param name="options">Lifetime of the records.</param>
/// <param name="log">Told where nothing is kept.</param>
internal sealed class UtteranceRecords(
    ClusterStore store,
    IOptions<StreamingOptions> options,
    ILogger<UtteranceRecords> log
)
{
    private const string Request = "request",
        Cuts = "cuts",
        Versions = "versions",
        Voted = "voted",
        Place = "place";

    private readonly TimeSpan _keep = options.Value.KeepUtterances;

    /// <summary>Keeps an utterance's request, cuts and versions as they are now.</summary>
    public void Keep(Utterance utterance) =>
        Write(
            utterance.Id,
            (database, key) =>
                database.HashSetAsync(
                    key,
                    [
                        new(Request, Packed.Of(utterance.Request.ToContract()).Bytes),
                        new(Cuts, string.Join(' ', utterance.Cuts.All)),
                        new(Versions, string.Join(' ', utterance.Versions.All)),
                    ],
                    CommandFlags.FireAndForget
                )
        );

    /// <summary>Keeps the grain that speaks it, which may change.</summary>
    public void Keep(string utterance, UtterancePlace place) =>
        Write(
            utterance,
            (database, key) =>
                database.HashSetAsync(key, Place, $"{place.Silo} {place.Grain}", flags: CommandFlags.FireAndForget)
        );

    /// <summary>Keeps a piece of its text.</summary>
    public void Append(string utterance, string piece) =>
        Write(TextOf(utterance), (database, key) => database.StringAppendAsync(key, piece, CommandFlags.FireAndForget));

    /// <summary>Keeps the place of a sentence that has begun.</summary>
    public void Append(string utterance, SentencePlace sentence) =>
        Write(
            SentencesOf(utterance),
            (database, key) =>
                database.ListRightPushAsync(
                    key,
                    FormattableString.Invariant($"{sentence.Sentence} {sentence.FirstSample}"),
                    flags: CommandFlags.FireAndForget
                )
        );

    /// <summary>An utterance of any gateway; null where it is not kept.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="sample">The sample at whose sentence it is to be taken up.</param>
    /// <exception cref="ClusterStoreException">VS4080.</exception>
    public async Task<(
        SpeechRequest Request,
        string Text,
        IReadOnlyList<int> Cuts,
        IReadOnlyList<string> Versions,
        SentencePlace? Sentence
    )?> FindAsync(string utterance, long sample)
    {
        store.RequireConnected();
        return await store
            .AskAsync<(
                SpeechRequest,
                string,
                IReadOnlyList<int>,
                IReadOnlyList<string>,
                SentencePlace?
            )?>(async database =>
            {
                var found = await database
                    .HashGetAsync(KeyOf(utterance), [Request, Cuts, Versions])
                    .ConfigureAwait(false);
                if (found[0].IsNull)
                    return null;
                var text = (string?)await database.StringGetAsync(KeyOf(TextOf(utterance))).ConfigureAwait(false) ?? "";
                var sentences = await database
                    .ListRangeAsync(KeyOf(SentencesOf(utterance)))
                    .ConfigureAwait(false);
                return (
                    new Packed<SpeakRequest>((byte[])found[0]!).Read().ToSpeechRequest(),
                    text,
                    [.. Words(found[1]).Select(cut => int.Parse(cut, CultureInfo.InvariantCulture))],
                    [.. Words(found[2])],
                    SentencePlace.At([.. sentences.Select(ToPlace)], sample)
                );
            })
            .ConfigureAwait(false);
    }

    /// <summary>The grain that speaks an utterance of any gateway, or spoke it; null where it is not kept.</summary>
    /// <exception cref="ClusterStoreException">VS4080.</exception>
    public async Task<UtterancePlace?> PlaceAsync(string utterance)
    {
        store.RequireConnected();
        var place = await store
            .AskAsync(async database =>
                (string?)await database.HashGetAsync(KeyOf(utterance), Place).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return place?.Split(' ') is [var silo, var grain] ? new(silo, grain) : null;
    }

    /// <summary>Counts the first vote on an utterance.</summary>
    /// <returns>
    /// The request that was spoken, and whether the vote counts; null where the utterance is not kept.
    /// </returns>
    /// <exception cref="ClusterStoreException">VS4080.</exception>
    public (SpeechRequest Request, bool Counts)? Vote(string utterance)
    {
        store.RequireConnected();
        try
        {
            var request = store.Database.HashGet(KeyOf(utterance), Request);
            return request.IsNull
                ? null
                : (
                    new Packed<SpeakRequest>((byte[])request!).Read().ToSpeechRequest(),
                    store.Database.HashSet(KeyOf(utterance), Voted, 1, When.NotExists)
                );
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            throw new ClusterStoreException(store.Address, error);
        }
    }

    private void Write(string name, Func<IDatabase, RedisKey, Task> write)
    {
        if (_keep <= TimeSpan.Zero || !store.IsConnected)
            return;
        try
        {
            var key = KeyOf(name);
            _ = write(store.Database, key);
            _ = store.Database.KeyExpireAsync(key, _keep, CommandFlags.FireAndForget);
        }
        catch (RedisException error)
        {
            log.RecordsNotKept(error.Message);
        }
    }

    private RedisKey KeyOf(string name) => store.Key($"utterance:{name}");

    private static SentencePlace ToPlace(RedisValue value)
    {
        var parts = Words(value);
        return new(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture)
        );
    }

    private static string TextOf(string utterance) => utterance + ":text";

    private static string SentencesOf(string utterance) => utterance + ":sentences";

    private static string[] Words(RedisValue value) =>
        ((string?)value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The grain that speaks an utterance.</summary>
/// <param name="Silo">Its worker, as <see cref="Worker.Address"/> has it.</param>
/// <param name="Grain">Its key.</param>
internal sealed record UtterancePlace(string Silo, string Grain);
