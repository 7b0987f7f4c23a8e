using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Models.G2P;
using VoiceSmith.Testing;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.G2P;

public sealed class DeepPhonemizerGoldenTests
{
    [Fact]
    public void ForwardTransformer_GoldenWords_GivesGoldenPhonemes()
    {
        var golden = Golden.Open("deepphonemizer_forward");
        using var scope = NewDisposeScope();
        using var model = new ForwardTransformer(
            new()
            {
                Graphemes = 40,
                Phonemes = 30,
                Channels = 32,
                FeedForwardChannels = 64,
                Layers = 2,
                Heads = 4,
            }
        );
        using (no_grad())
            foreach (var (key, value) in model.state_dict())
                if (key == "pos_encoder.pe")
                    golden.AssertClose("weights/pos_encoder.pe_first16", value.narrow(0, 0, 16), floor: 1e-5);
                else
                    value.copy_(golden["weights/" + key]);
        model.eval();
        var logits = model.call(golden["in/text"]);
        golden.AssertClose("out/logits", logits, floor: 1e-5);
        for (var word = 0; word < 2; word++)
        {
            var phonemes = ForwardTransformer.Decode(logits[word]);
            var expected = golden["out/tokens"][word].data<long>().ToArray();
            Assert.Equal(expected.Where(id => id != 0), phonemes.Select(phoneme => (long)phoneme.Id));
            var probabilities = golden["out/probs"][word].data<float>().ToArray();
            Assert.All(
                phonemes.Index(),
                phoneme => Assert.Equal(probabilities[phoneme.Index], phoneme.Item.Probability, 1e-5)
            );
        }
    }

    [Fact]
    public void Vocabulary_GoldenTables_AreTheReferences()
    {
        var golden = JsonNode.Parse(File.ReadAllText(Golden.Locate("deepphonemizer_tokenizer.json")))!;
        Assert.Equal(DeepPhonemizerVocabulary.Repeats, golden["char_repeats"]!.GetValue<int>());
        Assert.Equal(Table(golden["text_vocab"]!), DeepPhonemizerVocabulary.Graphemes.Symbols);
        Assert.Equal(Table(golden["phoneme_vocab"]!), DeepPhonemizerVocabulary.Phonemes.Symbols);
        foreach (var sample in golden["cases"]!.AsArray())
            Assert.Equal(
                sample!["ids"]!.AsArray().Select(id => id!.GetValue<int>()),
                DeepPhonemizerVocabulary.Encode(sample["word"]!.GetValue<string>())
            );
    }

    [Fact]
    public void Sounds_DecodedIds_StopAtTheEnd() =>
        Assert.Equal(
            "hə",
            DeepPhonemizerVocabulary.Sounds([
                2,
                IpaInventory.Inventory.IdOf("h"),
                0,
                IpaInventory.Inventory.IdOf("ə"),
                3,
                IpaInventory.Inventory.IdOf("l"),
            ])
        );

    private static IEnumerable<string> Table(JsonNode vocabulary) =>
        vocabulary.AsObject().OrderBy(entry => entry.Value!.GetValue<int>()).Select(entry => entry.Key);
}
