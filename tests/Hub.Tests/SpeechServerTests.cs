using VoiceSmith.Doors.Errors;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Tests;

public sealed class SpeechServerTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("--Streaming:StageCapacity", "0", "StageCapacity")]
    [InlineData("--Streaming:FrameDuration", "00:00:09", "FrameDuration")]
    [InlineData("--Streaming:Workers", "many", "Workers")]
    public async Task BuildAsync_BadOption_SaysWhich(string option, string value, string named)
    {
        using var voices = Voices();
        var error = await Assert.ThrowsAsync<ServerOptionException>(() =>
            SpeechServer.BuildAsync([option, value], voices)
        );
        Assert.Equal("VS4009", error.Code);
        Assert.Contains(named, error.Why, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task RunAsync_AddressTaken_SaysSo()
    {
        await using var first = new RunningServer();
        await first.InitializeAsync();
        var second = await SpeechServer.BuildAsync(["--urls", first.Address.ToString()], Voices());
        var error = await Assert.ThrowsAsync<AddressTakenException>(() =>
            SpeechServer.RunAsync(second, TestContext.Current.CancellationToken)
        );
        Assert.Equal("VS4007", error.Code);
        Assert.Contains(
            first.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            error.Urls,
            StringComparison.Ordinal
        );
    }

    private static VoiceRegistry Voices()
    {
        var voices = new VoiceRegistry();
        voices.Publish(new FakeVoice());
        return voices;
    }
}
