using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Audio;
using VoiceSmith.Streaming;
using VoiceSmith.Testing;

namespace VoiceSmith.AI.Tests;

public sealed class TextToSpeechClientTests(TextToSpeechClientTests.Program program)
    : IClassFixture<TextToSpeechClientTests.Program>
{
    private const string Text = "Good evening. How are you?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ITextToSpeechClient Client => program.Services.GetRequiredService<ITextToSpeechClient>();

    private ISpeechEngine Engine => program.Services.GetRequiredService<ISpeechEngine>();

    [Fact]
    public async Task GetAudio_NoOptions_IsAWavFileOfTheEnginesSamples()
    {
        var answer = await Client.GetAudioAsync(Text, cancellationToken: Token);
        var wav = Assert.IsType<DataContent>(Assert.Single(answer.Contents));
        var offline = await new OfflineSynthesizer(Engine).SpeakAsync(new(), Text, Token);
        Assert.Equal("audio/wav", wav.MediaType);
        Assert.Equal(offline.Pcm, Pcm16.Encode(WavFile.Read(new MemoryStream(wav.Data.ToArray())).Samples));
        Assert.Equal(offline.Start.VoiceVersion, answer.AdditionalProperties!["voiceVersion"]);
    }

    [Fact]
    public async Task GetStreamingAudio_Options_AreMapped()
    {
        var options = new TextToSpeechOptions
        {
            VoiceId = "tiny",
            Speed = 1.5f,
            Pitch = 2f,
            AdditionalProperties = new() { [SpeechOptions.Seed] = 9 },
        };
        var updates = await Client.GetStreamingAudioAsync(Text, options, Token).ToListAsync(Token);
        var offline = await new OfflineSynthesizer(Engine).SpeakAsync(
            new()
            {
                Voice = "tiny",
                Seed = 9,
                Controls = new() { Rate = 1.5, PitchSemitones = 12 },
            },
            Text,
            Token
        );
        Assert.Equal(TextToSpeechResponseUpdateKind.SessionOpen, updates[0].Kind);
        Assert.Equal(TextToSpeechResponseUpdateKind.SessionClose, updates[^1].Kind);
        Assert.Equal(
            offline.Pcm,
            updates
                .SelectMany(update => update.Contents.OfType<DataContent>())
                .SelectMany(sound => sound.Data.ToArray())
        );
        Assert.True(updates.Count > 10);
    }

    [Fact]
    public async Task GetStreamingAudio_AChatClientsAnswer_IsSpokenWhileItArrives()
    {
        var client = (VoiceSmithTextToSpeechClient)Client;
        var heard = new TaskCompletionSource();
        await foreach (var update in client.GetStreamingAudioAsync(Answer(), cancellationToken: Token))
            if (update.Kind == TextToSpeechResponseUpdateKind.AudioUpdating)
                heard.TrySetResult();
        Assert.True(heard.Task.IsCompletedSuccessfully);

        async IAsyncEnumerable<string> Answer()
        {
            yield return "The first sentence is spoken. Then ";
            await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            yield return "comes another.";
        }
    }

    [Theory]
    [InlineData("audio/pcm")]
    [InlineData("PCM")]
    [InlineData("opus")]
    [InlineData("audio/ogg")]
    public async Task GetAudio_Format_ByNameOrMediaType(string format)
    {
        var sound = Assert.IsType<DataContent>(
            Assert.Single((await Client.GetAudioAsync("Yes.", new() { AudioFormat = format }, Token)).Contents)
        );
        Assert.StartsWith(
            format.Contains("pcm", StringComparison.OrdinalIgnoreCase) ? "audio/pcm" : "audio/ogg",
            sound.MediaType,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("midi", null, null, null, "VS4070")]
    [InlineData(null, -1f, null, null, "VS4070")]
    [InlineData(null, null, 0.5f, null, "VS4070")]
    [InlineData(null, null, null, "nobody", "VS4001")]
    [InlineData(null, 9f, null, null, "VS4005")]
    public async Task GetAudio_BadOption_SaysWhich(
        string? format,
        float? pitch,
        float? volume,
        string? voice,
        string code
    )
    {
        var options = new TextToSpeechOptions
        {
            AudioFormat = format,
            Pitch = pitch,
            Volume = volume,
            VoiceId = voice,
        };
        Assert.Equal(
            code,
            (await Assert.ThrowsAnyAsync<VoiceSmithException>(() => Client.GetAudioAsync(Text, options, Token))).Code
        );
        Assert.Equal(
            code,
            (
                await Assert.ThrowsAnyAsync<VoiceSmithException>(async () =>
                    await Client.GetStreamingAudioAsync(Text, options, Token).ToListAsync(Token)
                )
            ).Code
        );
    }

    [Fact]
    public void GetService_OfWhatItIs_IsThere()
    {
        Assert.Equal("voicesmith", Client.GetService<TextToSpeechClientMetadata>()!.ProviderName);
        Assert.Same(Engine, Client.GetService<ISpeechEngine>());
        Assert.Same(Client, Client.GetService<ITextToSpeechClient>());
        Assert.Null(Client.GetService<string>());
        Assert.Null(Client.GetService(typeof(ISpeechEngine), "key"));
    }

    /// <summary>A program's services, speaking with a tiny voice.</summary>
    public sealed class Program : IDisposable
    {
        private readonly string _voice = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.voice");

        public Program()
        {
            TinyVoice.Write(_voice);
            Services = new ServiceCollection().AddVoiceSmith([_voice], new() { Workers = 1 }).BuildServiceProvider();
        }

        public ServiceProvider Services { get; }

        public void Dispose()
        {
            Services.Dispose();
            File.Delete(_voice);
        }
    }
}
