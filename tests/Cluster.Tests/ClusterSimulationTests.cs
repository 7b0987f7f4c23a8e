using VoiceSmith.Cluster.Local;

namespace VoiceSmith.Cluster.Tests;

public sealed class ClusterSimulationTests
{
    [Fact]
    public void Run_AtTwiceTheLoad_RefusesManyAndGivesNobodyASilence()
    {
        var figures = new ClusterSimulation(
            new()
            {
                Workers = 100,
                Threads = 2,
                Listeners = 10_000,
                Duration = TimeSpan.FromSeconds(40),
                RealTimeFactor = 0.036,
            },
            seed: 1
        ).Run();
        Assert.InRange((double)figures["refused_share"], 0.3, 0.95);
        Assert.InRange((double)figures["busy"], 0.8, 1);
        Assert.Equal(0.0, figures["silent_share"]);
        Assert.InRange((double)figures["first_audio_p95_ms"], 40, 150);
    }
}
