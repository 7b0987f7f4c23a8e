using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Cluster;
using VoiceSmith.Cluster.Hosting;
using VoiceSmith.Contracts;
using VoiceSmith.Doors;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Mcp;
using VoiceSmith.Doors.Wyoming;
using VoiceSmith.Hub.Operations;
using VoiceSmith.Hub.Requests;
using VoiceSmith.Hub.Runs;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Studio;

namespace VoiceSmith.Hub;

/// <summary>The server: voices, engine, hub, page.</summary>
public static class SpeechServer
{
    /// <summary>Default address.</summary>
    public const string DefaultAddress = "http://localhost:5080";

    private static readonly string[] ListenSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Loads the voices, warms them up and builds the server, ready to be started.</summary>
    /// <param name="args">
    /// Configuration by command line: <c>--urls http://localhost:1234</c>, <c>--Streaming:MaxUtterances 8</c>.
    /// </param>
    /// <param name="voices">
    /// Voices to speak with instead of those that the configuration names; owned by the server.
    /// </param>
    /// <exception cref="VoiceSmithException">A voice cannot be loaded, or there is none.</exception>
    /// <exception cref="ServerOptionException">An option cannot be read, or is out of its range.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, VoiceRegistry? voices = null)
    {
        var server = Build(args, voices);
        CheckOptions(server.Services);
        server.Services.GetRequiredService<AccessGate>().RequireKeysBeyondLoopback();
        var cluster = server.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
        server.UseProblems();
        server.UseOrigins();
        if (cluster.HasDoors)
            server.UsePages();
        server.UseAuthentication();
        server.UseAuthorization();
        server.MapHealth();
        server.MapTelemetry();
        if (cluster.HasDoors)
            OpenDoors(server, cluster);
        DrainOnStop(server, cluster);
        if (!cluster.IsMember)
            server.Services.GetRequiredService<VoicePublisher>().Restore();
        if (cluster.HasVoices)
            await WarmUpAsync(server);
        return server;
    }

    private static void OpenDoors(WebApplication server, ClusterOptions cluster)
    {
        server.MapDoors();
        server.MapApiDocument();
        if (OffersTraining(server.Configuration, cluster))
            server.MapTraining();
        if (cluster is { IsMember: true, Dashboard: true })
            server.MapClusterDashboard().Needs(Scope.Admin);
        server.MapHub<SpeechHub>(ISpeechHub.Path).Needs(Scope.Speak);
        if (!File.Exists(Path.Combine(server.Environment.WebRootPath, "index.html")))
            server.Logger.PageMissing();
        server.Services.GetRequiredService<IVoicePublisher>().Changed += () => TellClients(server.Services);
    }

