using MessagePack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Hub;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>The real server on a free loopback port, in this process, and real clients of it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private BenchServer(WebApplication server) => (_server, Address) = (server, new(new Uri(server.Urls.First()), ISpeechHub.Path));

    /// <summary>Where its hub is.</summary>
    public Uri Address { get; }

    /// <summary>The root of its HTTP doors.</summary>
    public Uri Root => new(Address, "/");

    /// <summary>The port of its Wyoming door, where the settings name one.</summary>
    public int WyomingPort => int.Parse(_server.Configuration["Wyoming:Port"]!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The voices it speaks with.</summary>
    public VoiceRegistry Voices => _server.Services.GetRequiredService<VoiceRegistry>();

    /// <summary>The engine behind it.</summary>
    public SpeechEngine Engine => _server.Services.GetRequiredService<SpeechEngine>();

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="settings">As on the server's command line.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<BenchServer> StartAsync(string? voice, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var nowhere = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}"); // nothing is published to disk
        var server = await SpeechServer.BuildAsync(
            ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", "--Voices:Folder", nowhere, "--Training:Enabled", "false", .. Source(voice), .. settings]);
        await server.StartAsync(cancellationToken);
        return new(server);
    }

    /// <summary>A client with the MessagePack protocol, connected.</summary>
    public async Task<HubConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = new HubConnectionBuilder().WithUrl(Address).AddMessagePackProtocol().Build();
        await client.StartAsync(cancellationToken);
        return client;
    }

    /// <summary>What a client hears of a text.</summary>
    public static IAsyncEnumerable<BenchEvent> Speak(HubConnection client, object request, string text, CancellationToken cancellationToken) =>
        client.StreamAsync<BenchEvent>("Speak", request, new[] { text }.ToAsyncEnumerable(), cancellationToken);

    /// <summary>The voice as the server's own configuration names it, so that it is known where its file is.</summary>
    private static string[] Source(string? voice)
    {
        if (File.Exists(voice) || Directory.Exists(voice))
            return ["--Voices:BuiltIn", "false", "--Voices:Paths:0", Path.GetFullPath(voice)];
        VoiceSource.Load(voice).Dispose();      // another name than the built-in voice's is an error
        return [];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }
}

/// <summary>An event of the stream, as far as benchmarks look at it.</summary>
[MessagePackObject]
public sealed record BenchEvent
{
    /// <summary>start, audio, end, …</summary>
    [Key("type")]
    public string Type { get; init; } = "";

    /// <summary>Of a start.</summary>
    [Key("sampleRate")]
    public int SampleRate { get; init; }

    /// <summary>Of an end and of a sentence.</summary>
    [Key("samples")]
    public long Samples { get; init; }

    /// <summary>Of a start and of a sentence.</summary>
    [Key("modelVersion")]
    public string ModelVersion { get; init; } = "";

    /// <summary>Of a sentence and of sound.</summary>
    [Key("firstSample")]
    public long FirstSample { get; init; }

    /// <summary>Of sound.</summary>
    [Key("pcm")]
    public ReadOnlyMemory<byte> Pcm { get; init; }
}
