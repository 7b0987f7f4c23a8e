using System.Diagnostics;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Speed of a text that nobody waits for, on one worker and on two, and the memory it allocates.
/// </summary>
internal static class OfflineBench
{
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="runs">Times that the text is spoken, the median of which counts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int runs,
        CancellationToken cancellationToken
    )
    {
        using var voices = new VoiceRegistry();
        var networks = Voice.LoadNamed(voice);
        voices.Publish(new ModelVoice(networks));
        var text = BenchTexts.OfWords(150);
        var (one, two) = (new List<Measurement>(), new List<Measurement>());
        using var single = new SpeechEngine(voices, new() { Workers = 1 }, TimeProvider.System);
        using var pair = new SpeechEngine(voices, new() { Workers = 2 }, TimeProvider.System);
        for (var run = -1; run < runs; run++)
        {
            var (first, second) = (
                await MeasureAsync(single, text, cancellationToken),
                await MeasureAsync(pair, text, cancellationToken)
            );
            if (run < 0)
                continue; // warming up
            one.Add(first);
            two.Add(second);
        }
        return new()
        {
            ["rtf_one_thread"] = Median(one, m => m.Wall),
            ["rtf_two_threads"] = Median(two, m => m.Wall),
            ["cpu_rtf_one_thread"] = Median(one, m => m.Cpu),
            ["cpu_rtf_two_threads"] = Median(two, m => m.Cpu),
            ["allocated_kb_per_audio_second"] = Median(one, m => m.Allocated / 1000),
            ["runs"] = runs,
            ["streaming_over_whole"] = new StreamingCost(networks).OverWhole(4 * runs) is { } ratio ? ratio : "-",
        };
    }

    private static double Median(IEnumerable<Measurement> measured, Func<Measurement, double> value) =>
        Math.Round(new Percentiles(measured.Select(value))[0.5], 4);

    private static async Task<Measurement> MeasureAsync(
        SpeechEngine engine,
        string text,
        CancellationToken cancellationToken
    )
    {
        var (cpu, allocated, clock) = (
            Environment.CpuUsage.TotalTime,
            GC.GetTotalAllocatedBytes(precise: true),
            Stopwatch.StartNew()
        );
        long samples = 0;
        var rate = 1;
        await foreach (var happened in engine.SpeakAsync(new(), new[] { text }.ToAsyncEnumerable(), cancellationToken))
        {
            if (happened is SpeechStarted started)
                rate = started.Format.SampleRate;
            if (happened is SpeechEnded ended)
                samples = ended.Samples;
        }
        var seconds = (double)samples / rate;
        return new(
            clock.Elapsed.TotalSeconds / seconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / seconds
        );
    }

    /// <summary>Each per second of sound: seconds waited, seconds of processors, bytes.</summary>
    private readonly record struct Measurement(double Wall, double Cpu, double Allocated);
}
