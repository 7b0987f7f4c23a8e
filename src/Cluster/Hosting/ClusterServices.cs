using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using StackExchange.Redis;
using VoiceSmith.Cluster.Gateways;
using VoiceSmith.Cluster.Voices;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Hosting;

/// <summary>Makes a process a member of a cluster.</summary>
public static class ClusterServices
{
    /// <summary>
    /// Longest wait for an answer within the cluster. Twice as long after its last reader left, an utterance is ended.
    /// </summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds the options, and the membership where the configuration names a Redis.</summary>
    /// <returns>The options as the configuration has them; validated when they are first used.</returns>
    public static ClusterOptions AddCluster(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        if (!options.IsMember)
            return options;
        builder.Services.AddSingleton<ClusterStore>();
        builder.UseOrleans(silo => Configure(silo, options));
        if (options.HasDoors)
            AddGateway(builder.Services);
        return options;
    }

    /// <summary>Opens the dashboard.</summary>
    /// <returns>Its endpoints, to be given a scope.</returns>
    public static RouteGroupBuilder MapClusterDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapOrleansDashboard(ClusterOptions.DashboardPath);

    /// <summary>Lets what one gateway tells all clients reach those of the others, through Redis.</summary>
    public static void AddClusterBackplane(this ISignalRServerBuilder hubs)
    {
        hubs.AddStackExchangeRedis();
        hubs.Services.AddOptions<Microsoft.AspNetCore.SignalR.StackExchangeRedis.RedisOptions>()
            .Configure<ClusterStore>(
                (redis, store) =>
                {
                    redis.Configuration.ChannelPrefix = RedisChannel.Literal($"{store.Key("hubs")}");
                    redis.ConnectionFactory = async log =>
                        await ConnectionMultiplexer.ConnectAsync(store.Configuration, log).ConfigureAwait(false);
                }
            );
    }

    /// <summary>The engine behind a member's doors.</summary>
    public static ISpeechEngine GatewayEngine(this IServiceProvider services) =>
        services.GetRequiredService<ClusterEngine>();

    /// <summary>Explains texts behind a member's doors.</summary>
    public static ITextExplainer GatewayExplainer(this IServiceProvider services) =>
        services.GetRequiredService<ClusterEngine>();

    private static void AddGateway(IServiceCollection services)
    {
        services.AddSingleton<WorkerTable>();
        services.AddHostedService(all => all.GetRequiredService<WorkerTable>());
        services.AddSingleton<UtteranceRecords>();
        services.AddSingleton<ClusterMeter>();
        services.AddSingleton<ClusterEngine>();
        services.AddSingleton<IVoicePublisher, ClusterPublisher>();
    }

    private static void Configure(ISiloBuilder silo, ClusterOptions options)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (options.Name, "voicesmith")
        );
        silo.Configure<SiloOptions>(own => own.SiloName = MemberName.Of(options));
        silo.Configure<EndpointOptions>(endpoint =>
        {
            // every member is a silo: there are no clients of Orleans
            (endpoint.SiloPort, endpoint.GatewayPort) = (options.Port, 0);
            if (AddressOf(options) is { } address)
                endpoint.AdvertisedIPAddress = address;
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.Configure<GrainCollectionOptions>(grains => grains.CollectionQuantum = TimeSpan.FromSeconds(10));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // Slow, for machines that vanish: DeadMembers tells of processes that die, and no busy machine may be taken
            // for a dead one.
            membership.ProbeTimeout = TimeSpan.FromSeconds(10);
            membership.NumMissedProbesLimit = 4;
        });
        silo.UseRedisClustering(_ => { });
        silo.Services.AddOptions<Orleans.Clustering.Redis.RedisClusteringOptions>()
            .Configure<ClusterStore>(
                (redis, store) =>
                    (redis.ConfigurationOptions, redis.CreateMultiplexer) = (
                        store.Configuration,
                        _ => Task.FromResult((store.Connection, true))
                    )
            );
        silo.UseRedisGrainDirectoryAsDefault(
            (OptionsBuilder<RedisGrainDirectoryOptions> directory) =>
                directory.Configure<ClusterStore>(
                    (redis, store) =>
                        (redis.ConfigurationOptions, redis.CreateMultiplexer, redis.EntryExpiry) = (
                            store.Configuration,
                            _ => Task.FromResult((store.Connection, true)),
                            TimeSpan.FromDays(1)
                        )
                )
        );
        // whichever program this is part of
        silo.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(ClusterServices).Assembly));
        silo.Services.AddPlacementDirector<WorkerPlacement, WorkerPlacementDirector>();
        silo.AddGrainDirectory(PlaceDirectory.Name, (_, _) => new PlaceDirectory());
        silo.Services.AddSingleton<IWorkerServiceClient, WorkerServiceClient>();
        silo.Services.AddSingleton<MemberConnections>();
        silo.Services.AddHostedService<DeadMembers>();
        silo.Services.AddOptions<SiloConnectionOptions>()
            .Configure<MemberConnections>((connections, members) => members.Watch(connections));
        if (options.Dashboard)
            silo.AddDashboard();
        silo.Services.AddSingleton<VoiceLog>();
        silo.Services.AddSingleton<VoiceFiles>();
        if (!options.HasVoices)
            return;
        silo.Services.AddSingleton<VoiceFollower>();
        silo.Services.AddHostedService(all => all.GetRequiredService<VoiceFollower>());
        silo.AddGrainService<WorkerService>();
    }

    /// <summary>The address that the options name; null for the machine's own.</summary>
    private static IPAddress? AddressOf(ClusterOptions options)
    {
        if (IPAddress.TryParse(options.Host, out var address))
            return address;
        if (options.Host.Length > 0)
            return Dns.GetHostAddresses(options.Host, AddressFamily.InterNetwork).First();
        return ConfigurationOptions.Parse(options.Redis).EndPoints.All(IsLoopback) ? IPAddress.Loopback : null;
    }

    private static bool IsLoopback(EndPoint endpoint) =>
        endpoint switch
        {
            IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
            DnsEndPoint dns => dns.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
}
