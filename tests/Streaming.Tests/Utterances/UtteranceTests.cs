using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming.Tests.Utterances;

public sealed class UtteranceTests
{
    [Fact]
    public void Stop_ResumedAndNothingSentYet_HasHeardOfWhatAnEarlierStreamSent()
    {
        var utterance = new Utterance(TimeProvider.System) { Request = new() { FromSample = 20_000 } };
        Assert.Equal(500, utterance.Stop(500).Samples);
        Assert.Equal(20_000, utterance.Heard(30_000).Samples);
    }

    [Fact]
    public void Heard_ResumedAndStoppedBeforeItsFirstWord_KnowsTheWordsOfTheEarlierStream()
    {
        var earlier = new Utterance(TimeProvider.System);
        for (var word = 0; word < 10; word++)
            earlier.Note(new WordStarted("word", word * 1000, 900, new(word * 5, word * 5 + 4)));
        var again = new Utterance(TimeProvider.System) { Request = new() { FromSample = 5500 } };
        again.TakeUp(earlier, 5500);
        again.Note(new WordStarted("word", 5000, 900, new(25, 29))); // is sent again, as it sounds at that sample
        Assert.Equal(new HeardText(3000, 14, null), again.Heard(3000));
        Assert.Equal(("word", 24), (again.Heard(5500).Interrupted?.Text, again.Heard(5500).Offset));
    }
}
