using CsCheck;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests.Voices;

/// <summary>The engine over networks of the reference, imported: decoded by sentence, vocoded in chunks.</summary>
public sealed class ImportedVoiceTests : IDisposable
{
    private const string Text = "Winds were light. At dusk, however, they rose; nobody slept! Did you?";
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    [Fact]
    public async Task SpeakAsync_HoweverTheTextArrives_SameBytesAsOffline()
    {
        using var voices = RegistryOf(Import());
        using var engine = new SpeechEngine(voices, new() { Workers = 2 }, TimeProvider.System);
        var offline = await new OfflineSynthesizer(engine).SpeakAsync(new() { Seed = 11 }, Text, Token);
        Assert.True(offline.Duration > TimeSpan.FromSeconds(1));
        await Gen.Int[1, 30]
            .Array[1, 5]
            .SampleAsync(
                async sizes =>
                    Assert.Equal(
                        offline.Pcm,
                        PcmOf(
                            await engine.HearAsync(new() { Seed = 11 }, [.. Stages.SentenceStageTests.Cut(Text, sizes)])
                        )
                    ),
                iter: 5
            );
    }

    [Theory]
    [InlineData(30, 70)]
    [InlineData(1000, 5000)]
    public async Task SpeakAsync_OtherChunks_SameBytes(int firstMilliseconds, int nextMilliseconds)
    {
        using var voices = RegistryOf(Import());
        using var engine = new SpeechEngine(voices, new() { Workers = 1 }, TimeProvider.System);
        var plan = new ChunkPlan(
            TimeSpan.FromMilliseconds(firstMilliseconds),
            TimeSpan.FromMilliseconds(nextMilliseconds)
        );
        using var other = new SpeechEngine(voices, new() { Workers = 1 }, TimeProvider.System, plan);
        Assert.Equal(
            PcmOf(await engine.HearAsync(new() { Seed = 5 }, Text)),
            PcmOf(await other.HearAsync(new() { Seed = 5 }, Text))
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ModelVoice Import()
    {
        Programs.SkipWithout("espeak-ng");
        foreach (var file in new[] { "ckpt_lightning_acoustic_micro.ckpt", "ckpt_v1_vocoder_micro.pt" })
            VoiceImport.Import(Golden.Locate(file), _folder, new());
        return new ModelVoice(Voice.Load(_folder));
    }
}
