using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Client;
using VoiceSmith.Hub;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using Xunit;

namespace VoiceSmith.Testing.Server;

/// <summary>The real server on a free loopback port, by default with two fake voices and without training.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
    private WebApplication? _server;

    /// <summary>The voices; null for those that the settings name.</summary>
    public Func<ISpeakingVoice[]>? Voices { get; init; } =
        () => [new FakeVoice("anna", "v1"), new FakeVoice("bert", "v2")];

    /// <summary>Further options of its command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Its address; the port stays the same if it is started again.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public IServiceProvider Services => _server!.Services;

    public ISpeechEngine Engine => _server!.Services.GetRequiredService<ISpeechEngine>();

    /// <summary>Starts it, again after it was stopped.</summary>
    public async ValueTask InitializeAsync()
    {
        var registry = Voices is null ? null : new VoiceRegistry();
        foreach (var voice in Voices?.Invoke() ?? [])
            registry!.Publish(voice);
        _server = await SpeechServer.BuildAsync(
            ["--urls", Address.ToString(), "--Voices:Folder", _folder, "--Training:Enabled", "false", .. Settings],
            registry
        );
        await _server.StartAsync(TestContext.Current.CancellationToken);
        Address = new(_server.Urls.First());
    }

    /// <summary>A client, connected.</summary>
    public Task<VoiceSmithClient> ConnectAsync(VoiceSmithClientOptions? options = null) =>
        VoiceSmithClient.ConnectAsync(Address, options, TestContext.Current.CancellationToken);

    /// <summary>A bare SignalR client with the MessagePack protocol, connected.</summary>
    public async Task<HubConnection> ConnectHubAsync(string path)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(Address, path)).AddMessagePackProtocol().Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    /// <summary>Stops it; what it published to disk stays.</summary>
    public async Task StopAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
