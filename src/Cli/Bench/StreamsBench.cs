using System.Diagnostics;

namespace VoiceSmith.Cli.Bench;

/// <summary>How many listeners can read along in real time without ever running out of sound.</summary>
internal static class StreamsBench
{
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="door">One of <see cref="BenchDoors.Names"/>.</param>
    /// <param name="listeners">All at once; they begin within the first five seconds.</param>
    /// <param name="seconds">How long each listens.</param>
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
                    return await ListenAsync(door, server, number, seconds, maxLead, cancellationToken);
                })
        );
        var first = new Percentiles(heard.Select(listener => listener.FirstMs));
        var gaps = new Percentiles(heard.SelectMany(listener => listener.GapsMs));
        return new()
        {
            ["door"] = door,
            ["listeners"] = listeners,
            ["underruns"] = heard.Sum(listener => listener.Underruns),
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

    private static async Task<Heard> ListenAsync(
        string door,
        BenchServer server,
        int number,
        int seconds,
        double maxLead,
        CancellationToken cancellationToken
    )
    {
        var text = string.Concat(
            Enumerable.Repeat(
                BenchTexts.Sentences[number % BenchTexts.Sentences.Count] + " " + BenchTexts.OfWords(200) + " ",
                1 + seconds / 60
            )
        );
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var playback = new SimulatedPlayback();
        try
        {
            await foreach (var sound in BenchDoors.SpeakAsync(door, server, text, (ulong)number, maxLead, leave.Token))
            {
                playback.Add(sound);
                if (playback.PlayedSeconds >= seconds)
                    await leave.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Listened long enough.
        }
        return playback.Result();
    }

    /// <summary>Measurements of one listener.</summary>
    /// <param name="FirstMs">The wait for the first frame.</param>
    /// <param name="Underruns">Times that its sound ran out.</param>
    /// <param name="LeastBufferedMs">The least sound that it had left when a frame came.</param>
    /// <param name="AudioSeconds">Sound received.</param>
    /// <param name="GapsMs">Times between frames.</param>
    private sealed record Heard(
        double FirstMs,
        int Underruns,
        double LeastBufferedMs,
        double AudioSeconds,
        IReadOnlyList<double> GapsMs
    );

    /// <summary>A player that starts with the first frame, and waits whenever it has nothing left.</summary>
    private sealed class SimulatedPlayback
    {
        private readonly Stopwatch _sinceAsked = Stopwatch.StartNew(),
            _playing = new();
        private readonly List<double> _gapsMs = [];
        private int _underruns;
        private double _lastMs,
            _firstMs = double.NaN,
            _received,
            _late,
            _least = double.MaxValue;

        public double PlayedSeconds => Math.Min(_received, _playing.Elapsed.TotalSeconds - _late);

        public void Add(HeardSound sound)
        {
            if (!_playing.IsRunning)
            {
                _firstMs = _sinceAsked.Elapsed.TotalMilliseconds;
                _playing.Start();
            }
            else
            {
                _gapsMs.Add(_sinceAsked.Elapsed.TotalMilliseconds - _lastMs);
                var left = _received - (_playing.Elapsed.TotalSeconds - _late);
                _least = Math.Min(_least, left);
                if (left < 0)
                {
                    _underruns++;
                    _late -= left;
                }
            }
            _lastMs = _sinceAsked.Elapsed.TotalMilliseconds;
            _received += (double)sound.Samples / sound.SampleRate;
        }

        public Heard Result() => new(_firstMs, _underruns, _least * 1000, _received, _gapsMs);
    }
}
