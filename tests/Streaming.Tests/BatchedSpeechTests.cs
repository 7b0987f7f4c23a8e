using System.Runtime.InteropServices;
using CsCheck;
using VoiceSmith.Models;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static TorchSharp.torch;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>
/// Utterances that share batches, against the same utterances alone: to the bit in batches of one size; without
/// batches, or in batches of other sizes, but for rounding, which in a source-filter vocoder adds up in the phase of
/// the pulses.
/// </summary>
public sealed class BatchedSpeechTests : IDisposable
{
    private const string Text = "Winds were light. At dusk, however, they rose; nobody slept! Did you?";

    /// <summary>
    /// Share of windows that must be alike: an untrained vocoder has a few bins whose phase is so large that its last
    /// bits turn it.
    /// </summary>
    private const float UndisturbedShare = 0.75f;

    private static readonly string[] Words =
    [
        "rain", "wind", "seventy-five", "Dr. Who.", "yes!", "they", "rose,", "nobody", "slept?",
    ];

    private static readonly Gen<SpeechRequest> Requests = Gen.Select(
            Gen.Bool.Select(univnet => univnet ? "univnet" : "tiny"),
            Gen.Double[0.6, 2],
            Gen.Double[-3, 3],
            Gen.Double[-3, 3],
            Gen.ULong[0, 3]
        )
        .Select(
            (voice, rate, pitch, energy, seed) =>
                new SpeechRequest
                {
                    Voice = voice,
                    Seed = seed,
                    Controls = new()
                    {
                        Rate = rate,
                        PitchSemitones = pitch,
                        EnergyDb = energy,
                    },
                }
        );

    private static readonly Gen<string> Texts = Gen.Int[0, Words.Length - 1]
        .Array[1, 30]
        .Select(words => "Well " + string.Join(' ', words.Select(word => Words[word])));

    private readonly VoiceRegistry _alone = RegistryOf(
        new ModelVoice(TinyVoice.Create()),
        new ModelVoice(WithUnivNet())
    );
    private readonly VoiceRegistry _voices;
    private readonly SpeechEngine _engineAlone,
        _engine;

    public BatchedSpeechTests()
    {
        var sizes = new BatchSizes(1, 4, 8);
        _voices = RegistryOf(
            new ModelVoice(TinyVoice.Create(), sizes: sizes),
            new ModelVoice(WithUnivNet(), sizes: sizes)
        );
        _engineAlone = new(_alone, new() { Workers = 2 }, TimeProvider.System);
        _engine = new(_voices, new() { Workers = 2 }, TimeProvider.System);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _engineAlone.Dispose();
        _voices.Dispose();
        _alone.Dispose();
    }

    [Fact]
    public async Task SpeakAsync_AnyMixtureOfVoicesAndControls_AsAlone() =>
        await Gen.Select(Requests, Texts)
            .Array[1, 12]
            .SampleAsync(
                async utterances =>
                {
                    var together = await Task.WhenAll(
                        utterances.Select(one => Task.Run(() => _engine.HearAsync(one.Item1, one.Item2), Token))
                    );
                    foreach (var (events, (request, text)) in together.Zip(utterances))
                        AssertAlike(
                            await _engineAlone.HearAsync(request, text),
                            events,
                            inPhase: request.Voice == "univnet"
                        );
                },
                iter: 4,
                threads: 1
            );

