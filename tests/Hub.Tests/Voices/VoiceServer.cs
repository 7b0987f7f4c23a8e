using VoiceSmith.Streaming;
using VoiceSmith.Testing;

namespace VoiceSmith.Hub.Tests.Voices;

/// <summary>A server with one tiny voice, whose gate lets untrained voices through.</summary>
public sealed class VoiceServer : IAsyncLifetime
{
    /// <summary>That gate, as a server's settings.</summary>
    internal static IReadOnlyList<string> LenientGate { get; } =
    [
        "--Voices:Gate:Sentences:0", "Yes, they are.", "--Voices:Gate:Loudness:Least", "-1000", "--Voices:Gate:Loudness:Most", "1000", "--Voices:Gate:WordsPerSecond:Least", "0",
        "--Voices:Gate:WordsPerSecond:Most", "1000", "--Voices:Gate:Voiced:Least", "0", "--Voices:Gate:Voiced:Most", "1", "--Voices:Gate:Agreement", "-2", "--Voices:Gate:RealTimeFactor", "1000",
    ];

    internal RunningServer Server { get; } = new() { Voices = () => [new ModelVoice(TinyVoice.Create())], Settings = [.. LenientGate, "--Voices:MaxFileBytes", "3000000"] };

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
