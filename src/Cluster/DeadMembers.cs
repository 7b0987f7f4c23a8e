using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace VoiceSmith.Cluster;

/// <summary>
/// Tells the cluster of members that have died: their connection has closed, and nothing listens at their port any
/// more.
/// </summary>
/// <remarks>
/// Certain, and at once. Orleans' own probes are set to be slow, for machines that vanish: a member that is only busy
/// must not be declared dead, as it would have to end.
/// </remarks>
/// <param name="connections">Told of connections that close.</param>
/// <param name="membership">The cluster's members.</param>
/// <param name="log">Told of the dead.</param>
internal sealed class DeadMembers(
    MemberConnections connections,
    IClusterMembershipService membership,
    ILogger<DeadMembers> log
) : IHostedService
{
    // a process that dies stops to listen a moment after its first connection has closed, or before
    private const int Tries = 4;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(30);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connections.Closed += OnClosed;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        connections.Closed -= OnClosed;
        return Task.CompletedTask;
    }

    private void OnClosed(IPEndPoint endpoint)
    {
        foreach (var (silo, member) in membership.CurrentSnapshot.Members)
            if (member.Status == SiloStatus.Active && MemberConnections.IsSame(silo.Endpoint, endpoint))
                _ = Task.Run(() => DeclareAsync(silo));
    }

    private async Task DeclareAsync(SiloAddress silo)
    {
        try
        {
            for (var tries = 0; !await RefusesAsync(silo.Endpoint).ConfigureAwait(false); tries++)
                if (tries == Tries)
                    return; // one of its connections has closed, and it lives
                else
                    await Task.Delay(BetweenTries).ConfigureAwait(false);
            connections.Tell(silo);
            if (await membership.TryKill(silo).ConfigureAwait(false))
                log.MemberDied($"{silo.Endpoint}");
        }
#pragma warning disable CA1031 // Redis may be gone; the probes find out later.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.DeathNotTold($"{silo.Endpoint}", error);
        }
    }

    /// <summary>True if the machine answers that nothing listens there.</summary>
    private static async Task<bool> RefusesAsync(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint).ConfigureAwait(false);
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
