using VoiceSmith.Training.Segmentation;

namespace VoiceSmith.Training.Tests.Segmentation;

/// <summary>The best path through a text of three sentences, with frames that fit one state each.</summary>
public sealed class ReadingTrellisTests
{
    private const int FramesPerState = 12;
    private static readonly int[] Lengths = [3, 4, 2]; // states: 0 gap, 1-3, 4 gap, 5-8, 9 gap, 10-11, 12 gap

    [Fact]
    public void Path_AllIsRead_FollowsTheText() =>
        Assert.Equal([1, 2, 3, 5, 6, 7, 8, 10, 11], PathOf([1, 2, 3, 5, 6, 7, 8, 10, 11]));

    [Fact]
    public void Path_SentenceIsNotRead_LeavesItOut()
    {
        int[] read = [1, 2, 3, 10, 11];
        Assert.Equal(read, PathOf(read).Where(state => state is not (4 or 9)));
    }

    [Fact]
    public void Path_SoundThatTheTextLacks_IsAGap()
    {
        int[] heard = [1, 2, 3, -1, -1, -1, -1, 5, 6, 7, 8, 10, 11];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 10, 11], PathOf(heard));
    }

    [Fact]
    public void Path_TextGoesOnAfterTheRecording_EndsWithIt() =>
        Assert.Equal([1, 2, 3, 5, 6], PathOf([1, 2, 3, 5, 6]).Where(state => state is not (9 or 12)).Take(5));

    /// <summary>States of the best path, without repetitions, in two blocks of which the second has a window.</summary>
    /// <param name="heard">State that stretches of frames fit; −1 for none.</param>
    private static List<int> PathOf(int[] heard)
    {
        var trellis = new ReadingTrellis(Lengths);
        var frames = heard.SelectMany(state => Enumerable.Repeat(state, FramesPerState)).ToArray();
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
