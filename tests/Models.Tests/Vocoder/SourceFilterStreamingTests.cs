using CsCheck;
using TorchSharp;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

public sealed class SourceFilterStreamingTests : IDisposable
{
    private readonly Voice _voice = TinyVoice.Create();

    private IVocoder Vocoder => _voice.Vocoder;

    [Fact]
    public void Decode_AnyChunking_EqualsOneShot() =>
        Gen.Int[1, 40]
            .Array[1, 8]
            .Sample(
                sizes =>
                {
                    using var mel = Mel(sizes.Sum());
                    var whole = Decode(mel, [sizes.Sum()]);
                    var parts = Decode(mel, sizes);
                    Assert.Equal(sizes.Sum() * Vocoder.HopLength, whole.Length);
                    Assert.Equal(whole, parts);
                },
                iter: 30
            );

    [Fact]
    public void Decode_SkippedToASample_IsTheSameFromThereOn()
    {
        const int frames = 200;
        using var mel = Mel(frames);
        var whole = Decode(mel, [frames]);
        float[] SkippedTo(int sample) => Decode(mel, [30, frames - 30], skipped: sample);
        Gen.Int[0, frames * Vocoder.HopLength]
            .Sample(sample => Assert.Equal(whole[sample..], SkippedTo(sample)[sample..]), iter: 20, threads: 1);
        var first = Array.FindIndex(SkippedTo(frames * 9 / 10 * Vocoder.HopLength), value => value != 0);
        Assert.True(first > frames / 2 * Vocoder.HopLength, $"{first}"); // what is before was not decoded
    }

    [Fact]
    public void Decode_Streamed_EqualsTheTrainingForward()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (vocoder, mel) = ((SourceFilterVocoder)Vocoder, Mel(50));
        var streamed = Decode(mel, [50], seed: 9);
        var heard = vocoder.PredictF0(mel.unsqueeze(0));
        var logF0 = (heard.select(1, 0) * F0Head.LogF0Scale + F0Head.LogF0Centre).clamp(4.2, 6.1);
        var (pulses, noise) = (new float[50 * 256 + 768], new float[50 * 256 + 768]);
        new PulseTrain(22050, 256, -384).Advance(logF0.contiguous().data<float>().ToArray(), 50 * 256 + 384, pulses);
        CounterNoise.Fill(9, -384, noise);
        var voicing = heard.select(1, 1).sigmoid();
        var whole = vocoder
            .Render(mel.unsqueeze(0), logF0, voicing, tensor(pulses).unsqueeze(0), tensor(noise).unsqueeze(0))[0]
            .squeeze(0)
            .data<float>()
            .ToArray();
        // Pulses are equal to rounding: a period's share of an F0 that differs in its last bits, times a hundred
        // harmonics.
        Assert.True(whole.Zip(streamed).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-3f * whole.Max(Math.Abs));
    }

    [Fact]
    public void Decode_AnotherSeed_DiffersInNoise()
    {
        using var mel = Mel(60);
        Assert.NotEqual(Decode(mel, [60], seed: 1), Decode(mel, [60], seed: 2));
    }

    [Fact]
    public void Decode_NoFrames_GivesNoSound()
    {
        using var state = Vocoder.NewState(0);
        Assert.Empty(Vocoder.Decode(null, state, last: true));
    }

    [Fact]
    public void Decode_ManyChunks_LeavesNoTensorsBehind()
    {
        using var mel = Mel(40);
        Decode(mel, [40]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            Decode(mel, [7, 13, 20]);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void CounterNoise_AnyCut_IsTheSame()
    {
        var (whole, part) = (new float[1000], new float[400]);
        CounterNoise.Fill(7, -100, whole);
        CounterNoise.Fill(7, 200, part);
        Assert.Equal(whole[300..700], part);
        Assert.InRange(whole.Average(), -0.15, 0.15);
        Assert.InRange(whole.Average(x => x * x), 0.85, 1.15);
    }

    public void Dispose() => _voice.Dispose();

    private static Tensor Mel(int frames)
    {
        random.manual_seed(frames);
        return randn(100, frames) * 2 - 4;
    }

    private float[] Decode(Tensor mel, int[] sizes, ulong seed = 3, long skipped = 0)
    {
        using var state = Vocoder.NewState(seed);
        state.SkipTo(skipped);
        var sound = new List<float>();
        var first = 0;
        foreach (var size in sizes)
        {
            using var chunk = mel.narrow(1, first, size);
            first += size;
            sound.AddRange(Vocoder.Decode(chunk, state, last: first == mel.shape[1]));
        }
        return [.. sound];
    }
}
