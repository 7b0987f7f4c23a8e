using VoiceSmith.Training.Segmentation;

namespace VoiceSmith.Training.Tests.Segmentation;

/// <summary>The best path through a text of three sentences, with frames that fit one state each.</summary>
public sealed class ReadingTrellisTests
{
    private const int FramesPerState = 12;
    private static readonly int[] Lengths = [3, 8, 2]; // states: 0 gap, 1-3, 4 gap, 5-12, 13 gap, 14-15, 16 gap
    private static readonly int[] Second = [5, 6, 7, 8, 9, 10, 11, 12]; // states of the second sentence

    [Fact]
    public void Path_AllIsRead_FollowsTheText() =>
        Assert.Equal([1, 2, 3, .. Second, 14, 15], PathOf([1, 2, 3, .. Second, 14, 15]));

    [Fact]
    public void Path_SentenceIsNotRead_LeavesItOut()
    {
        int[] read = [1, 2, 3, 14, 15];
        Assert.Equal(read, PathOf(read).Where(state => state is not (4 or 13)));
    }

    [Fact]
    public void Path_SoundThatTheTextLacks_IsAGap()
    {
        int[] recorded = [1, 2, 3, -1, -1, -1, -1, .. Second, 14, 15];
        Assert.Equal([1, 2, 3, 4, .. Second, 14, 15], PathOf(recorded));
    }

    [Fact]
    public void Path_TextGoesOnAfterTheRecording_EndsWithIt() =>
        Assert.Equal([1, 2, 3, 5, 6], PathOf([1, 2, 3, 5, 6]).Where(state => state is not (13 or 16)).Take(5));

    /// <summary>States of the best path, without repetitions, in two blocks of which the second has a window.</summary>
    /// <param name="recorded">State that stretches of frames fit; −1 for none.</param>
    private static List<int> PathOf(int[] recorded)
    {
        var trellis = new ReadingTrellis(Lengths);
        var frames = recorded.SelectMany(state => Enumerable.Repeat(state, FramesPerState)).ToArray();
        var half = frames.Length / 3;
        trellis.Advance(Emissions(frames[..half], 0, trellis.States), 0, trellis.States);
        trellis.Advance(Emissions(frames[half..], 1, trellis.States - 1), 1, trellis.States - 1);
        var path = new List<int>();
        foreach (var state in trellis.Path())
            if (path.Count == 0 || path[^1] != state)
                path.Add(state);
        return path;
    }

    private static float[] Emissions(int[] frames, int low, int width) =>
        [.. frames.SelectMany(state => Enumerable.Range(low, width).Select(one => one == state ? 3f : -2f))];
}
