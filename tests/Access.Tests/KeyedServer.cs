using System.Net.Http.Headers;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Access.Tests;

/// <summary>A server on loopback that asks for keys all the same, and a key of each scope.</summary>
public sealed class KeyedServer : IAsyncLifetime
{
    /// <summary>The secret that signs tokens.</summary>
    public const string Secret = "a secret of the tests, which is long enough";

    private readonly string _keys = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.json");

    public IReadOnlyList<string> Settings { get; init; } = [];

    public Func<ISpeakingVoice[]>? Voices { get; init; }

    public RunningServer Server { get; private set; } = null!;

    public KeyFile File => new(_keys, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        Server = new()
        {
            Voices = Voices ?? (() => [new FakeVoice("anna"), new FakeVoice("bert")]),
            Settings =
            [
                "--Access:Required",
                "true",
                "--Access:Keys",
                _keys,
                "--Access:Jwt:Secret",
                Secret,
                .. Settings,
            ],
        };
        await Server.InitializeAsync();
    }

    /// <summary>A client with a new key.</summary>
    public HttpClient Client(Scope scope, string name = "test") => Client(File.Create(name, scope).Key);

    /// <summary>A client with a key or token; null for none.</summary>
    public HttpClient Client(string? key) =>
        new()
        {
            BaseAddress = Server.Address,
            DefaultRequestHeaders =
            {
                Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key),
            },
        };

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        System.IO.File.Delete(_keys);
        System.IO.File.Delete(_keys + ".lock");
    }
}
