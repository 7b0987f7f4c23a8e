using System.Diagnostics;

namespace VoiceSmith.Cli.Bench;

/// <summary>A time in which a listener had no sound left.</summary>
/// <param name="AtSeconds">Its end, when the missing frame came, since the request.</param>
/// <param name="Ms">Its length.</param>
internal readonly record struct Underrun(double AtSeconds, double Ms);

/// <summary>Measurements of one listener.</summary>
/// <param name="FirstMs">The wait for the first frame.</param>
/// <param name="Underruns">Times that its sound ran out.</param>
/// <param name="LeastBufferedMs">The least sound that it had left when a frame came.</param>
/// <param name="AudioSeconds">Sound received.</param>
/// <param name="GapsMs">Times between frames.</param>
internal sealed record ListeningFigures(
    double FirstMs,
    IReadOnlyList<Underrun> Underruns,
    double LeastBufferedMs,
    double AudioSeconds,
    IReadOnlyList<double> GapsMs
);

/// <summary>A listener that plays a long text in real time, as a person's program does.</summary>
internal static class RealTimeListener
{
    /// <param name="door">One of <see cref="BenchDoors.Names"/>.</param>
    /// <param name="server">The server.</param>
    /// <param name="number">Number of the listener, which decides its text and seed.</param>
    /// <param name="seconds">Duration of listening.</param>
    /// <param name="maxLead">Seconds that the stream may be ahead of its playback.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ListeningFigures> ListenAsync(
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

    /// <summary>A player that starts with the first frame, and waits whenever it has nothing left.</summary>
    private sealed class SimulatedPlayback
    {
        private readonly Stopwatch _sinceAsked = Stopwatch.StartNew(),
            _playing = new();
        private readonly List<double> _gapsMs = [];
        private readonly List<Underrun> _underruns = [];
        private double _lastMs,
            _firstMs = double.NaN,
            _received,
            _late,
            _least = double.MaxValue;

        public double PlayedSeconds => Math.Min(_received, _playing.Elapsed.TotalSeconds - _late);

        public void Add(ReceivedSound sound)
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
                    _underruns.Add(new(_sinceAsked.Elapsed.TotalSeconds, -1000 * left));
                    _late -= left;
                }
            }
            _lastMs = _sinceAsked.Elapsed.TotalMilliseconds;
            _received += (double)sound.Samples / sound.SampleRate;
        }

        public ListeningFigures Result() => new(_firstMs, _underruns, _least * 1000, _received, _gapsMs);
    }
}
