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
        Gen.Int[1, 40].Array[1, 8].Sample(sizes =>
        {
            using var mel = Mel(sizes.Sum());
            var whole = Decode(mel, [sizes.Sum()]);
            var parts = Decode(mel, sizes);
            Assert.Equal(sizes.Sum() * Vocoder.HopLength, whole.Length);
            Assert.Equal(whole.Length, parts.Length);
            Assert.True(whole.Zip(parts).Max(pair => Math.Abs(pair.First - pair.Second)) < 2e-5f);
        }, iter: 30);

    [Fact]
    public void Decode_SameChunks_AreIdentical()
    {
        using var mel = Mel(60);
        Assert.Equal(Decode(mel, [20, 40]), Decode(mel, [20, 40]));
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

    private float[] Decode(Tensor mel, int[] sizes, ulong seed = 3)
    {
        using var state = Vocoder.NewState(seed);
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
