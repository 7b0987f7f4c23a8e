using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>The server: voices, engine, hub, page.</summary>
public static class SpeechServer
{
    /// <summary>Loads the voices, warms them up and builds the server, ready to be started.</summary>
    /// <param name="args">Configuration by command line: <c>--urls http://localhost:1234</c>, <c>--Streaming:MaxUtterances 8</c>.</param>
    /// <param name="voices">Voices to speak with instead of those that the configuration names; owned by the server.</param>
    /// <exception cref="VoiceSmithException">A voice cannot be loaded, or there is none.</exception>
    /// <exception cref="ServerOptionException">An option cannot be read, or is out of its range.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, VoiceRegistry? voices = null)
    {
        var server = Build(args, voices);
        CheckOptions(server.Services);
        server.UseDefaultFiles();
        server.UseStaticFiles();
        server.MapSpeech();
        server.MapVoices();
        server.MapTraining();
        server.MapHub<SpeechHub>(ISpeechHub.Path);
        DrainOnStop(server);
        if (!File.Exists(Path.Combine(server.Environment.WebRootPath, "index.html")))
            server.Logger.PageMissing();
        var publisher = server.Services.GetRequiredService<VoicePublisher>();
        publisher.Restore();
        publisher.Changed += () => TellClients(server.Services);
        await WarmUpAsync(server);
        return server;
    }

    /// <summary>Builds the server, says where it listens, and listens until it is told to stop.</summary>
    /// <param name="args">Configuration by command line.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <exception cref="VoiceSmithException">It cannot be built, or cannot listen.</exception>
    public static async Task ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        var server = await BuildAsync(args);
        server.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"VoiceSmith is ready to speak: {string.Join(" or ", server.Urls)}"));
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

    private static WebApplication Build(string[] args, VoiceRegistry? voices)
    {
        // Settings and page lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Services.AddOptions<StreamingOptions>().BindConfiguration(StreamingOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<StreamingOptions>, StreamingOptionsValidator>();
        builder.Services.AddOptions<VoiceOptions>().BindConfiguration(VoiceOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<VoiceOptions>, VoiceOptionsValidator>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<StreamingOptions>>().Value.FindDevices());
        builder.Services.AddSingleton<VoiceOrigins>();
        builder.Services.AddSingleton(services => voices ?? services.GetRequiredService<VoiceOrigins>().LoadAll());
        builder.Services.AddSingleton<VoicePublisher>();
        builder.Services.AddHostedService<VoiceFolderWatch>();
        builder.Services.AddSingleton(services => new SpeechEngine(
            services.GetRequiredService<VoiceRegistry>(), services.GetRequiredService<IOptions<StreamingOptions>>().Value,
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ISpeechEngine>(services => services.GetRequiredService<SpeechEngine>());
        builder.Services.AddTraining();
        builder.Services.AddHealthChecks();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolver = ContractJson.Resolver);
        builder.Services.AddSignalR().AddMessagePackProtocol();
        // A text of the longest length fits in one message; MessagePack has it in UTF-8, three bytes a UTF-16 unit at most.
        builder.Services.AddOptions<Microsoft.AspNetCore.SignalR.HubOptions>().Configure<IOptions<StreamingOptions>>(
            (hub, streaming) => hub.MaximumReceiveMessageSize = 3L * streaming.Value.MaxTextLength + 4096);
        return builder.Build();
    }

    /// <summary>
    /// A shutdown waits for what is being said, up to <see cref="StreamingOptions.DrainTime"/>. Registered after the hub was mapped:
    /// the last to register is called first, so connections are still open.
    /// </summary>
    private static void DrainOnStop(WebApplication server) => server.Lifetime.ApplicationStopping.Register(() =>
    {
        var engine = server.Services.GetRequiredService<ISpeechEngine>();
        engine.DrainAsync().Wait(server.Services.GetRequiredService<IOptions<StreamingOptions>>().Value.DrainTime);
    });

    /// <summary>Before anything is loaded by them.</summary>
    private static void CheckOptions(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<IOptions<StreamingOptions>>().Value;
            _ = services.GetRequiredService<IOptions<VoiceOptions>>().Value;
            _ = services.GetRequiredService<IOptions<TrainingOptions>>().Value;
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            throw new ServerOptionException(error);
        }
    }

    /// <summary>Whoever is connected sees which versions there are now.</summary>
    private static void TellClients(IServiceProvider services) => _ = services.GetRequiredService<IHubContext<SpeechHub, ISpeechClient>>()
        .Clients.All.Voices([.. services.GetRequiredService<VoiceRegistry>().Voices]); // one who has left needs no word

    /// <summary>Before the server listens, so that whoever reaches it finds it ready.</summary>
    private static async Task WarmUpAsync(WebApplication server)
    {
        var clock = Stopwatch.StartNew();
        await server.Services.GetRequiredService<SpeechEngine>().WarmUpAsync(CancellationToken.None);
        server.Logger.WarmedUp(clock.ElapsedMilliseconds);
    }
}
