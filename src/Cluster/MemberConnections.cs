using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Runtime;

namespace VoiceSmith.Cluster;

/// <summary>
/// Connections to other members. The system closes those of a process that dies, at once: long before a probe is
/// missed.
/// </summary>
internal sealed class MemberConnections
{
    private readonly ConcurrentDictionary<SiloAddress, CancellationTokenSource> _deaths = new();

    /// <summary>A connection that this process opened has closed.</summary>
    public event Action<IPEndPoint>? Closed;

    /// <summary>A member has died. Told once or more often.</summary>
    public event Action<SiloAddress>? Died;

    /// <summary>True for one address and port, also where one is an IPv4 address within IPv6.</summary>
    public static bool IsSame(IPEndPoint one, IPEndPoint other) =>
        one.Port == other.Port && one.Address.MapToIPv6().Equals(other.Address.MapToIPv6());

    /// <summary>A token that is cancelled once a member has died, also where that was before.</summary>
    public CancellationToken DeathOf(SiloAddress member) => Death(member).Token;

    /// <summary>Tells that a member has died.</summary>
    public void Tell(SiloAddress dead)
    {
        Death(dead).Cancel();
        Died?.Invoke(dead);
    }

    /// <summary>Watches every connection to another member.</summary>
    public void Watch(SiloConnectionOptions options) =>
        options.ConfigureSiloOutboundConnection(connections =>
            connections.Use(next =>
                async context =>
                {
                    try
                    {
                        await next(context).ConfigureAwait(false);
                    }
                    finally
                    {
                        if (context.RemoteEndPoint is IPEndPoint remote)
                            Closed?.Invoke(remote);
                    }
                }
            )
        );

    private CancellationTokenSource Death(SiloAddress member) => _deaths.GetOrAdd(member, _ => new());
}
