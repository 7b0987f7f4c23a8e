using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cluster.Voices;

/// <summary>The cluster's changes of voices, in one order: a list in Redis, numbered from 1.</summary>
/// <param name="store">The cluster's Redis.</param>
internal sealed class VoiceLog(ClusterStore store)
{
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5),
        Wait = TimeSpan.FromMilliseconds(100);

    private RedisKey Changes => store.Key("voices:changes");

    private RedisKey Lock => store.Key("voices:lock");

    private RedisChannel News => RedisChannel.Literal($"{store.Key("voices:news")}");

    /// <summary>The changes after a number.</summary>
    public Task<IReadOnlyList<VoiceChange>> ReadAsync(long after) =>
        store.AskAsync(async database =>
        {
            var found = await database.ListRangeAsync(Changes, after).ConfigureAwait(false);
            return (IReadOnlyList<VoiceChange>)
                [.. found.Select(one => JsonSerializer.Deserialize<VoiceChange>((string)one!, ContractJson.Options)!)];
        });

    /// <summary>State of one voice.</summary>
    public async Task<VoiceHistory> HistoryOfAsync(string name) =>
        new(
            (await ReadAsync(0).ConfigureAwait(false)).Where(one =>
                one.Voice.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
        );

    /// <summary>Makes a change: from here on every worker follows it.</summary>
    /// <returns>Its number.</returns>
    public Task<long> AppendAsync(VoiceChange change) =>
        store.AskAsync(async database =>
        {
            var number = await database
                .ListRightPushAsync(Changes, JsonSerializer.Serialize(change, ContractJson.Options))
                .ConfigureAwait(false);
            await database.PublishAsync(News, number).ConfigureAwait(false);
            return number;
        });

    /// <summary>Calls back when a change is made. Some calls may be lost while Redis is gone.</summary>
    public Task ListenAsync(Action heard) => store.Connection.GetSubscriber().SubscribeAsync(News, (_, _) => heard());

    /// <summary>Waits for the turn to make changes: one at a time in the whole cluster.</summary>
    /// <returns>Disposed when the turn is over. The turn of a member that died ends after five minutes.</returns>
    public async Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("n");
        while (!await store.AskAsync(database => database.LockTakeAsync(Lock, token, LockTime)).ConfigureAwait(false))
            await Task.Delay(Wait, cancellationToken).ConfigureAwait(false);
        return new Turn(() => store.AskAsync(database => database.LockReleaseAsync(Lock, token)));
    }

    private sealed class Turn(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end().ConfigureAwait(false);
    }
}
