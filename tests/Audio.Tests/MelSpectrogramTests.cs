using TorchSharp;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Audio.Tests;

public sealed class MelSpectrogramTests
{
    [Theory]
    [InlineData("audio_mel_synthetic_22k_100")]
    [InlineData("audio_mel_synthetic_22k_80")]
    [InlineData("audio_mel_synthetic_44k_80")]
    [InlineData("audio_mel_real_22k_100")]
    public void Forward_GoldenSound_GivesGoldenMel(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open(name);
        using var mel = new MelSpectrogram(ConfigOf(golden));
        golden.AssertClose("out/mel", mel.forward(golden["in/wav"].unsqueeze(0)).squeeze(0));
        if (golden.Has("out/mel_basis"))
            golden.AssertClose("out/mel_basis", mel.Basis, floor: 1e-8);
    }

    [Fact]
    public void Magnitude_GoldenSound_GivesGoldenSpectra()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("audio_mel_synthetic_22k_100");
        var sound = golden["in/wav"].unsqueeze(0);
        using var exact = new MelSpectrogram(new MelConfig(PowerEpsilon: 0));
        golden.AssertClose("out/linear_spec_l2", exact.Magnitude(sound).squeeze(0));
        using var processor = new MelSpectrogram(new MelConfig(PowerEpsilon: 1e-6));
        golden.AssertClose("out/ap_mel", processor.forward(sound).squeeze(0));
        using var mel = new MelSpectrogram(new MelConfig());
        golden.AssertClose("out/spec", mel.Magnitude(sound).squeeze(0));
    }

    [Fact]
    public void Forward_SineSweep_PeaksInTheBandOfItsFrequency()
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(new MelConfig());
        foreach (var band in new[] { 20, 50, 80, 98 })
        {
            var frames = mel.forward(tensor(Sounds.Sine(mel.BandCentresHz[band], 22050, 8192)).unsqueeze(0));
            Assert.Equal(band, frames[0, .., 16].argmax().item<long>());
        }
    }

    [Fact]
    public void Forward_Silence_IsTheFloorAndHasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(new MelConfig());
        var sound = zeros(2, 4096, requires_grad: true);
        var frames = mel.forward(sound);
        Assert.Equal([2, 100, 16], frames.shape);
        Assert.Equal(Math.Log(1e-5), frames.max().item<float>(), 1e-4);
        frames.sum().backward();
        Assert.True(sound.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Forward_ManyTimes_LeavesNoTensorsBehind()
    {
        using var mel = new MelSpectrogram(new MelConfig());
        using var sound = rand(1, 8192);
        mel.forward(sound).Dispose();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            mel.forward(sound).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void To_DoublePrecision_TakesItsBuffersAlong()
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(new MelConfig());
        var sound = tensor(Sounds.Noise(1, 4096)).unsqueeze(0);
        var single = mel.forward(sound);
        mel.to(ScalarType.Float64);
        var twofold = mel.forward(sound.to(ScalarType.Float64));
        Assert.Equal(ScalarType.Float64, twofold.dtype);
        Assert.InRange((twofold - single).abs().max().item<double>(), 0, 1e-4);
        Assert.Equal(["mel_basis", "hann_window"], mel.state_dict().Keys);
    }

    [Fact]
    public void FrameCount_AnyLength_IsThatOfForward()
    {
        using var scope = NewDisposeScope();
        var config = new MelConfig();
        using var mel = new MelSpectrogram(config);
        foreach (var samples in new[] { 385, 511, 512, 1023, 1024, 1025, 5000 })
            Assert.Equal(config.FrameCount(samples), mel.forward(zeros(1, samples)).shape[2]);
    }

    private static MelConfig ConfigOf(Golden golden)
    {
        var config = golden.Manifest["config"]!.AsObject();
        return config.Count == 0
            ? new MelConfig()
            : new MelConfig(
                config["sr"]!.GetValue<int>(),
                config["n_fft"]!.GetValue<int>(),
                config["hop"]!.GetValue<int>(),
                config["n_mels"]!.GetValue<int>(),
                config["fmin"]!.GetValue<double>(),
                config["fmax"]!.GetValue<double>()
            );
    }
}
