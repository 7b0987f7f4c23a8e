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
}
