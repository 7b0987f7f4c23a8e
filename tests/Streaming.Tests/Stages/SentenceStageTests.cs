using CsCheck;
using VoiceSmith.Streaming.Stages;

namespace VoiceSmith.Streaming.Tests.Stages;

public sealed class SentenceStageTests
{
    private const string Story =
        "It rained. \"Really?\" she said; nobody answered…\n\nThen, at last, the sun. And quiet";

    [Fact]
    public async Task RunAsync_AnyCut_GivesTheSameSentences()
    {
        var whole = await SplitAsync(Story);
        await Gen.Int[1, 9]
            .Array[1, 20]
            .SampleAsync(async sizes => Assert.Equal(whole, await SplitAsync([.. Cut(Story, sizes)])), iter: 50);
    }

    [Fact]
    public async Task RunAsync_Spans_ReferToTheWholeText()
    {
        foreach (var sentence in await SplitAsync(Story))
            Assert.Equal(sentence.Text, Story[sentence.Source.Start..sentence.Source.End]);
    }

    [Theory]
    [InlineData("One. Two.", 300)]
    [InlineData("One? Two.", 350)]
    [InlineData("“One?” Two.", 350)]
    [InlineData("One.\nTwo.", 450)]
    [InlineData("One.\r\nTwo.", 450)]
    [InlineData("One.\n\nTwo.", 650)]
    public async Task RunAsync_Pause_FollowsMarkAndParagraph(string text, int milliseconds)
    {
        var sentences = await SplitAsync(text);
        Assert.Equal(2, sentences.Count);
        Assert.Equal(TimeSpan.Zero, sentences[0].Pause);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), sentences[1].Pause);
    }

    internal static IEnumerable<string> Cut(string text, int[] sizes)
    {
        for (int i = 0, at = 0; at < text.Length; i++)
        {
            var size = Math.Min(sizes[i % sizes.Length], text.Length - at);
            yield return text.Substring(at, size);
            at += size;
        }
    }

    private static Task<List<TypedSentence>> SplitAsync(params string[] pieces) =>
        new SentenceStage().RunAsync(pieces.ToAsyncEnumerable(), Listening.Token).CollectAsync();
}
