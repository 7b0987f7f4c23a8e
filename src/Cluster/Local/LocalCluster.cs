using System.Net;
using System.Net.Sockets;

namespace VoiceSmith.Cluster.Local;

/// <summary>
/// A whole cluster on this machine, for benchmarks and tests: Redis, workers and gateways as processes, over loopback.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    // from a member's door to its port within the cluster: below those that the system gives out
    private const int PortDistance = -20_000;
    private const string ReadyLine = "is ready to speak";

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-cluster-").FullName;
    private readonly Func<string, int, IReadOnlyList<string>> _commandOf; // of a role, and the port of its door
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private LocalCluster(IReadOnlyList<string> program, int workers, int gateways, IEnumerable<string> settings)
    {
        Redis = new(
            "redis-server",
            FreePort(),
            port =>
                [
                    "redis-server",
                    "--port",
                    $"{port}",
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    _folder,
                    "--appendonly", "yes", "--appendfsync", "always", "--save", "",
                ],
            line => line.Contains("Ready to accept connections", StringComparison.Ordinal)
        );
        string[] common =
        [
            .. settings,
            "--Cluster:Redis",
            $"127.0.0.1:{Redis.Port}",
            "--Voices:Folder",
            Path.Combine(_folder, "voices"),
            "--Logging:LogLevel:Default",
            "Warning",
        ];
        _commandOf = (role, port) =>
            [
                .. program,
                "--urls",
                $"http://127.0.0.1:{port}",
                "--Cluster:Role",
                role,
                "--Cluster:Port",
                $"{port + PortDistance}",
                .. common,
            ];
        Workers = [.. Enumerable.Range(0, workers).Select(number => NewMember("worker", number))];
        Gateways = [.. Enumerable.Range(0, gateways).Select(number => NewMember("gateway", number))];
    }

    /// <summary>The Redis.</summary>
    public LocalMember Redis { get; }

    /// <summary>The workers.</summary>
    public IReadOnlyList<LocalMember> Workers { get; }

    /// <summary>The gateways.</summary>
    public IReadOnlyList<LocalMember> Gateways { get; }

    /// <summary>Starts a cluster, and waits until every gateway has every worker.</summary>
    /// <param name="program">The server's program and its first arguments.</param>
    /// <param name="workers">Number of workers.</param>
    /// <param name="gateways">Number of gateways.</param>
    /// <param name="settings">Further options of all of them.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="LocalClusterException">VS4083: a program cannot be started.</exception>
    public static async Task<LocalCluster> StartAsync(
        IReadOnlyList<string> program,
        int workers,
        int gateways,
        IEnumerable<string> settings,
        CancellationToken cancellationToken
    )
    {
        var cluster = new LocalCluster(program, workers, gateways, settings);
        try
        {
            await cluster.Redis.StartAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(
                    cluster.Workers.Concat(cluster.Gateways).Select(member => member.StartAsync(cancellationToken))
                )
                .ConfigureAwait(false);
            await cluster.ReadyAsync(workers, cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A server without a cluster, to compare with.</summary>
    /// <param name="program">The server's program and its first arguments.</param>
    /// <param name="settings">Further options.</param>
    public static LocalMember Alone(IReadOnlyList<string> program, IEnumerable<string> settings) =>
        new(
            "server",
            FreePort(),
            port =>
                [
                    .. program,
                    "--urls",
                    $"http://127.0.0.1:{port}",
                    "--Training:Enabled", "false", "--Logging:LogLevel:Default", "Warning", "--Voices:Folder",
                    Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}"),
                    .. settings,
                ], // nothing is published to it
            line => line.Contains(ReadyLine, StringComparison.Ordinal)
        );

    /// <summary>A further member, to be started and ended by the caller.</summary>
    /// <param name="role">As Cluster:Role has it.</param>
    /// <param name="number">For errors.</param>
    /// <param name="settings">Its own options, besides those of all members.</param>
    public LocalMember NewMember(string role, int number, params IEnumerable<string> settings) =>
        new(
            $"{role} {number}",
            FreePort(),
            port => [.. _commandOf(role, port), .. settings],
            line => line.Contains(ReadyLine, StringComparison.Ordinal)
        );

    /// <summary>Waits until every gateway that runs has all workers.</summary>
    /// <param name="workers">Number of workers.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task ReadyAsync(int workers, CancellationToken cancellationToken)
    {
        foreach (var gateway in Gateways.Where(gateway => gateway.IsRunning))
            while (!await HasAsync(gateway, workers, cancellationToken).ConfigureAwait(false))
                await Task.Delay(50, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The worker that a gateway's metrics name.</summary>
    /// <param name="name">Machine and port, as in the label <c>worker</c>.</param>
    public LocalMember WorkerNamed(string name) =>
        Workers.Single(worker => name.EndsWith($":{worker.Port + PortDistance}", StringComparison.Ordinal));

    /// <summary>Kills every process.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Gateways.Concat(Workers).Append(Redis))
            await member.KillAsync().ConfigureAwait(false);
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> HasAsync(LocalMember gateway, int workers, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http
                .GetAsync(new Uri(gateway.Address, "health/ready"), cancellationToken)
                .ConfigureAwait(false);
            var health = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode && health.Contains($"{workers} workers answer", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false; // it is about to listen
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
