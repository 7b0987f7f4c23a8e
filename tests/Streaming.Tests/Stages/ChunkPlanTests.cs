using VoiceSmith.Streaming.Stages;

namespace VoiceSmith.Streaming.Tests.Stages;

public sealed class ChunkPlanTests
{
    [Fact]
    public void FramesAfter_Default_SmallUntilHalfASecondThenHalfASecond()
    {
        var plan = ChunkPlan.Default;
        Assert.Equal(22, plan.FramesAfter(0, 22050, 256)); // a quarter of a second is 21.5 frames
        Assert.Equal(22, plan.FramesAfter(32, 22050, 256));
        Assert.Equal(44, plan.FramesAfter(64, 22050, 256));
        Assert.Equal(1, plan.FramesAfter(0, 100, 256));
    }
}
