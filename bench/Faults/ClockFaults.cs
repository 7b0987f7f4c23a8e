using System.Globalization;
using VoiceSmith.Contracts;

namespace VoiceSmith.Bench.Faults;

/// <summary>A clock set back and forward while a server speaks, publishes and trains. Needs libfaketime.</summary>
internal sealed class ClockFaults(WorkFolder work, Outcome outcome)
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ];

    /// <param name="rounds">Times that the clock is set back by more and more, and forward again.</param>
    public async Task RunAsync(int rounds)
    {
        if (Libraries.FirstOrDefault(File.Exists) is not { } library)
        {
            outcome.Count("skipped_without_faketime");
            return;
        }
        var (data, clock) = (Directory.CreateDirectory(work.In("data")).FullName, work.In("clock"));
        await File.WriteAllTextAsync(clock, "+0");
        await using var server = new FaultyServer(work, data);
        server.Environment["LD_PRELOAD"] = library;
        server.Environment["FAKETIME_TIMESTAMP_FILE"] = clock;
        server.Environment["FAKETIME_NO_CACHE"] = "1";
        server.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        await server.StartAsync();
        await using (var all = new Work(work, server, outcome))
        {
            await all.BeginAsync();
            for (var round = 1; round <= rounds; round++)
                foreach (var hours in new[] { -round * 24 * 7, round * 24 * 30, 0 })
                {
                    await File.WriteAllTextAsync(clock, hours.ToString("+0;-0", CultureInfo.InvariantCulture) + "h");
                    await all.ProgressAsync(4, trains: hours == 0);
                    await all.CheckAsync($"round {round}, clock {hours} h off");
                    outcome.Count("clock_changes");
                }
            await File.WriteAllTextAsync(clock, "-8760h");
            await all.ProgressAsync(4, trains: false);
        }
        string version;
        await using (var client = server.Client())
            version = (await client.Voices.PublishAsync(work.VoiceOf(1))).Version;
        server.Signal("TERM");
        await server.EndAsync();
        await File.WriteAllTextAsync(clock, "+0");
        await server.StartAsync();
        await using var found = server.Client();
        var current = (await found.Voices.VersionsAsync("tiny")).Current;
        outcome.Require(current == version, $"version {version} was published a year ago, and {current} speaks");
    }
}
