using VoiceSmith.Cli.Bench;

namespace VoiceSmith.Cli.Tests;

public sealed class RatioIntervalTests
{
    [Fact]
    public void EqualPrograms_AreNotDifferent() => Assert.False(Of(scale: 1).IsDifferent);

    [Theory]
    [InlineData(1.2)]
    [InlineData(0.8)]
    public void AProgramSlowerOrFaster_IsFoundAsMuchSo(double scale)
    {
        var found = Of(scale);
        Assert.True(found.IsDifferent, $"{found}");
        Assert.InRange(found.Ratio, scale - 0.03, scale + 0.03);
        Assert.InRange(scale, found.Low - 0.01, found.High + 0.01);
    }

    [Fact]
    public void AnInterval_ContainsItsRatio_AndIsTheSameAgain()
    {
        var found = Of(1);
        Assert.InRange(found.Ratio, found.Low, found.High);
        Assert.Equal(found, Of(1));
    }

    /// <summary>Fifteen pairs: both vary by half from pair to pair, and by 4 % within one.</summary>
    private static RatioInterval Of(double scale)
    {
        var random = new Random(7);
        return RatioInterval.Of([
            .. Enumerable
                .Range(0, 15)
                .Select(_ => 1 + random.NextDouble() / 2)
                .Select(machine =>
                    (machine * (1 + 0.04 * random.NextDouble()), scale * machine * (1 + 0.04 * random.NextDouble()))
                ),
        ]);
    }
}
