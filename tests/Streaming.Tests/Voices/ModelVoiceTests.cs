using CsCheck;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static TorchSharp.torch;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests.Voices;

/// <summary>The engine over real networks: a seeded, untrained voice.</summary>
public sealed class ModelVoiceTests : IDisposable
{
    private const string Text = "Winds were light. At dusk, however, they rose; nobody slept! Did you?";
    private readonly SpeechEngine _engine = EngineOf(new ModelVoice(TinyVoice.Create()));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task SpeakAsync_HoweverTheTextArrives_SameBytesAsOffline()
    {
        var offline = await new OfflineSynthesizer(_engine).SpeakAsync(new() { Seed = 11 }, Text, Token);
        Assert.True(offline.Duration > TimeSpan.FromSeconds(1));
        await Gen.Int[1, 30]
            .Array[1, 5]
            .SampleAsync(
                async sizes =>
                    Assert.Equal(
                        offline.Pcm,
                        PcmOf(
                            await _engine.HearAsync(
                                new() { Seed = 11 },
                                [.. Stages.SentenceStageTests.Cut(Text, sizes)]
                            )
                        )
                    ),
                iter: 5
            );
    }

    [Fact]
    public async Task SpeakAsync_ManyListeners_EachHearsWhatItWouldHearAlone()
    {
        var alone = PcmOf(await _engine.HearAsync(new(), Text));
        var together = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => _engine.HearAsync(new(), Text), Token))
        );
        Assert.All(together, events => Assert.Equal(alone, PcmOf(events)));
    }

    [Fact]
    public async Task SpeakAsync_OtherChunkPlan_SameBytes()
    {
        using var voices = RegistryOf(new ModelVoice(TinyVoice.Create()));
        using var other = new SpeechEngine(
            voices,
            new() { Workers = 1 },
            TimeProvider.System,
            new ChunkPlan(TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(2))
        );
        Assert.Equal(PcmOf(await _engine.HearAsync(new(), Text)), PcmOf(await other.HearAsync(new(), Text)));
    }

    [Fact]
    public async Task SpeakAsync_Faster_IsShorter()
    {
        var (slow, fast) = (
            PcmOf(await _engine.HearAsync(new(), Text)),
            PcmOf(await _engine.HearAsync(new() { Controls = new() { Rate = 2 } }, Text))
        );
        Assert.InRange((double)fast.Length / slow.Length, 0.3, 0.8);
    }

    [Fact]
    public async Task SpeakAsync_AgainAndAgain_KeepsNoTensor()
    {
        await _engine.HearAsync(new(), Text);
        GC.Collect(); // what earlier tests left to finalizers is not counted
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 5; i++)
            await _engine.HearAsync(new() { Seed = (ulong)i }, Text);
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors more");
    }

    [Fact]
    public void Dispose_OfALoadedVoice_FreesEveryTensorAtOnce()
    {
        var parameters = 0;
        GC.Collect(); // what earlier tests left to finalizers is not counted
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (var voice = Models.Voice.LoadEmbedded())
            foreach (var network in new[] { voice.Acoustic, (nn.Module)voice.Vocoder })
                parameters += network.parameters().Count();
        // TorchSharp counts a parameter twice when it is made, as the tensor that it takes over too, and once when it
        // is freed.
        Assert.InRange(parameters, 100, 1000);
        Assert.InRange(Tensor.TotalCount, 0, before + parameters);
    }

    [Fact]
    public async Task SpeakAsync_UnknownSpeaker_SaysSo() =>
        Assert.Equal(
            "Speaker",
            (
                await Assert.ThrowsAsync<SpeechControlException>(() =>
                    _engine.HearAsync(new() { Controls = new() { Speaker = 3 } }, Text)
                )
            ).Control
        );
}
