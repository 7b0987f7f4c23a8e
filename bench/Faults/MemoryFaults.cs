using System.Globalization;
using VoiceSmith.Contracts;

namespace VoiceSmith.Bench.Faults;

/// <summary>A server in a control group with too little memory, and the start after it. Root only.</summary>
internal sealed class MemoryFaults(WorkFolder work, Outcome outcome)
{
    private const string Root = "/sys/fs/cgroup/memory";
    private static readonly int[] Megabytes = [60, 100, 140, 180, 220, 260, 300, 400];

    /// <param name="rounds">Of all limits.</param>
    public async Task RunAsync(int rounds)
    {
        var group = Path.Combine(Root, $"voicesmith-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(group);
            if (!File.Exists(Path.Combine(group, "memory.limit_in_bytes")))
                throw new IOException("It is no control group.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            outcome.Count("skipped_without_control_groups");
            return;
        }
        var data = Directory.CreateDirectory(work.In("data")).FullName;
        try
        {
            for (var round = 0; round < rounds; round++)
                foreach (var limit in Megabytes)
                    await LimitAsync(group, data, limit);
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    private async Task LimitAsync(string group, string data, int megabytes)
    {
        var version = await PublishAsync(data, 1 + megabytes / 20 % 2);
        await File.WriteAllTextAsync(Path.Combine(group, "memory.limit_in_bytes"), $"{(long)megabytes << 20}");
        await using (var limited = new FaultyServer(work, data))
        {
            var started = await limited.TryStartAsync(id =>
                File.WriteAllText(Path.Combine(group, "cgroup.procs"), id.ToString(CultureInfo.InvariantCulture))
            );
            outcome.Count(started ? "started" : "ended_at_the_start");
            for (var publications = 0; started && publications < 10 && limited.IsRunning; publications++)
                try
                {
                    await using var client = limited.Client();
                    version = (await client.Voices.PublishAsync(work.VoiceOf(1 + publications % 2))).Version;
                    await client.SpeakAsync("Is there room? A little more, perhaps.").CountAsync();
                    outcome.Count("published_and_spoken");
                }
                catch (Exception error) when (error is VoiceSmithException or IOException)
                {
                    outcome.Count("refused_or_killed");
                }
            outcome.Count(limited.IsRunning ? "survived" : "killed");
            Console.Error.WriteLine($"{megabytes} MB: {(limited.IsRunning ? "survived" : "ended")}");
        }
        await using var again = new FaultyServer(work, data);
        await again.StartAsync();
        await using var found = again.Client();
        var current = (await found.Voices.VersionsAsync("tiny")).Current;
        outcome.Require(current.Length > 0, "no version speaks");
        var kept = (await found.Voices.VersionsAsync("tiny")).Versions.Any(one => one.Version == version);
        outcome.Require(kept, $"{megabytes} MB: the version {version} is lost");
        await found.SpeakAsync("There is room.").CountAsync();
    }

    private async Task<string> PublishAsync(string data, int number)
    {
        await using var server = new FaultyServer(work, data);
        await server.StartAsync();
        await using var client = server.Client();
        return (await client.Voices.PublishAsync(work.VoiceOf(number))).Version;
    }
}
