using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Client;
using VoiceSmith.Hub;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>The real server on a free loopback port, in this process, and real clients of it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private BenchServer(WebApplication server) => (_server, Address) = (server, new(server.Urls.First()));

    /// <summary>The server's address.</summary>
    public Uri Address { get; }

    /// <summary>The port of its Wyoming door, where the settings name one.</summary>
    public int WyomingPort =>
        int.Parse(_server.Configuration["Wyoming:Port"]!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The voices it speaks with.</summary>
    public VoiceRegistry Voices => _server.Services.GetRequiredService<VoiceRegistry>();

    /// <summary>The engine behind it.</summary>
    public SpeechEngine Engine => _server.Services.GetRequiredService<SpeechEngine>();

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="settings">As on the server's command line.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<BenchServer> StartAsync(
        string? voice,
        IEnumerable<string> settings,
        CancellationToken cancellationToken
    )
    {
        // nothing is published to disk
        var nowhere = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
        var server = await SpeechServer.BuildAsync([
            "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Voices:Folder",
            nowhere,
            "--Training:Enabled",
            "false",
            .. Source(voice),
            .. settings,
        ]);
        await server.StartAsync(cancellationToken);
        return new(server);
    }

    /// <summary>A client, connected. It does not reconnect: a lost connection is an error of the bench.</summary>
    public Task<VoiceSmithClient> ConnectAsync(CancellationToken cancellationToken) =>
        VoiceSmithClient.ConnectAsync(Address, new() { ReconnectFor = TimeSpan.Zero }, cancellationToken);

    /// <summary>The voice as the server's own configuration names it, so that it is known where its file is.</summary>
    public static string[] Source(string? voice)
    {
        if (File.Exists(voice) || Directory.Exists(voice))
            return ["--Voices:BuiltIn", "false", "--Voices:Paths:0", Path.GetFullPath(voice)];
        Voice.LoadNamed(voice).Dispose(); // another name than the built-in voice's is an error
        return [];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }
}
