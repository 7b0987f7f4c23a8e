using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.G2P;

namespace VoiceSmith.Training.Tests;

public sealed class GraphoneTrainerTests
{
    private static readonly PronouncedExample[] Words =
    [
        .. PronouncingLexicon
            .English.Entries()
            .Where(entry =>
                entry.Word.Length is > 2 and < 6 && entry.Word[0] is 'b' or 's' && entry.Word.All(char.IsLetter)
            )
            .SelectMany(entry => entry.Pronunciations, (entry, phones) => new PronouncedExample(entry.Word, phones)),
    ];

    private static readonly GraphoneModel[] Models = GraphoneTrainer.Train(Words, order: 4);

    private static GraphoneModel Model => Models[0];

    [Theory]
    [InlineData("sip", "S IH1 P", "SH IH1 P")]
    [InlineData("ship", "SH IH1 P", "S HH IH1 P")]
    [InlineData("back", "B AE1 K", "B AE1 K K")]
    [InlineData("bite", "B AY1 T", "B IH1 T EH0")]
    [InlineData("boss", "B AO1 S", "B AO1 Z S")]
    public void LogProbability_UsualSpelling_IsHigher(string word, string usual, string odd) =>
        Assert.All(Models, model => Assert.True(LogProbability(model, word, usual) > LogProbability(model, word, odd)));

    [Fact]
    public void LogProbability_NoAlignment_IsLowAndFinite() =>
        Assert.InRange(LogProbability(Model, "b", "S T R EH1 NG K TH S"), -1000, LogProbability(Model, "sbs", "S") - 5);

    [Fact]
    public void Write_Read_SameProbabilities()
    {
        var model = Models[1];
        using var stream = new MemoryStream();
        model.Write(stream);
        stream.Position = 0;
        var read = GraphoneModel.Read(stream, "graphones");
        Assert.All(
            Words.Take(200),
            word =>
                Assert.Equal(
                    LogProbability(model, word.Word, string.Join(' ', word.Phones)),
                    LogProbability(read, word.Word, string.Join(' ', word.Phones))
                )
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void Read_Damaged_SaysSo(int length)
    {
        using var stream = new MemoryStream();
        Model.Write(stream);
        stream.SetLength(length);
        stream.Position = 0;
        Assert.Equal("VS2003", Assert.Throws<VoiceSmithException>(() => GraphoneModel.Read(stream, "graphones")).Code);
    }

    private static float LogProbability(GraphoneModel model, string word, string phones) =>
        model.LogProbability(
            WordCodec.Pack(WordCodec.Letters(word)!),
            WordCodec.Pack(WordCodec.Sounds(Arpabet.Parse(phones)))
        );
}