    /// <summary>Builds the server, says where it listens, and listens until it is told to stop.</summary>
    /// <param name="args">Configuration by command line.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <exception cref="VoiceSmithException">It cannot be built, or cannot listen.</exception>
    public static async Task ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        var server = await BuildAsync(args);
        server.Lifetime.ApplicationStarted.Register(() =>
            Console.WriteLine($"VoiceSmith is ready to speak: {string.Join(" or ", server.Urls)}")
        );
        await RunAsync(server, cancellationToken);
    }

    /// <summary>Listens until it is told to stop.</summary>
    /// <param name="server">As it was built; it is gone afterwards.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <exception cref="AddressTakenException">Another program listens where it should.</exception>
    public static async Task RunAsync(WebApplication server, CancellationToken cancellationToken)
    {
        var urls = server.Configuration["urls"] ?? ""; // the server is gone once it has failed
        try
        {
            await HostingAbstractionsHostExtensions.RunAsync(server, cancellationToken);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new AddressTakenException(urls, error);
        }
    }

    /// <summary>True if the environment, a file or the command line names addresses or ports.</summary>
    private static bool IsToldWhereToListen(ConfigurationManager configuration) =>
        ListenSettings.Any(name => !string.IsNullOrEmpty(configuration[name]))
        || configuration.GetSection("Kestrel:Endpoints").Exists();

    /// <summary>
    /// A connection buffers as much of what comes in as a request's headers may be, and not Kestrel's 1 MB, which many
    /// clients that send faster than the server reads would fill.
    /// </summary>
    private static void LimitBuffers(KestrelServerOptions kestrel) =>
        kestrel.Limits.MaxRequestBufferSize = 2 * kestrel.Limits.MaxRequestHeadersTotalSize; // 64 kB

    private static WebApplication Build(string[] args, VoiceRegistry? voices)
    {
        // Settings and page lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
                WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
            }
        );
        if (!IsToldWhereToListen(builder.Configuration))
            builder.WebHost.UseUrls(DefaultAddress);
        builder.WebHost.ConfigureKestrel(LimitBuffers);
        LeaveSecretsOut(builder.Logging);
        builder.Services.AddSpeech(voices);
        var cluster = Join(builder); // a cluster's publisher takes the place of the server's own
        builder.Services.AddSingleton<ISpeechEngine>(services => new MeteredEngine(
            new TracedEngine(EngineOf(services, cluster), services.GetRequiredService<TimeProvider>()),
            services.GetRequiredService<AccessGate>().Limits
        ));
        builder.Services.AddSingleton(services =>
            cluster is { IsMember: true, HasDoors: true }
                ? services.GatewayExplainer()
                : services.GetRequiredService<SpeechEngine>()
        );
        builder.Services.AddAccess(Problems.WriteAsync);
        if (OffersTraining(builder.Configuration, cluster))
            builder.Services.AddTraining(trains: cluster.HasVoices);
        if (cluster.HasDoors)
            builder.Services.AddDoors();
        builder.Services.AddHealth(cluster);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddApiDocument();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolver = ContractJson.Resolver
        );
        builder.Services.AddProblems();
        var hubs = builder.Services.AddSignalR().AddReceivedRequests();
        if (cluster is { IsMember: true, HasDoors: true })
        {
            hubs.AddClusterBackplane();
            builder.Services.AddSingleton<HubWarmUp>();
            builder.Services.AddHostedService(services => services.GetRequiredService<HubWarmUp>());
        }
        // A text of the longest length fits in one message; JSON has six bytes a UTF-16 unit at most.
        builder
            .Services.AddOptions<Microsoft.AspNetCore.SignalR.HubOptions>()
            .Configure<IOptions<StreamingOptions>>(
                (hub, streaming) =>
                {
                    hub.MaximumReceiveMessageSize = 6L * streaming.Value.MaxTextLength + 4096;
                    // ReceivedText takes every piece as it comes. A buffer that is full as a call ends would end the
                    // connection with it.
                    hub.StreamBufferCapacity = int.MaxValue;
                }
            );
        return builder.Build();
    }

    /// <summary>True for a server of its own, and for members of a cluster that share the folder of training.</summary>
    private static bool OffersTraining(IConfiguration configuration, ClusterOptions cluster) =>
        !cluster.IsMember
        || configuration.GetValue<bool>($"{TrainingOptions.Section}:{nameof(TrainingOptions.Shared)}");

    /// <summary>
    /// Silences what logs addresses with their queries, in which browsers' sockets have their keys, and what logs
    /// callers' messages, in which their texts are; also where the configuration asks for every level.
    /// </summary>
    private static void LeaveSecretsOut(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);
    }

    private static ClusterOptions Join(WebApplicationBuilder builder)
    {
        try
        {
            return builder.AddCluster();
        }
        catch (InvalidOperationException error)
        {
            throw new ServerOptionException(error);
        }
    }

    /// <summary>The engine behind the doors: this process's, or a cluster's.</summary>
    private static ISpeechEngine EngineOf(IServiceProvider services, ClusterOptions cluster) =>
        cluster is { IsMember: true, HasDoors: true }
            ? services.GatewayEngine()
            : services.GetRequiredService<SpeechEngine>();

    /// <summary>
    /// A shutdown waits for what is being said, up to <see cref="StreamingOptions.DrainTime"/>. Registered after the
    /// hub was mapped: the last to register is called first, so connections are still open.
    /// </summary>
    private static void DrainOnStop(WebApplication server, ClusterOptions cluster) =>
        server.Lifetime.ApplicationStopping.Register(() =>
        {
            var drained = server.Services.GetRequiredService<ISpeechEngine>().DrainAsync();
            if (cluster.HasVoices) // which other members' listeners may hear
                drained = Task.WhenAll(drained, server.Services.GetRequiredService<SpeechEngine>().DrainAsync());
            drained.Wait(server.Services.GetRequiredService<IOptions<StreamingOptions>>().Value.DrainTime);
        });

    /// <summary>Before anything is loaded by them.</summary>
    private static void CheckOptions(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<IOptions<StreamingOptions>>().Value;
            _ = services.GetRequiredService<IOptions<VoiceOptions>>().Value;
            _ = services.GetRequiredService<IOptions<ClusterOptions>>().Value;
            _ = services.GetRequiredService<IOptions<TrainingOptions>>().Value;
            _ = services.GetRequiredService<IOptions<AccessOptions>>().Value;
            _ = services.GetRequiredService<IOptions<WyomingOptions>>().Value;
            _ = services.GetRequiredService<IOptions<McpOptions>>().Value;
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            throw new ServerOptionException(error);
        }
    }

    /// <summary>Whoever is connected sees which versions there are now; one who has left needs no word.</summary>
    private static void TellClients(IServiceProvider services) =>
        _ = services
            .GetRequiredService<IHubContext<SpeechHub, ISpeechClient>>()
            .Clients.All.Voices([.. services.GetRequiredService<ISpeechEngine>().Voices]);

    /// <summary>Before the server listens, so that whoever reaches it finds it ready.</summary>
    private static async Task WarmUpAsync(WebApplication server)
    {
        var clock = Stopwatch.StartNew();
        await server.Services.GetRequiredService<SpeechEngine>().WarmUpAsync(CancellationToken.None);
        server.Logger.WarmedUp(clock.ElapsedMilliseconds);
    }
}
