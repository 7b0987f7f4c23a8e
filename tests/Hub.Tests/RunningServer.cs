using MessagePack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Tests;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Tests;

/// <summary>The real server on a free loopback port, speaking with voices of the tests' own.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
    private WebApplication? _server;

    /// <summary>Null for those that the settings name.</summary>
    public Func<ISpeakingVoice[]>? Voices { get; init; } = () => [new FakeVoice("anna", "v1"), new FakeVoice("bert", "v2")];

    public IReadOnlyList<string> Settings { get; init; } = [];

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _server!.Services;

    public ISpeechEngine Engine => _server!.Services.GetRequiredService<ISpeechEngine>();

    public async ValueTask InitializeAsync()
    {
        var registry = Voices is null ? null : new VoiceRegistry();
        foreach (var voice in Voices?.Invoke() ?? [])
            registry!.Publish(voice);
        _server = await SpeechServer.BuildAsync(["--urls", "http://127.0.0.1:0", "--Voices:Folder", _folder, "--Training:Enabled", "false", .. Settings], registry);
        await _server.StartAsync(TestContext.Current.CancellationToken);
        Address = new(_server.Urls.First());
    }

    /// <summary>A client with the MessagePack protocol, connected.</summary>
    public async Task<HubConnection> ConnectAsync(string hub = ISpeechHub.Path)
    {
        var client = new HubConnectionBuilder().WithUrl(new Uri(Address, hub)).AddMessagePackProtocol().Build();
        await client.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Any event of the wire, as a client reads it: a map with a type, and the members of that type.</summary>
[MessagePackObject]
public sealed record WireMessage
{
    [Key("type")] public string Type { get; init; } = "";
    [Key("sampleRate")] public int SampleRate { get; init; }
    [Key("channels")] public int Channels { get; init; }
    [Key("bitsPerSample")] public int BitsPerSample { get; init; }
    [Key("voice")] public string? Voice { get; init; }
    [Key("voiceVersion")] public string? VoiceVersion { get; init; }
    [Key("utterance")] public string? Utterance { get; init; }
    [Key("modelVersion")] public string? ModelVersion { get; init; }
    [Key("seed")] public ulong Seed { get; init; }
    [Key("sentence")] public int Sentence { get; init; }
    [Key("text")] public string? Text { get; init; }
    [Key("firstSample")] public long FirstSample { get; init; }
    [Key("samples")] public long Samples { get; init; }
    [Key("start")] public int Start { get; init; }
    [Key("end")] public int End { get; init; }
    [Key("pcm")] public byte[] Pcm { get; init; } = [];
}
