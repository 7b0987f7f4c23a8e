using VoiceSmith.Training.Reports;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Reports;

public sealed class TimeWarpTests
{
    [Fact]
    public void Path_SameSequenceStretched_CostsNothing()
    {
        using var scope = NewDisposeScope();
        var first = tensor(new float[] { 1, 2, 5, 3 }).unsqueeze(1);
        var second = tensor(new float[] { 1, 1, 2, 2, 2, 5, 3, 3 }).unsqueeze(1);
        var (pairs, cost) = TimeWarp.Path(cdist(first, second, 1));
        Assert.Equal(0, cost);
        Assert.Equal([0, 0, 1, 1, 1, 2, 3, 3], pairs.Select(pair => pair.First));
        Assert.Equal(Enumerable.Range(0, 8), pairs.Select(pair => pair.Second));
    }
}
