using VoiceSmith.Models.G2P;
using VoiceSmith.Testing;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Models.Tests.G2P;

/// <summary>
/// The model that is part of the build, on words that neither it nor the lexicon it is asked beside has seen.
/// </summary>
public sealed class NeuralGraphemeToPhonemeTests(ITestOutputHelper output)
{
    /// <summary>A build from a source without trained weights is allowed: rules speak then.</summary>
    private static NeuralGraphemeToPhoneme English
    {
        get
        {
            Assert.SkipWhen(NeuralGraphemeToPhoneme.English is null, "This build has no grapheme-to-phoneme model.");
            return NeuralGraphemeToPhoneme.English;
        }
    }

    [Fact]
    public void Pronounce_WordsNeverSeen_ReachTheFloor()
    {
        var unseen = File.ReadLines(SharedFolder.Require("text", "cmudict", "valid-words.txt")).ToHashSet();
        var entries = PronouncingLexicon.English.Entries().ToArray();
        var words = entries.Where(entry => unseen.Contains(entry.Word)).ToArray();
        var pronouncer = new WordPronouncer(Without(entries, unseen), English);
        foreach (var group in words.GroupBy(word => pronouncer.Pronounce(word.Word).Source))
            Show(group.Key.ToString(), [.. group], pronouncer);
        var score = Show("all", words, pronouncer);
        Assert.True(score.PhoneErrors <= 0.065, $"{score}");
        Assert.True(score.WordErrors <= 0.275, $"{score}");
    }

    [Theory]
    [InlineData("zwerlkin")]
    [InlineData("quistopher")]
    [InlineData("o'brantigan")]
    public void Pronounce_Twice_TheSame(string word)
    {
        var said = English.Pronounce(word);
        Assert.NotEmpty(said);
        Assert.Equal(said, NeuralGraphemeToPhoneme.EnglishOnDemand.Pronounce(word));
    }

    [Fact]
    public void Phonemizer_UnknownWords_SaysWhoSaidThem()
    {
        var phonemizer = new EnglishPhonemizer(English);
        var spoken = new Text.Normalization.TextNormalizer().Normalize("Zwerlkin the kitchenkeeper reads.");
        Assert.Equal(
            [
                PronunciationSource.Model,
                PronunciationSource.Dictionary,
                PronunciationSource.Compound,
                PronunciationSource.Dictionary,
            ],
            phonemizer.Pronounce(spoken).Select(word => word.Pronunciation.Source)
        );
    }

    private PronunciationScore Show(
        string name,
        (string Word, IReadOnlyList<string[]> Pronunciations)[] words,
        WordPronouncer pronouncer
    )
    {
        var score = PronunciationScore.Of(words, all => [.. all.Select(word => pronouncer.Pronounce(word).Phones)]);
        output.WriteLine(
            $"{name,-12} {words.Length,5} words: PER {score.PhoneErrors:P2}, WER {score.WordErrors:P2}; "
                + $"with stress {score.PhoneErrorsWithStress:P2}, {score.WordErrorsWithStress:P2}"
        );
        return score;
    }

    private static PronouncingLexicon Without(
        IEnumerable<(string Word, IReadOnlyList<string[]> Pronunciations)> entries,
        HashSet<string> unseen
    )
    {
        using var stream = new MemoryStream();
        PronouncingLexiconWriter.Write(
            entries
                .Where(entry => !unseen.Contains(entry.Word))
                .SelectMany(entry => entry.Pronunciations, (entry, phones) => (entry.Word, phones)),
            stream
        );
        stream.Position = 0;
        return PronouncingLexicon.Load(stream);
    }
}
