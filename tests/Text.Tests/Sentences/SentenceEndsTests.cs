using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

/// <summary>Where sentences end, by what stands around their marks. Sentences are parted by a bar.</summary>
public sealed class SentenceEndsTests
{
    [Theory]
    [InlineData("The !Kung live there.| They hunt.")] // a click, no mark
    [InlineData("Stop!| !Kung is a language.")]
    [InlineData("It starts at 5 p.m. EST on Friday.| Be there.")]
    [InlineData("It starts at 5 p.m. Then we eat.", "It starts at 5 p.m.|Then we eat.")]
    [InlineData("At 5 P.M. Dr. Lund came.| He sat.")]
    [InlineData("We waited until about 5 p.m. Dr. Lund came.", "We waited until about 5 p.m.|Dr. Lund came.")]
    [InlineData("Stop! — and then go.")]
    [InlineData("Stop!| — Then go.")]
    [InlineData("I thought... I'd go.")]
    [InlineData("I thought... She left.", "I thought...|She left.")]
    [InlineData("I thought... 12 people came.")]
    [InlineData("I thought....| 12 people came.")]
    [InlineData("I thought . . . She left.")]
    [InlineData("\"But I—\"| He stopped.")]
    [InlineData("\"But I--\"| He stopped.")]
    [InlineData("\"But I-\" He stopped.")]
    [InlineData("He (?) came [!] and left.| Nobody saw.")]
    [InlineData("(He came home.)| She did not.")]
    [InlineData("He came (at 5 p.m.) Monday.| She did not.")]
    [InlineData("Was it late\n? It was.", "Was it late\n?|It was.")]
    [InlineData("He came\n, and she left.")]
    [InlineData("Buy milk • eggs ▪ bread", "Buy milk|• eggs|▪ bread")]
    [InlineData("so it is.[3]| Then it went.")]
    [InlineData("so it is.[1,2][3]| Then it went.")]
    [InlineData("so it is.3 4| Then it went.")]
    [InlineData("so it is.[3]")]
    [InlineData("so it is.[3] then it went.")]
    [InlineData("He weighs 3.5 Then more.")]
    [InlineData("See the house.Garden paths are there.", "See the house.|Garden paths are there.")]
    [InlineData("See the Xqzv.Garden paths are there.")]
    [InlineData("Go home!Nobody is here.", "Go home!|Nobody is here.")]
    [InlineData("Read user@house.Garden or /etc/house.Garden now.")]
    [InlineData("Call house.Garden(3) and house.Garden_two.")]
    [InlineData("He said so?Then he left.", "He said so?|Then he left.")]
    [InlineData("See Vol. II. It is long.", "See Vol. II.|It is long.")]
    [InlineData("See No. I have none.", "See No.|I have none.")]
    [InlineData("Vol. XIV is lost.| Vol.| DEAD is not.")]
    [InlineData("See Fig. A for it.| Look.")]
    [InlineData("See Fig. A Big dog.", "See Fig.|A Big dog.")]
    [InlineData("You and I. Then the others.", "You and I.|Then the others.")]
    [InlineData("\"Go!\" Mrs. T. Brown shouted.| \"No.\"")]
    [InlineData("\"Go!\" Then Brown shouted.", "\"Go!\"|Then Brown shouted.")]
    [InlineData("\"Go!\" Ann Mary Jane Sue said.", "\"Go!\"|Ann Mary Jane Sue said.")]
    [InlineData("\"Go!\" Ann left and said no.", "\"Go!\"|Ann left and said no.")]
    [InlineData("Nice 👍 The end", "Nice 👍|The end")]
    [InlineData("Nice 👍 the end")]
    [InlineData("Nice 👍The end")]
    [InlineData("Go! 👍 the end", "Go! 👍|the end")]
    [InlineData("Go!\n👍 Go", "Go!|👍 Go")]
    [InlineData("One\u2029\u2029two", "One|two")]
    [InlineData("The title of it all \nand so on")]
    [InlineData("The title of it all\nand so on", "The title of it all|and so on")]
    [InlineData("The title of it all\nAnd so on", "The title of it all|And so on")]
    [InlineData("We saw Dr.\nSmith there.")]
    [InlineData("We saw Dr.\n\nSmith was there.", "We saw Dr.|Smith was there.")]
    [InlineData("It was cold.\nSmith was there.", "It was cold.|Smith was there.")]
    [InlineData("The title of it all \n(and so on)")]
    [InlineData("The title of it all\n(and so on)", "The title of it all|(and so on)")]
    public void Split_Text_EndsWhereTheBarIs(string text, string? expected = null) =>
        Assert.Equal(
            string.Join('|', (expected ?? text).Split('|').Select(sentence => sentence.Trim())),
            string.Join(
                '|',
                SentenceSplitter.Split(text.Replace("|", "", StringComparison.Ordinal)).Select(one => one.Text)
            )
        );

    [Theory]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    public void Split_Gap_EndsASentenceOnceItIsWide(int blanks, int sentences) =>
        Assert.Equal(sentences, SentenceSplitter.Split("a wide" + new string(' ', blanks) + "gap").Count);
}
