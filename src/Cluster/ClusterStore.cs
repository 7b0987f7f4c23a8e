using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace VoiceSmith.Cluster;

/// <summary>The cluster's Redis: one connection for everything, which comes back by itself.</summary>
internal sealed class ClusterStore : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;
    private readonly string _prefix;

    /// <param name="options">Its address.</param>
    /// <exception cref="ClusterStoreException">VS4080: it does not answer.</exception>
    public ClusterStore(IOptions<ClusterOptions> options)
    {
        _prefix = $"voicesmith:{options.Value.Name}:";
        try
        {
            Configuration = ConfigurationOptions.Parse(options.Value.Redis);
        }
        catch (ArgumentException error)
        {
            throw new ClusterStoreException(options.Value.Redis, error);
        }
        Address = string.Join(
            ", ",
            Configuration.EndPoints.Select(one => one is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : one.ToString())
        );
        Configuration.ClientName = MemberName.Of(options.Value);
        try
        {
            _redis = ConnectionMultiplexer.Connect(Configuration);
        }
        catch (RedisConnectionException error)
        {
            throw new ClusterStoreException(Address, error);
        }
    }

    /// <summary>Connection options.</summary>
    public ConfigurationOptions Configuration { get; }

    /// <summary>Its address, without a password.</summary>
    public string Address { get; }

    /// <summary>True while it answers.</summary>
    public bool IsConnected => _redis.IsConnected;

    /// <summary>The connection.</summary>
    public IConnectionMultiplexer Connection => _redis;

    /// <summary>Its keys.</summary>
    public IDatabase Database => _redis.GetDatabase();

    /// <summary>A key of this cluster.</summary>
    public RedisKey Key(string name) => _prefix + name;

    /// <summary>Asks Redis.</summary>
    /// <exception cref="ClusterStoreException">VS4080: it does not answer.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask(Database).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            throw new ClusterStoreException(Address, error);
        }
    }

    /// <summary>Refuses to begin anything while Redis is gone.</summary>
    /// <exception cref="ClusterStoreException">VS4080.</exception>
    public void RequireConnected()
    {
        if (!IsConnected)
            throw new ClusterStoreException(Address);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}
