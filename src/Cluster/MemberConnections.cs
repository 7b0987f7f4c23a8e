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
    /// <summary>
    /// A connection has closed: the other member's address, and its port where this process opened the connection, else
    /// 0.
    /// </summary>
    public event Action<IPEndPoint>? Closed;

    /// <summary>A member has died: nothing listens at its port any more.</summary>
    public event Action<SiloAddress>? Died;

    /// <summary>
    /// True for one address and port, also where one is an IPv4 address within IPv6; port 0 is any.
    /// </summary>
    public static bool IsSame(IPEndPoint one, IPEndPoint other) =>
        (one.Port == other.Port || one.Port == 0 || other.Port == 0)
        && one.Address.MapToIPv6().Equals(other.Address.MapToIPv6());

    /// <summary>Watches every connection to another member.</summary>
    public void Watch(SiloConnectionOptions options)
    {
        options.ConfigureSiloOutboundConnection(connections => Watch(connections, remote => remote));
        // members use the one that is there, whoever opened it
        options.ConfigureSiloInboundConnection(connections => Watch(connections, remote => new(remote.Address, 0)));
    }

    /// <summary>Tells that a member has died.</summary>
    public void Tell(SiloAddress dead) => Died?.Invoke(dead);

    private void Watch(IConnectionBuilder connections, Func<IPEndPoint, IPEndPoint> memberOf) =>
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
                        Closed?.Invoke(memberOf(remote));
                }
            }
        );
}
