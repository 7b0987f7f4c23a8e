using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Models;
using VoiceSmith.Audio;
using VoiceSmith.Streaming;
using VoiceSmith.Testing;

namespace VoiceSmith.Doors.Tests.OpenAi;

/// <summary>OpenAI's own client, given the address of this server.</summary>
public sealed class OpenAiClientTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text = "Good evening. It is $5, or was at twenty past four!";

    private AudioClient Client => new("tts-1", new ApiKeyCredential("sk-any"), Options);

    private OpenAIClientOptions Options =>
        new()
        {
            Endpoint = new(server.Address, "/v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
        };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task GenerateSpeech_Pcm_IsTheEnginesSoundAtOpenAisRate()
    {
        BinaryData pcm = await Client.GenerateSpeechAsync(
            Text,
            new("bert"),
            new() { ResponseFormat = GeneratedSpeechFormat.Pcm, SpeedRatio = 1.25f },
            Token
        );
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new()
            {
                Voice = "bert",
                Controls = new() { Rate = 1.25 },
            },
            Text,
            Token
        );
        Assert.Equal(AtOpenAisRate(offline.Pcm), pcm.ToArray());
    }

    [Fact(Timeout = 120_000)]
    public async Task GenerateSpeech_Wav_IsTheEnginesSamplesAsAFile()
    {
        BinaryData wav = await Client.GenerateSpeechAsync(
            Text,
            GeneratedSpeechVoice.Alloy,
            new() { ResponseFormat = GeneratedSpeechFormat.Wav },
            Token
        );
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token);
        Assert.Equal(offline.Pcm, Pcm16.Encode(WavFile.Read(wav.ToStream()).Samples));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("mp3")]
    [InlineData("opus")]
    [InlineData("aac")]
    [InlineData("flac")]
    public async Task GenerateSpeech_Compressed_DecodesToTheSameLength(string format)
    {
        Programs.SkipWithout("ffmpeg");
        BinaryData bytes = await Client.GenerateSpeechAsync(
            Text,
            new("anna"),
            new() { ResponseFormat = new(format) },
            Token
        );
        var path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.{format}");
        await File.WriteAllBytesAsync(path, bytes.ToArray(), Token);
        var decoded = AudioDecoder.Read(path, 22_050).Samples.Length;
        File.Delete(path);
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token);
        Assert.InRange(decoded, offline.Pcm.Length / 2 - 64, offline.Pcm.Length / 2 + 4000);
    }

    [Fact(Timeout = 120_000)]
    public async Task GenerateSpeechStreaming_Events_AreTheSamplesInPieces()
    {
        var (pcm, updates, usage) = (new MemoryStream(), 0, (SpeechTokenUsage?)null);
        // the client streams events of this model only
        var client = new AudioClient("gpt-4o-mini-tts", new ApiKeyCredential("sk-any"), Options);
        await foreach (
            var update in await client.GenerateSpeechStreamingAsync(
                Text,
                new("anna"),
                new() { ResponseFormat = GeneratedSpeechFormat.Pcm },
                Token
            )
        )
        {
            if (update is StreamingSpeechAudioDeltaUpdate delta)
            {
                pcm.Write(delta.AudioBytes);
                updates++;
            }
            else if (update is StreamingSpeechAudioDoneUpdate done)
                usage = done.Usage;
        }
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token);
        Assert.Equal(AtOpenAisRate(offline.Pcm), pcm.ToArray());
        Assert.InRange(updates, 10, int.MaxValue);
        Assert.NotNull(usage);
    }

    [Fact(Timeout = 120_000)]
    public async Task GenerateSpeech_BadRequest_IsTheClientsOwnException()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client.GenerateSpeechAsync(Text, new("nobody"), null, Token)
        );
        Assert.Equal(404, error.Status);
        Assert.Contains("VS4001", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task GetModels_Always_ListsWhatSpeechTakes()
    {
        var models = new OpenAIModelClient(new ApiKeyCredential("sk-any"), Options);
        OpenAIModelCollection all = await models.GetModelsAsync(Token);
        Assert.Contains(all, model => model.Id == "tts-1");
        OpenAIModel one = await models.GetModelAsync("voicesmith", Token);
        Assert.Equal("voicesmith", one.OwnedBy);
    }

    /// <summary>OpenAI's pcm has 24,000 samples a second.</summary>
    private static byte[] AtOpenAisRate(byte[] pcm)
    {
        var resampler = new Resampler(22_050, 24_000);
        return Pcm16.Encode([.. resampler.Process(Pcm16.Decode(pcm)), .. resampler.Flush()]);
    }
}
