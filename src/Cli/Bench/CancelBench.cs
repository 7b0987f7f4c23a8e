using System.Diagnostics;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Time from a client's cancelling of its stream until the engine has ended the utterance: no job of it runs, its voice
/// is given back.
/// </summary>
internal static class CancelBench
{
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="runs">Utterances cancelled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var server = await BenchServer.StartAsync(voice, [], cancellationToken);
        await using var client = await server.ConnectAsync(cancellationToken);
        var (random, text, freed) = (new Random(1), BenchTexts.OfWords(200), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var (frames, clock) = (random.Next(60), new Stopwatch());
            try
            {
                await foreach (var happened in client.SpeakAsync(text, leave.Token))
                {
                    if (happened is not AudioEvent || frames-- > 0 || clock.IsRunning)
                        continue;
                    clock.Start();
                    await leave.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // As wanted.
            }
            while (server.Engine.Speaking > 0)
                await Task.Yield();
            freed.Add(clock.Elapsed.TotalMilliseconds);
        }
        var all = new Percentiles(freed);
        return new()
        {
            ["p50_ms"] = Math.Round(all[0.5], 1),
            ["p99_ms"] = Math.Round(all[0.99], 1),
            ["max_ms"] = Math.Round(all[1], 1),
            ["runs"] = runs,
        };
    }
}
