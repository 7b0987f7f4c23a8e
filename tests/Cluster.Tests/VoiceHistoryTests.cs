using VoiceSmith.Cluster.Voices;

namespace VoiceSmith.Cluster.Tests;

public sealed class VoiceHistoryTests
{
    [Theory]
    [InlineData("speak 1", "1", null)]
    [InlineData("speak 1, compare 2", "1", "2")]
    [InlineData("speak 1, compare 2, drop 2", "1", null)]
    [InlineData("speak 1, compare 2, speak 2", "2", null)]
    [InlineData("speak 1, compare 2, speak 2, speak 1", "1", null)]
    [InlineData("speak 1, compare 2, speak 3", "3", "2")]
    [InlineData("compare 2", null, "2")]
    public void History_OfChanges_TellsWhatSpeaksAndWhatIsCompared(string changes, string? current, string? compared)
    {
        var history = new VoiceHistory(
            changes
                .Split(", ")
                .Select(change => change.Split(' '))
                .Select(parts => new VoiceChange
                {
                    Kind = Enum.Parse<VoiceChangeKind>(parts[0], ignoreCase: true),
                    Voice = new("anna", parts[1], "en-US", [], 22050, 0, ""),
                })
        );
        Assert.Equal(current, history.Current?.Voice.Version);
        Assert.Equal(compared, history.Compared?.Voice.Version);
    }
}
