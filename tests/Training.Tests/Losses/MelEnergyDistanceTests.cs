using TorchSharp;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

public sealed class MelEnergyDistanceTests
{
    private const int Bands = 24,
        Frames = 40;

    [Fact]
    public void Compute_DrawsLikeTheRecordings_ScoreBelowTheirMeanAndBelowOthers()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        const int batch = 16;
        Tensor Draw(double deviation) => randn(batch, Bands, Frames) * deviation;
        var (recordings, none) = (Draw(1), zeros(batch, Frames, dtype: ScalarType.Bool));
        double Score(Tensor first, Tensor second) =>
            MelEnergyDistance.Compute(cat([first, second]), recordings, none).Distance.ToDouble();
        var alike = Score(Draw(1), Draw(1));
        Assert.True(alike < Score(Draw(0), Draw(0)), "The mean scores better than draws of the distribution itself.");
        Assert.True(alike < Score(Draw(0.5), Draw(0.5)), "Draws that vary too little score better.");
        Assert.True(alike < Score(Draw(2), Draw(2)), "Draws that vary too much score better.");
        var same = Draw(1);
        Assert.True(alike < Score(same, same), "One draw twice scores better than two.");
    }

    [Fact]
    public void Compute_ShortUtteranceBesideALongOne_IsNotTouchedByItsPadding()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        var (mel, draws) = (randn(2, Bands, Frames), randn(4, Bands, Frames));
        var padding = arange(Frames).unsqueeze(0).greater_equal(tensor([Frames, 21L]).unsqueeze(1));
        var (before, spread) = MelEnergyDistance.Compute(draws, mel, padding);
        var loud = mel.clone();
        loud[1].narrow(1, 21, Frames - 21).fill_(50);
        var (after, spreadAfter) = MelEnergyDistance.Compute(draws, loud, padding);
        Assert.Equal(before.ToDouble(), after.ToDouble(), 1e-5);
        Assert.Equal(spread.ToDouble(), spreadAfter.ToDouble(), 1e-5);
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(1, 3)]
    public void Compute_FewerFramesOrBandsThanAPatch_IsFinite(int bands, int frames)
    {
        using var scope = NewDisposeScope();
        var draws = randn(2, bands, frames).requires_grad_();
        var (distance, _) = MelEnergyDistance.Compute(
            draws,
            randn(1, bands, frames),
            zeros(1, frames, dtype: ScalarType.Bool)
        );
        distance.backward();
        Assert.True(double.IsFinite(distance.ToDouble()) && draws.grad!.isfinite().all().ToBoolean());
    }
}
