using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace VoiceSmith.Cluster;

/// <summary>
/// Tells the cluster of members that have died: their connection has closed, and nothing listens at their port any
/// more. Tells this process of all that the cluster knows to be dead.
/// </summary>
/// <remarks>
/// Certain, and at once. Orleans' own probes are set to be slow, for machines that vanish: a member that is only busy
/// must not be declared dead, as it would have to end.
/// </remarks>
/// <param name="connections">Told of the dead; tells of connections that close.</param>
/// <param name="membership">The cluster's members.</param>
/// <param name="log">Told of the dead.</param>
internal sealed class DeadMembers(
    MemberConnections connections,
    IClusterMembershipService membership,
    ILogger<DeadMembers> log
) : BackgroundService
{
    // a process that dies stops to listen a moment after its first connection has closed, on a busy machine seconds
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        connections.Closed += OnClosed;
        try
        {
            var known = membership.CurrentSnapshot;
            await foreach (
                var now in membership.MembershipUpdates.WithCancellation(stoppingToken).ConfigureAwait(false)
            )
            {
                foreach (var member in now.CreateUpdate(known).Changes.Where(one => one.Status == SiloStatus.Dead))
                    connections.Tell(member.SiloAddress);
                known = now;
            }
        }
        finally
        {
            connections.Closed -= OnClosed;
        }
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
            var since = Stopwatch.StartNew();
            for (var pause = FirstPause; !await RefusesAsync(silo.Endpoint).ConfigureAwait(false); pause *= 1.5)
                if (since.Elapsed > Patience)
                    return; // one of its connections has closed, and it lives
                else
                    await Task.Delay(pause).ConfigureAwait(false);
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
