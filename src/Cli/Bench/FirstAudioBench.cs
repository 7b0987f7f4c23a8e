using System.Diagnostics;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>Latency of one listener from the request to the first frame of sound at the client.</summary>
internal static class FirstAudioBench
{
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="runs">Requests of each kind.</param>
    /// <param name="training">
    /// Place of training, as Training:Place: half of the idle requests come before it and half after; null for
    /// idle alone.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int runs,
        string? training,
        CancellationToken cancellationToken
    )
    {
        var folder = TrainingLoad.NewFolder();
        await using var server = await BenchServer.StartAsync(
            voice,
            training is null ? [] : TrainingLoad.Settings(training, folder),
            cancellationToken
        );
        await using var client = await server.ConnectAsync(cancellationToken);
        await MeasureAsync(client, BenchTexts.Sentences[1], cancellationToken); // the connection's own first time
        var idle = new Waits();
        if (training is null)
        {
            await idle.AddAsync(client, 0, runs, cancellationToken);
            return idle.Figures(runs);
        }
        await idle.AddAsync(client, 0, runs / 2, cancellationToken);
        var busy = new Waits();
        long steps;
        var clock = Stopwatch.StartNew();
        await using (var load = await TrainingLoad.StartAsync(server, folder, TrainingLoad.Steps, cancellationToken))
        {
            clock.Restart();
            await busy.AddAsync(client, 0, runs, cancellationToken);
            clock.Stop();
            steps = await load.StepsAsync(cancellationToken);
        }
        await idle.AddAsync(client, runs / 2, runs, cancellationToken);
        var figures = busy.Figures(runs);
        var alone = idle.Figures(runs);
        foreach (var name in new[] { "p50_ms", "p95_ms", "long_text_p50_ms", "long_text_p95_ms" })
        {
            figures["idle_" + name] = alone[name];
            figures["ratio_" + name.Replace("_ms", "")] = Math.Round((double)figures[name] / (double)alone[name], 2);
        }
        (figures["training_steps"], figures["training_seconds"]) = (steps, Math.Round(clock.Elapsed.TotalSeconds, 1));
        return figures;
    }

    /// <summary>The wait for the first frame; then the utterance is cancelled.</summary>
    internal static async Task<Wait> MeasureAsync(
        VoiceSmithClient client,
        string text,
        CancellationToken cancellationToken
    )
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var first = new Wait(double.NaN, double.NaN);
        try
        {
            await foreach (var happened in client.SpeakAsync(new() { MaxLead = 0.5 }, text, leave.Token))
            {
                if (happened is not AudioEvent || !double.IsNaN(first.Wall))
                    continue;
                first = new(clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
                await leave.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Left on purpose, once the first sound was there.
        }
        await Task.Delay(30, cancellationToken); // what it left behind is not the next one's wait
        return first;
    }

    /// <summary>
    /// Milliseconds by the clock, and of processors: server and client, and what the server makes ahead meanwhile.
    /// </summary>
    internal readonly record struct Wait(double Wall, double Cpu);

    /// <summary>Waits for sentences, and for a long text after every fifth.</summary>
    private sealed class Waits
    {
        private static readonly string LongText = BenchTexts.OfWords(2000);
        private readonly List<Wait> _sentences = [],
            _texts = [];

        public async Task AddAsync(VoiceSmithClient client, int from, int to, CancellationToken cancellationToken)
        {
            for (var run = from; run < to; run++)
            {
                _sentences.Add(
                    await MeasureAsync(
                        client,
                        BenchTexts.Sentences[run % BenchTexts.Sentences.Count],
                        cancellationToken
                    )
                );
                if (run % 5 == 0)
                    _texts.Add(await MeasureAsync(client, LongText, cancellationToken));
            }
        }

        public Dictionary<string, object> Figures(int runs)
        {
            var (all, many) = (
                new Percentiles(_sentences.Select(wait => wait.Wall)),
                new Percentiles(_texts.Select(wait => wait.Wall))
            );
            var (cpu, manyCpu) = (
                new Percentiles(_sentences.Select(wait => wait.Cpu)),
                new Percentiles(_texts.Select(wait => wait.Cpu))
            );
            return new()
            {
                ["p50_ms"] = Math.Round(all[0.5], 1),
                ["p95_ms"] = Math.Round(all[0.95], 1),
                ["min_ms"] = Math.Round(all[0], 1),
                ["max_ms"] = Math.Round(all[1], 1),
                ["long_text_p50_ms"] = Math.Round(many[0.5], 1),
                ["long_text_p95_ms"] = Math.Round(many[0.95], 1),
                ["cpu_p50_ms"] = Math.Round(cpu[0.5], 1),
                ["cpu_p95_ms"] = Math.Round(cpu[0.95], 1),
                ["long_text_cpu_p50_ms"] = Math.Round(manyCpu[0.5], 1),
                ["runs"] = runs,
            };
        }
    }
}
