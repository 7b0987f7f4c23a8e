using System.Diagnostics;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// The wait for the first sound by every door, in turn on one server, so that all meet the same conditions. In each
/// round all doors speak the same sentence, in another order.
/// </summary>
internal static class DoorsBench
{
    private const string Hub = "hub";

    private static readonly string[] Doors = [Hub, "openai", "openai-wav", "openai-opus", "wyoming"];

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="runs">Requests by each door.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var server = await BenchServer.StartAsync(
            voice,
            BenchDoors.Settings("wyoming"),
            cancellationToken
        );
        await using var client = await server.ConnectAsync(cancellationToken);
        var waits = Doors.ToDictionary(door => door, _ => new List<double>());
        var (random, order) = (new Random(1), Doors.ToArray());
        for (var run = -1; run < runs; run++) // the first time of each door is its own
        {
            random.Shuffle(order); // none comes behind the same one every time
            foreach (var door in order)
            {
                var text = BenchTexts.Sentences[(run + 1) % BenchTexts.Sentences.Count];
                var wait = await MeasureAsync(door, server, client, text, cancellationToken);
                if (run >= 0)
                    waits[door].Add(wait);
            }
        }
        var figures = new Dictionary<string, object>();
        var hub = new Percentiles(waits[Hub])[0.5];
        foreach (var (door, all) in waits)
        {
            var percentiles = new Percentiles(all);
            figures[$"{door}_p50_ms"] = Math.Round(percentiles[0.5], 1);
            figures[$"{door}_p95_ms"] = Math.Round(percentiles[0.95], 1);
            figures[$"{door}_ratio_p50"] = Math.Round(percentiles[0.5] / hub, 2);
        }
        figures["runs"] = runs;
        return figures;
    }

    private static async Task<double> MeasureAsync(
        string door,
        BenchServer server,
        VoiceSmithClient client,
        string text,
        CancellationToken cancellationToken
    )
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (clock, wait) = (Stopwatch.StartNew(), double.NaN);
        var sounds =
            door == Hub
                ? client
                    .SpeakAsync(new() { MaxLead = 3 }, text, leave.Token)
                    .OfType<AudioEvent>()
                    .Select(sound => new ReceivedSound(1, sound.Pcm.Length / 2))
                : BenchDoors.SpeakAsync(door, server, text, 0, 3, leave.Token);
        try
        {
            await foreach (var _ in sounds.WithCancellation(leave.Token))
                if (double.IsNaN(wait))
                {
                    wait = clock.Elapsed.TotalMilliseconds;
                    await leave.CancelAsync();
                }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Left on purpose, once the first sound was there.
        }
        while (server.Engine.Speaking > 0)
            await Task.Delay(5, cancellationToken); // what it left behind is not the next one's wait
        return wait;
    }
}
