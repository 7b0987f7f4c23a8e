using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Audio;
using VoiceSmith.Client;
using VoiceSmith.Streaming;
using VoiceSmith.Testing.Server;

namespace VoiceSmith.AI.Tests;

/// <summary>The client of a running server.</summary>
public sealed class RemoteTextToSpeechTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text = "Good evening. How are you?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task GetAudio_OfAServer_IsItsEnginesSamples()
    {
        await using var services = new ServiceCollection().AddVoiceSmith(server.Address).BuildServiceProvider();
        using var client = services.GetRequiredService<ITextToSpeechClient>();
        var options = new TextToSpeechOptions
        {
            VoiceId = "bert",
            Speed = 1.5f,
            AdditionalProperties = new() { [SpeechOptions.Seed] = 9 },
        };
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new()
            {
                Voice = "bert",
                Seed = 9,
                Controls = new() { Rate = 1.5 },
            },
            Text,
            Token
        );

        var updates = await client.GetStreamingAudioAsync(Text, options, Token).ToListAsync(Token);
        Assert.Equal(
            offline.Pcm,
            updates
                .SelectMany(update => update.Contents.OfType<DataContent>())
                .SelectMany(sound => sound.Data.ToArray())
        );
        var whole = await client.GetAudioAsync(Text, options, Token);
        var wav = Assert.IsType<DataContent>(Assert.Single(whole.Contents));
        Assert.Equal(offline.Pcm, Pcm16.Encode(WavFile.Read(new MemoryStream(wav.Data.ToArray())).Samples));
        Assert.Equal(offline.Start.VoiceVersion, whole.AdditionalProperties!["voiceVersion"]);

        Assert.Same(services.GetRequiredService<VoiceSmithClient>(), client.GetService(typeof(VoiceSmithClient)));
        var metadata = (TextToSpeechClientMetadata)client.GetService(typeof(TextToSpeechClientMetadata))!;
        Assert.Equal(server.Address, metadata.ProviderUri);
    }

    [Fact(Timeout = 60_000)]
    public async Task GetAudio_VoiceThatIsNotThere_IsTheServersError()
    {
        await using var services = new ServiceCollection().AddVoiceSmith(server.Address).BuildServiceProvider();
        var client = services.GetRequiredService<ITextToSpeechClient>();
        var error = await Assert.ThrowsAsync<ServerRefusedException>(() =>
            client.GetAudioAsync(Text, new() { VoiceId = "nobody" }, Token)
        );
        Assert.Equal("VS4001", error.Code);
    }
}
