using CsCheck;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemes.Homographs;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Tests.Phonemizers;

namespace VoiceSmith.Text.Tests.Phonemes.Homographs;

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
        Gen.Select(Gen.String, Gen.Int[-3, 50])
            .Sample((sentence, start) => Assert.NotNull(HomographReader.English.Choose("read", start, sentence)));

    [Fact]
    public void Collocations_LabelledSentences_AreNeverWrong()
    {
        var decided = 0;
        foreach (var line in File.ReadLines(SharedData.File("text/homographs/train.tsv")).Skip(1))
            if (
                line.Split('\t') is [var word, var reading, var start, _, var sentence]
                && Collocations.Knows(word)
                && new SentenceWords(sentence) is var words
                && Collocations.Decide(word, words, words.IndexAt(int.Parse(start))) is { } chosen
            )
            {
                decided++;
                Assert.True(chosen == reading, $"{word}: {sentence}");
            }
        Assert.True(decided > 100, $"{decided}");
    }

    /// <summary>Every third of our own sentences was kept from training.</summary>
    [Fact]
    public void Choose_OwnSentencesNeverSeen_MostlyRight()
    {
        var (word, reading, number, words) = ("", "", 0, new HashSet<string>());
        var wrong = new List<string>();
        var asked = 0;
        foreach (
            var line in File.ReadLines(GoldenData.File("homographs.txt"))
                .Where(line => line.Length > 0 && line[0] != '#')
        )
        {
            if (line is ['[', .. var head, ']'])
            {
                (word, reading, number) = (head.Split(' ')[0], head.Split(' ')[1], 0);
                words.Add(word);
                continue;
            }
            if (++number % 3 != 0)
                continue;
            asked++;
            var start = System
                .Text.RegularExpressions.Regex.Match(
                    line,
                    $@"\b{word}\b",
                    System.Text.RegularExpressions.RegexOptions.IgnoreCase
                )
                .Index;
            if (HomographReader.English.Choose(word, start, line) is var chosen && chosen != reading)
                wrong.Add($"{chosen}, not {reading}: {line}");
        }
        Assert.True(words.Count >= 60 && asked > 200);
        Assert.True(wrong.Count <= 0.07 * asked, $"{wrong.Count} of {asked} are wrong:\n{string.Join('\n', wrong)}");
    }

    /// <summary>
    /// Every twentieth sentence was kept from training. The floors are for readings as they come, and for the mean over
    /// readings.
    /// </summary>
    [Fact]
    public void Choose_SentencesNeverSeen_MostlyRight()
    {
        var answers = File.ReadLines(SharedData.File("text/homographs/train.tsv"))
            .Skip(1)
            .Where((_, i) => i % 20 == 0)
            .Select(line => line.Split('\t'))
            .Select(parts =>
                (
                    Reading: parts[1],
                    Right: HomographReader.English.Choose(parts[0], int.Parse(parts[2], null), parts[4]) == parts[1]
                        ? 1
                        : 0
                )
            )
            .ToArray();
        var micro = answers.Average(answer => answer.Right);
        var macro = answers.GroupBy(answer => answer.Reading).Average(group => group.Average(answer => answer.Right));
        Assert.True(micro >= 0.97 && macro >= 0.92, $"{answers.Length} sentences: micro {micro:P1}, macro {macro:P1}");
    }
}
