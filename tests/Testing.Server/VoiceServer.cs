using VoiceSmith.Client;
using VoiceSmith.Streaming.Voices;
using Xunit;

namespace VoiceSmith.Testing.Server;

/// <summary>A server with one tiny voice, whose gate lets untrained voices through.</summary>
public sealed class VoiceServer : IAsyncLifetime
{
    private VoiceSmithClient? _client;

    public RunningServer Server { get; } =
        new()
        {
            Voices = () => [new ModelVoice(TinyVoice.Create())],
            Settings = [.. LenientGate.Settings, "--Voices:MaxFileBytes", "3000000"],
        };

    public VoiceSmithClient Client => _client ?? throw new InvalidOperationException("It was not started.");

    /// <summary>A folder for files of a test.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    /// <summary>A tiny voice's file.</summary>
    public string Write(long seed)
    {
        var path = Path.Combine(Folder, $"tiny-{seed}.voice");
        TinyVoice.Write(path, seed);
        return path;
    }

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        _client = await Server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
