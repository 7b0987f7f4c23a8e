using CsCheck;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.Text.Tests.Phonemes;

public sealed class HomographReaderTests
{
    [Theory]
    [InlineData("She will *lead the team.", "lead_nou-vrb")]
    [InlineData("The pipes are made of *lead and copper.", "lead_nou")]
    [InlineData("They *live in a small town.", "live_vrb")]
    [InlineData("It was a *live broadcast.", "live_adj")]
    [InlineData("I want to *record the song.", "record_vrb")]
    [InlineData("He broke the world *record.", "record_nou")]
    [InlineData("He plays *bass guitar in a band.", "bass")]
    [InlineData("Please *close the door.", "close_vrb")]
    [InlineData("The *wind blew from the north.", "wind_nou")]
    [InlineData("We had *read the book before.", "read_past")]
    [InlineData("You can *read it online.", "read_present")]
    [InlineData("A single *tear ran down her cheek.", "tear_nou")]
    public void Choose_InContext_TheRightReading(string marked, string reading)
    {
        var start = marked.IndexOf('*', StringComparison.Ordinal);
        var sentence = marked.Remove(start, 1);
        var word = new string([.. sentence.Skip(start).TakeWhile(char.IsLetter)]);
        Assert.Equal(reading, HomographReader.English.Choose(word, start, sentence));
    }

    [Theory]
    [InlineData("house", null)]
    [InlineData("banana", null)]
    public void Choose_OneReading_Null(string word, string? reading)
    {
        if (!HomographReader.English.Contains(word))
            Assert.Equal(reading, HomographReader.English.Choose(word, 0, word));
    }

    [Theory]
    [InlineData("the records are old", "R EH1 K ER0 D Z")]
    [InlineData("she records the songs", "R IH0 K AO1 R D Z")]
    public void Pronounce_Plural_FollowsItsBase(string sentence, string sounds)
    {
        var word = new EnglishPhonemizer().Pronounce(EnglishPhonemizerTests.Spoken(sentence))[1].Pronunciation;
        Assert.Equal((PronunciationSource.Homograph, sounds), (word.Source, string.Join(' ', word.Phones)));
    }

    [Fact]
    public void Choose_AnySentenceAndPlace_NeverFails() =>
        Gen.Select(Gen.String, Gen.Int[-3, 50]).Sample((sentence, start) =>
            Assert.NotNull(HomographReader.English.Choose("read", start, sentence)));

    /// <summary>Every twentieth sentence was kept from training. The floors are for readings as they come, and for the mean over readings.</summary>
    [Fact]
    public void Choose_SentencesNeverSeen_MostlyRight()
    {
        var answers = File.ReadLines(SharedData.File("text/homographs/train.tsv")).Skip(1).Where((_, i) => i % 20 == 0)
            .Select(line => line.Split('\t'))
            .Select(parts => (Reading: parts[1], Right: HomographReader.English.Choose(parts[0], int.Parse(parts[2], null), parts[4]) == parts[1] ? 1 : 0)).ToArray();
        var micro = answers.Average(answer => answer.Right);
        var macro = answers.GroupBy(answer => answer.Reading).Average(group => group.Average(answer => answer.Right));
        Assert.True(micro >= 0.97 && macro >= 0.92, $"{answers.Length} sentences: micro {micro:P1}, macro {macro:P1}");
    }
}
