using System.Text.Json.Nodes;
using VoiceSmith.Testing;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Text.Tests.Phonemizers;

public sealed class EspeakPhonemizerTests
{
    /// <summary>The golden file tokenizer.json: the reference's table and what it makes of IPA.</summary>
    [Fact]
    public void IpaInventory_GoldenTable_IsTheReferences()
    {
        var golden = JsonNode.Parse(File.ReadAllText(GoldenData.File("tokenizer.json")))!;
        var table = golden["vocab_acoustic"]!
            .AsObject()
            .OrderBy(entry => entry.Value!.GetValue<int>())
            .Select(entry => entry.Key);
        Assert.Equal(table, IpaInventory.Inventory.Symbols);
        foreach (var sample in golden["cases"]!.AsArray())
            Assert.Equal(
                sample!["ids"]!.AsArray().Select(id => id!.GetValue<int>()),
                IpaInventory.Encode(sample["ipa"]!.GetValue<string>(), $"<{sample["language"]!.GetValue<string>()}>")
            );
    }

    [Fact]
    public void Phonemize_Sentence_GivesSymbolsWithTheirPlace()
    {
        Programs.SkipWithout("espeak-ng");
        var text = new SpokenText("Hello, world!", [Word("Hello", 0), Mark(",", 5), Word("world", 7), Mark("!", 12)]);
        var phonemes = new EspeakPhonemizer(new()).Phonemize(text);
        Assert.Equal(
            "<en_us>|h|ə|l|ˈ|o|ʊ|,| |w|ˈ|ɜ|ː|l|d|!| |<end>",
            string.Join('|', phonemes.Select(phoneme => phoneme.Symbol))
        );
        Assert.Equal(new TextSpan(7, 12), phonemes.Single(phoneme => phoneme.Symbol == "ɜ").Source);
        Assert.Equal(2, phonemes.Single(phoneme => phoneme.Symbol == "ɜ").Token);
    }

    [Fact]
    public void Phonemize_WordsThatRunTogetherOrLookLikeOptions_StayInOrder()
    {
        Programs.SkipWithout("espeak-ng");
        string[] words = ["-v", "one", "of", "the", "dogs", "déjà", "vu"];
        var text = new SpokenText(
            string.Join(' ', words),
            [.. words.Select((word, i) => Word(word, string.Join(' ', words.Take(i)).Length + Math.Min(i, 1)))]
        );
        var phonemes = new EspeakPhonemizer(new()).Phonemize(text);
        Assert.DoesNotContain(phonemes, phoneme => phoneme.Symbol == "(");
        var tokens = phonemes.Where(phoneme => phoneme.Token >= 0).Select(phoneme => phoneme.Token).ToArray();
        Assert.Equal(tokens.Order(), tokens);
        Assert.Equal(0, tokens[0]);
    }

    [Fact]
    public void Phonemize_NothingToSay_GivesTheBorders()
    {
        var phonemes = new EspeakPhonemizer(new("no-such-program")).Phonemize(new SpokenText("", []));
        Assert.Equal(["<en_us>", " ", "<end>"], phonemes.Select(phoneme => phoneme.Symbol));
    }

    [Fact]
    public void Phonemize_WithoutEspeak_SaysWhatToInstall()
    {
        var error = Assert.Throws<VoiceSmithException>(() =>
            new EspeakPhonemizer(new("no-such-program")).Phonemize(new SpokenText("a", [Word("a", 0)]))
        );
        Assert.Equal("VS1010", error.Code);
        Assert.Contains("apt install", error.Fix, StringComparison.Ordinal);
    }

    private static SpokenToken Word(string text, int start) =>
        new(SpokenTokenKind.Word, text, new(start, start + text.Length));

    private static SpokenToken Mark(string text, int start) =>
        new(SpokenTokenKind.Punctuation, text, new(start, start + text.Length), "mark");
}
