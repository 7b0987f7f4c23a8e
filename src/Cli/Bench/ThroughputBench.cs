using System.Diagnostics;
using VoiceSmith.Models.Layers;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>Seconds of sound per second that an engine makes for many utterances at once, as fast as it can.</summary>
internal static class ThroughputBench
{
    private const int WordsOfUtterance = 40, WarmUpUtterances = 2;

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="options">Device, batch sizes and workers.</param>
    /// <param name="utterances">Utterances at a time, one measurement for each.</param>
    /// <param name="runs">Runs of each measurement, of which the median counts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        StreamingOptions options,
        IReadOnlyList<int> utterances,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var devices = options.FindDevices();
        using var voices = new VoiceRegistry();
        voices.Publish(ModelVoice.Load(devices, device => Models.Voice.LoadNamed(voice, device)));
        using var engine = new SpeechEngine(
            voices,
            new()
            {
                Device = options.Device,
                BatchSizes = options.BatchSizes,
                Workers = options.Workers,
                MaxUtterances = Math.Max(WarmUpUtterances, utterances.Max()),
            },
            TimeProvider.System
        );
        var figures = new Dictionary<string, object>
        {
            ["devices"] = devices.All.Select(device => device.ToString()).ToArray(),
            ["batch_sizes"] = devices.Sizes?.All ?? [],
        };
        await RunAsync(engine, WarmUpUtterances, cancellationToken); // warms up
        foreach (var count in utterances)
        {
            var results = new List<Result>();
            for (var run = 0; run < runs; run++)
                results.Add(await RunAsync(engine, count, cancellationToken));
            var first = new Percentiles(results.SelectMany(result => result.FirstMs));
            figures[$"times_real_time_{count}"] = Math.Round(
                new Percentiles(results.Select(result => result.TimesRealTime))[0.5],
                2
            );
            figures[$"first_audio_p50_ms_{count}"] = Math.Round(first[0.5], 1);
            figures[$"first_audio_p95_ms_{count}"] = Math.Round(first[0.95], 1);
        }
        return figures;
    }

    private static async Task<Result> RunAsync(SpeechEngine engine, int count, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var spoken = await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(number => Task.Run(() => SpeakAsync(engine, number, cancellationToken), cancellationToken))
        );
        return new(spoken.Sum(one => one.Seconds) / clock.Elapsed.TotalSeconds, [.. spoken.Select(one => one.FirstMs)]);
    }

    private static async Task<(double Seconds, double FirstMs)> SpeakAsync(
        SpeechEngine engine,
        int number,
        CancellationToken cancellationToken
    )
    {
        var (clock, firstMs, seconds, rate) = (Stopwatch.StartNew(), double.NaN, 0.0, 1);
        var text =
            BenchTexts.Sentences[number % BenchTexts.Sentences.Count] + " " + BenchTexts.OfWords(WordsOfUtterance);
        await foreach (
            var happened in engine.SpeakAsync(
                new() { Seed = (ulong)number },
                new[] { text }.ToAsyncEnumerable(),
                cancellationToken
            )
        )
        {
            if (happened is SpeechStarted started)
                rate = started.Format.SampleRate;
            else if (happened is SoundMade && double.IsNaN(firstMs))
                firstMs = clock.Elapsed.TotalMilliseconds;
            else if (happened is SpeechEnded ended)
                seconds = (double)ended.Samples / rate;
        }
        return (seconds, firstMs);
    }

    private sealed record Result(double TimesRealTime, double[] FirstMs);
}
