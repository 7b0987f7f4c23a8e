using System.Diagnostics;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Thousands of utterances, some of them cancelled and some abandoned, and what they leave behind; on demand while
/// versions change, a voice is trained and other clients misbehave.
/// </summary>
internal static class SoakBench
{
    private const int Samples = 60, // of a run of so many minutes
        LongTraining = 100_000; // the most that a run may have
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="utterances">In all; not asked where there are minutes.</param>
    /// <param name="clients">At a time.</param>
    /// <param name="minutes">Duration; 0 for no limit but the number of utterances.</param>
    /// <param name="mixed">Swaps, training in a child process and clients that misbehave, all at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int utterances,
        int clients,
        int minutes,
        bool mixed,
        CancellationToken cancellationToken
    )
    {
        using var files = mixed ? new SwapVoices(voice) : null;
        var folder = mixed ? TrainingLoad.NewFolder() : "";
        await using var server = await BenchServer.StartAsync(
            files?.Paths[0] ?? voice,
            [
                "--Streaming:MaxUtterances",
                $"{2 * clients + (mixed ? 200 : 0)}",
                "--Streaming:MaxLoad",
                mixed ? "0" : "0.9",
                .. mixed ? TrainingLoad.Settings("Child", folder) : [],
            ],
            cancellationToken
        );
        var training = mixed ? await TrainingLoad.StartAsync(server, folder, LongTraining, cancellationToken) : null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mixture = files is null ? null : new SoakMixture(server, files);
        var others = mixture?.RunAsync(over.Token) ?? Task.CompletedTask;
        var run = new Run(server, minutes == 0 ? utterances : int.MaxValue, TimeSpan.FromMinutes(minutes));
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => run.ClientAsync(client, cancellationToken)));
        await over.CancelAsync();
        await others;
        var figures = Figures(run);
        if (mixture is not null && training is not null)
        {
            figures["swaps"] = mixture.Swaps;
            figures["misbehaved"] = mixture.Misbehaved;
            figures["training_steps"] = await training.StepsAsync(cancellationToken);
            await training.DisposeAsync();
        }
        return figures;
    }

    private static Dictionary<string, object> Figures(Run run)
    {
        var (begin, end) = (run.Footprints[0], run.Footprints[^1]);
        return new()
        {
            ["utterances"] = run.Finished + run.Cancelled + run.Disconnected,
            ["errors"] = run.Errors,
            ["stuck"] = run.Stuck,
            ["rss_growth_percent"] = Math.Round(100.0 * (end.Resident - begin.Resident) / begin.Resident, 2),
            ["finished"] = run.Finished,
            ["cancelled"] = run.Cancelled,
            ["disconnected"] = run.Disconnected,
            ["threads_before"] = begin.Threads,
            ["threads_after"] = end.Threads,
            ["handles_before"] = begin.Handles,
            ["handles_after"] = end.Handles,
            ["rss_mb"] = run.Footprints.Select(footprint => footprint.Resident >> 20).ToArray(),
            ["managed_mb"] = run.Footprints.Select(footprint => Math.Round(footprint.Managed / 1e6, 1)).ToArray(),
            ["heap_mb"] = run.Footprints.Select(footprint => footprint.Heap >> 20).ToArray(),
            ["native_mb"] = run.Footprints.Select(footprint => footprint.Native >> 20).ToArray(),
            ["tensors"] = run.Footprints.Select(footprint => footprint.Tensors).ToArray(),
            ["minutes"] = Math.Round(run.Hours[^1] * 60, 1),
            ["rss_mb_per_hour"] = run.Slope(one => one.Resident / 1e6),
            ["managed_mb_per_hour"] = run.Slope(one => one.Managed / 1e6),
            ["native_mb_per_hour"] = run.Slope(one => one.Native / 1e6),
            ["handles_per_hour"] = run.Slope(one => one.Handles),
            ["threads_per_hour"] = run.Slope(one => one.Threads),
            ["tensors_per_hour"] = run.Slope(one => one.Tensors),
            ["first_error"] = run.FirstError ?? "",
        };
    }

    private sealed class Run(BenchServer server, int utterances, TimeSpan time)
    {
        private readonly int _step = Math.Max(1, utterances / 10);
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan _looked;
        private int _begun;

        public int Finished,
            Cancelled,
            Disconnected,
            Errors,
            Stuck;

        public string? FirstError { get; private set; }

        /// <summary>After each tenth, or each sixtieth of the time.</summary>
        public List<Footprint> Footprints { get; } = [];

        /// <summary>Times of the samples.</summary>
        public List<double> Hours { get; } = [];

        private bool IsOver => time > TimeSpan.Zero && _clock.Elapsed >= time && Footprints.Count > 0;

        /// <summary>Least-squares slope per hour, without the first tenth of the run.</summary>
        public double Slope(Func<Footprint, double> value)
        {
            var kept = Hours
                .Zip(Footprints, (hour, one) => (X: hour, Y: value(one)))
                .Skip(Footprints.Count / 10)
                .ToList();
            var (x, y) = (kept.Average(one => one.X), kept.Average(one => one.Y));
            var spread = kept.Sum(one => (one.X - x) * (one.X - x));
            return spread == 0 ? 0 : Math.Round(kept.Sum(one => (one.X - x) * (one.Y - y)) / spread, 2);
        }

        public async Task ClientAsync(int seed, CancellationToken cancellationToken)
        {
            var random = new Random(seed);
            var client = await server.ConnectAsync(cancellationToken);
            while (Interlocked.Increment(ref _begun) is var number && number <= utterances && !IsOver)
            {
                if (random.Next(10) == 0)
                {
                    await DisconnectAsync(client, random, cancellationToken);
                    client = await server.ConnectAsync(cancellationToken);
                }
                else
                {
                    await SpeakAsync(client, random, cancellationToken);
                }
                Look(number);
            }
            await client.DisposeAsync();
        }

        private void Look(int number)
        {
            lock (Footprints)
            {
                if (time > TimeSpan.Zero ? _clock.Elapsed - _looked < time / Samples : number % _step != 0)
                    return;
                _looked = _clock.Elapsed;
                var now = Footprint.Now();
                Footprints.Add(now);
                Hours.Add(_clock.Elapsed.TotalHours);
                // a run of hours may be cut off before its figures
                Console.Error.WriteLine(
                    $"{_clock.Elapsed:hh\\:mm\\:ss} {Finished} finished, {Cancelled} cancelled, "
                        + $"{Disconnected} disconnected, {Errors} errors, {Stuck} stuck, "
                        + $"{now.Resident >> 20} MB, {now.Managed >> 20} MB managed in {now.Heap >> 20} MB, "
                        + $"{now.Threads} threads, {now.Handles} handles"
                );
            }
        }

        private static string Text(Random random) =>
            BenchTexts.Sentences[2 * random.Next(BenchTexts.Sentences.Count / 2)];

        /// <summary>To the end, or cancelled somewhere on the way.</summary>
        private async Task SpeakAsync(VoiceSmithClient client, Random random, CancellationToken cancellationToken)
        {
            var frames = random.Next(3) == 0 ? random.Next(40) : int.MaxValue;
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            leave.CancelAfter(Patience);
            try
            {
                await foreach (
                    var _ in client.SpeakAsync(new() { Seed = (ulong)random.Next() }, Text(random), leave.Token)
                )
                    if (frames-- == 0)
                        await leave.CancelAsync();
                Interlocked.Increment(ref Finished);
            }
            catch (OperationCanceledException) when (frames < 0)
            {
                Interlocked.Increment(ref Cancelled);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref Stuck);
            }
            catch (VoiceSmithException error)
            {
                Interlocked.Increment(ref Errors);
                FirstError ??= error.Message;
            }
        }

        /// <summary>The connection goes while something is spoken.</summary>
        private async Task DisconnectAsync(VoiceSmithClient client, Random random, CancellationToken cancellationToken)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            leave.CancelAfter(Patience);
            try
            {
                await using var stream = client
                    .SpeakAsync(new() { MaxLead = 1 }, Text(random), leave.Token)
                    .GetAsyncEnumerator(leave.Token);
                for (var frames = random.Next(10); frames > 0 && await stream.MoveNextAsync(); frames--)
                    ;
                await client.DisposeAsync();
                Interlocked.Increment(ref Disconnected);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref Stuck);
            }
            catch (VoiceSmithException error)
            {
                Interlocked.Increment(ref Errors);
                FirstError ??= error.Message;
            }
            await client.DisposeAsync();
        }
    }
}
