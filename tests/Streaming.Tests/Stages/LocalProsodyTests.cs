using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Streaming.Tests.Stages;

public sealed class LocalProsodyTests
{
    [Fact]
    public void Controls_QuestionAnsweredByYesOrNo_RiseFromTheLastStressedVowel()
    {
        var (phonemes, controls) = ControlsOf("Would you like some coffee?");
        var nucleus = phonemes.ToList().FindLastIndex(symbol => symbol.EndsWith('1'));
        Assert.Equal(["F", "IY0"], phonemes.Skip(nucleus + 1).Take(2)); // of "coffee"
        Assert.All(controls!.Take(nucleus), one => Assert.Equal(0, one.PitchSemitones));
        var rise = controls!.Skip(nucleus).Take(3).Select(one => one.PitchSemitones).ToArray();
        Assert.True(rise[0] > 0 && rise[1] > rise[0] && rise[2] > rise[1], string.Join(" ", rise));
        Assert.All(controls!, one => Assert.Equal((1, 0), (one.Rate, one.EnergyDb)));
    }

    [Theory]
    [InlineData("Where is it?")]
    [InlineData("It is here.")]
    [InlineData("?")]
    public void Controls_OtherSentences_AreThoseOfTheVoice(string text) => Assert.Null(ControlsOf(text).Controls);

    private static (IReadOnlyList<string> Phonemes, PhonemeControls[]? Controls) ControlsOf(string text)
    {
        var spoken = new TextNormalizer().Normalize(text);
        var phonemes = new EnglishPhonemizer().Phonemize(spoken);
        var sentence = new SpokenSentence(new(0, text, new(0, text.Length), TimeSpan.Zero), spoken);
        return (
            [.. phonemes.Select(phoneme => phoneme.Symbol)],
            new LocalProsody(sentence).Controls(phonemes, pauses: 1)
        );
    }
}
