using TorchSharp;
using VoiceSmith.Testing;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Audio.Tests;

public sealed class EnergyTests
{
    [Theory]
    [InlineData("audio_mel_synthetic_22k_100", 1024, 256)]
    [InlineData("audio_mel_synthetic_44k_80", 2048, 512)]
    [InlineData("audio_mel_real_22k_100", 1024, 256)]
    public void Standardize_GoldenSound_GivesGoldenEnergy(string name, int fftSize, int hop)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open(name);
        using var mel = new MelSpectrogram(new MelConfig(FftSize: fftSize, HopLength: hop));
        var energy = Energy.OfMagnitude(mel.Magnitude(golden["in/wav"].unsqueeze(0)));
        golden.AssertClose("out/energy", Energy.Standardize(energy));
    }

    [Fact]
    public void Standardize_ConstantEnergy_IsZero()
    {
        using var scope = NewDisposeScope();
        Assert.True(Energy.Standardize(ones(2, 5)).eq(0).all().item<bool>());
    }

    [Fact]
    public void Stack_GoldenItems_GivesGoldenBatches()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("collate_pad");
        golden.AssertClose(
            "out/p1",
            PaddedBatch.Stack([golden["in/a"], golden["in/b"]], fill: 0),
            floor: 0,
            relative: 0
        );
        golden.AssertClose(
            "out/p2",
            PaddedBatch.Stack([golden["in/c"], golden["in/d"]], fill: 0),
            floor: 0,
            relative: 0
        );
        golden.AssertClose(
            "out/p3",
            PaddedBatch.Stack([golden["in/c"], golden["in/d"]], fill: 0, length: 9),
            floor: 0,
            relative: 0
        );
        var mels = PaddedBatch.Stack([golden["in/c"], golden["in/d"]], fill: -11.5, length: 12);
        Assert.Equal([2, 4, 12], mels.shape);
        Assert.Equal(-11.5f, mels[1, 3, 6].item<float>());
    }
}
