using System.Diagnostics;

namespace VoiceSmith.Cli.Bench;

/// <summary>Number of listeners that play in real time without an underrun.</summary>
internal static class StreamsBench
{
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="door">One of <see cref="BenchDoors.Names"/>.</param>
    /// <param name="listeners">All at once; they begin within the first five seconds.</param>
    /// <param name="seconds">Duration of listening.</param>
    /// <param name="maxLead">Seconds that a stream may be ahead of its playback.</param>
    /// <param name="device">See <see cref="Streaming.StreamingOptions.Device"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        string door,
        int listeners,
        int seconds,
        double maxLead,
        string device,
        CancellationToken cancellationToken
    )
    {
        await using var server = await BenchServer.StartAsync(
            voice,
            [
                "--Streaming:MaxUtterances",
                $"{listeners + 1}",
                "--Streaming:MaxLoad",
                "0",
                "--Streaming:Device",
                device,
                .. BenchDoors.Settings(door),
            ],
            cancellationToken
        );
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var heard = await Task.WhenAll(
            Enumerable
                .Range(0, listeners)
                .Select(async number =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(5.0 * number / listeners), cancellationToken);
                    return await RealTimeListener.ListenAsync(
                        door,
                        server,
                        number,
                        seconds,
                        maxLead,
                        cancellationToken
                    );
                })
        );
        var first = new Percentiles(heard.Select(listener => listener.FirstMs));
        var gaps = new Percentiles(heard.SelectMany(listener => listener.GapsMs));
        return new()
        {
            ["door"] = door,
            ["listeners"] = listeners,
            ["underruns"] = heard.Sum(listener => listener.Underruns.Count),
            ["seconds"] = seconds,
            ["first_audio_p50_ms"] = Math.Round(first[0.5], 1),
            ["first_audio_p95_ms"] = Math.Round(first[0.95], 1),
            ["first_audio_max_ms"] = Math.Round(first[1], 1),
            ["gap_p95_ms"] = Math.Round(gaps[0.95], 1),
            ["gap_max_ms"] = Math.Round(gaps[1], 1),
            ["shortest_buffer_ms"] = Math.Round(heard.Min(listener => listener.LeastBufferedMs), 1),
            ["audio_seconds"] = Math.Round(heard.Sum(listener => listener.AudioSeconds), 1),
            ["cores_busy"] = Math.Round((Environment.CpuUsage.TotalTime - cpu) / clock.Elapsed, 2),
        };
    }
}
