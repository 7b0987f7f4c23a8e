using Microsoft.Extensions.Options;
using VoiceSmith.Doors.Mcp;

namespace VoiceSmith.Doors.Tests.Mcp;

public sealed class SoundLinksTests
{
    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public void ALink_LivesAsLongWhateverTheTimeOfDayIs(int days)
    {
        var time = new OddTime();
        var options = new McpOptions();
        var links = new SoundLinks(Options.Create(options), time);
        var id = links.Add([1], "audio/wav");
        time.OfDay = TimeSpan.FromDays(days);
        Assert.NotNull(links.Find(id));
        time.Passed = options.LinkLifetime + TimeSpan.FromSeconds(1);
        Assert.Null(links.Find(id));
    }

    private sealed class OddTime : TimeProvider
    {
        public TimeSpan OfDay { get; set; }

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50) + Passed + OfDay;
    }
}