    [Fact]
    public async Task SpeakAsync_OthersLeaveStopAndSwap_DisturbNobody()
    {
        var alone = await _engineAlone.HearAsync(new() { Voice = "tiny" }, Text);
        await _engine.HearAsync(new() { Voice = "tiny" }, Text); // what networks keep for themselves
        GC.Collect(); // what earlier tests left to finalizers is not counted
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var round = 0; round < 3; round++)
        {
            var staying = Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => _engine.HearAsync(new() { Voice = "tiny" }, Text), Token))
                .ToArray();
            var leaving = Enumerable.Range(0, 6).Select(i => Task.Run(() => LeaveAsync(i), Token)).ToArray();
            await Task.WhenAll(leaving);
            foreach (var events in await Task.WhenAll(staying))
                AssertAlike(alone, events);
        }
        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors more");

        var swapped = Enumerable
            .Range(0, 4)
            .Select(_ => Task.Run(() => _engine.HearAsync(new() { Voice = "tiny" }, Text), Token))
            .ToArray();
        await Task.WhenAny(swapped.Append(_engine.HearAsync(new() { Voice = "tiny" }, "Yes.")));
        _voices.Publish(new ModelVoice(TinyVoice.Create(2), sizes: new(1, 4)));
        _voices.Publish(new ModelVoice(TinyVoice.Create(3), sizes: new(1, 4)));
        foreach (var events in await Task.WhenAll(swapped))
            AssertAlike(alone, events);
    }

    [Fact]
    public Task SpeakAsync_InBatchesOfOneSize_TheSameBitsWhoeverListens() =>
        AssertTheSameBitsAsync(SpeechDevices.Of("cpu", [6]));

    /// <summary>On a machine with a GPU: <c>-trait Category=gpu</c>.</summary>
    [Fact]
    [Trait("Category", "gpu")]
    public async Task SpeakAsync_InBatchesOnCuda_TheSameBitsWhoeverListensAndTheProcessorsEvents()
    {
        Assert.SkipUnless(cuda.is_available(), "There is no CUDA device.");
        var events = await AssertTheSameBitsAsync(SpeechDevices.Of("cuda"));
        var onTheProcessor = await AssertTheSameBitsAsync(SpeechDevices.Of("cpu"));
        Assert.Equal(onTheProcessor.OfType<TimedEvent>(), events.OfType<TimedEvent>());
        Assert.Equal(PcmOf(onTheProcessor).Length, PcmOf(events).Length);
    }

    private static async Task<IReadOnlyList<SpeechEvent>> AssertTheSameBitsAsync(SpeechDevices devices)
    {
        var path = Path.GetTempFileName();
        TinyVoice.Write(path, seed: 1);
        using var voices = RegistryOf(ModelVoice.Load(devices, device => Voice.Load(path, device)));
        File.Delete(path);
        using var engine = new SpeechEngine(
            voices,
            new() { Workers = 2 },
            TimeProvider.System,
            ChunkPlan.Default,
            devices
        );
        var alone = await engine.HearAsync(new() { Seed = 3 }, Text);
        var together = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(i =>
                    Task.Run(
                        () =>
                            engine.HearAsync(
                                new()
                                {
                                    Seed = 3,
                                    Controls = new() { Rate = i == 0 ? 1 : 1 + 0.2 * i },
                                },
                                Text
                            ),
                        Token
                    )
                )
        );
        Assert.Equal(PcmOf(alone), PcmOf(together[0]));
        var id = alone.OfType<SpeechStarted>().Single().Utterance;
        Assert.Equal(
            PcmOf(alone)[20_000..],
            PcmOf(await engine.ResumeAsync(id, 10_000, engine.NewUtterance(), Token).CollectAsync())
        );
        return alone;
    }

    /// <summary>Listens for a moment, and leaves in one of several ways.</summary>
    private async Task LeaveAsync(int how)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (utterance, frames) = (_engine.NewUtterance(), 0);
        try
        {
            await foreach (
                var happened in _engine.SpeakAsync(
                    new() { Voice = "tiny" },
                    new[] { Text }.ToAsyncEnumerable(),
                    utterance,
                    cancel.Token
                )
            )
            {
                if (happened is not SoundMade || frames++ < 4 * how)
                    continue;
                if (how % 3 == 0)
                    break;
                if (how % 3 == 1)
                    utterance.Stop(null);
                else
                    await cancel.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (how % 3 == 2)
        {
            // as it wanted
        }
    }

    private static void AssertAlike(
        IReadOnlyList<SpeechEvent> expected,
        IReadOnlyList<SpeechEvent> actual,
        bool inPhase = false
    )
    {
        Assert.Equal(expected.OfType<TimedEvent>(), actual.OfType<TimedEvent>());
        var (one, other) = (
            MemoryMarshal.Cast<byte, short>(PcmOf(expected)).ToArray(),
            MemoryMarshal.Cast<byte, short>(PcmOf(actual)).ToArray()
        );
        Assert.Equal(one.Length, other.Length);
        if (inPhase)
            Assert.InRange(one.Zip(other).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1);
        using var scope = NewDisposeScope();
        var (wanted, heard) = (Spectrum(one), Spectrum(other));
        var errors = (heard - wanted).square().mean([1]) / wanted.square().mean(); // [window]
        var error = errors.quantile(tensor(UndisturbedShare)).item<float>();
        Assert.True(error < 1e-4, $"{10 * Math.Log10(error):F1} dB");
    }

    /// <summary>
    /// Magnitudes of short windows, [window, bin]: rounding that adds up in the phase of the pulses leaves them alone.
    /// </summary>
    private static Tensor Spectrum(short[] sound)
    {
        const int window = 512;
        var samples = nn.functional.pad(tensor(sound).to(ScalarType.Float32), (0, window));
        return fft.rfft(samples.unfold(0, window, window / 2) * hann_window(window)).abs();
    }

    /// <summary>The tiny voice's acoustic model before a small UnivNet.</summary>
    private static Voice WithUnivNet()
    {
        manual_seed(3);
        var config = new UnivNetConfig
        {
            MelBands = 100,
            NoiseChannels = 4,
            Channels = 4,
            PredictorChannels = 6,
        };
        var tiny = TinyVoice.Create(name: "univnet");
        tiny.Vocoder.Dispose();
        return new(tiny.Manifest with { Vocoder = config }, tiny.Acoustic, config.Create());
    }
}
