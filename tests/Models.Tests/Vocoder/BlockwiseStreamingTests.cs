using CsCheck;
using TorchSharp;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

/// <summary>The reference's vocoders in chunks.</summary>
public sealed class BlockwiseStreamingTests
{
    private static readonly VocoderConfig[] Configs =
    [
        new UnivNetConfig
        {
            MelBands = 10,
            NoiseChannels = 4,
            Channels = 4,
            PredictorChannels = 6,
        },
        new HiFiGanConfig { MelBands = 10, Channels = 16 },
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Decode_AnyChunking_IsTheSameToTheBit(int kind)
    {
        using var vocoder = Create(kind);
        Gen.Int[0, 60]
            .Array[1, 5]
            .Where(sizes => sizes.Sum() > 0)
            .Sample(
                sizes =>
                {
                    using var mel = Mel(sizes.Sum());
                    var whole = Decode(vocoder, mel, [sizes.Sum()]);
                    Assert.Equal(sizes.Sum() * vocoder.HopLength, whole.Length);
                    Assert.Equal(whole, Decode(vocoder, mel, sizes));
                },
                iter: 10
            );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Decode_InBlocks_EqualsTheWholeUtterance(int kind)
    {
        using var vocoder = Create(kind);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        const int frames = 150;
        var mel = Mel(frames);
        Tensor whole;
        if (vocoder is UnivNetGenerator univnet)
        {
            var noise = new float[(frames + UnivNetGenerator.TailFrames) * univnet.Config.NoiseChannels];
            CounterNoise.Fill(7, 0, noise);
            whole = univnet.Infer(
                mel.unsqueeze(0),
                tensor(new[] { (long)frames }),
                tensor(noise).view(1, -1, univnet.Config.NoiseChannels).transpose(1, 2)
            );
        }
        else
            whole = ((HiFiGanGenerator)vocoder).call(mel.unsqueeze(0));
        var parts = Decode(vocoder, mel, [frames]);
        Assert.True(whole.abs().max().ToSingle() > 1e-3f);
        Assert.True((whole.flatten() - tensor(parts)).abs().max().ToSingle() < 1e-6f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Decode_ManyUtterances_LeavesNoTensorsBehind(int kind)
    {
        using var vocoder = Create(kind);
        using var mel = Mel(50);
        Decode(vocoder, mel, [20, 30]);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            Decode(vocoder, mel, [20, 30]);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Decode_NoFrames_GivesNoSound()
    {
        using var vocoder = Create(0);
        using var state = vocoder.NewState(1);
        Assert.Empty(vocoder.Decode(null, state, last: true));
    }

    private static IVocoder Create(int kind)
    {
        random.manual_seed(3);
        return Configs[kind].Create();
    }

    private static Tensor Mel(int frames)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        return randn([10, frames], generator: generator).MoveToOuterDisposeScope();
    }

    private static float[] Decode(IVocoder vocoder, Tensor mel, int[] sizes)
    {
        using var state = vocoder.NewState(7);
        var sound = new List<float>();
        var start = 0;
        foreach (var (i, size) in sizes.Index())
        {
            using var chunk = mel.narrow(1, start, size);
            sound.AddRange(vocoder.Decode(chunk, state, last: i == sizes.Length - 1));
            start += size;
        }
        return [.. sound];
    }
}
