using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;

namespace VoiceSmith.Hub.Tests.Voices;

/// <summary>A server with one tiny voice, whose gate lets untrained voices through.</summary>
public sealed class VoiceServer : IAsyncLifetime
{
    internal RunningServer Server { get; } = new() { Voices = () => [new ModelVoice(TinyVoice.Create())], Settings = [.. LenientGate.Settings, "--Voices:MaxFileBytes", "3000000"] };

    internal HttpClient Client { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Client.BaseAddress = Server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
