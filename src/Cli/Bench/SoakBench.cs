using System.Diagnostics;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Thousands of utterances, some of them cancelled and some abandoned, and what they leave behind.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="utterances">In all.</param>
    /// <param name="clients">At a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int utterances,
        int clients,
        CancellationToken cancellationToken
    )
    {
        await using var server = await BenchServer.StartAsync(
            voice,
            ["--Streaming:MaxUtterances", $"{2 * clients}"],
            cancellationToken
        );
        var run = new Run(server, utterances);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => run.ClientAsync(client, cancellationToken)));
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
            ["tensors"] = run.Footprints.Select(footprint => footprint.Tensors).ToArray(),
            ["first_error"] = run.FirstError ?? "",
        };
    }

    private sealed class Run(BenchServer server, int utterances)
    {
        private readonly int _step = Math.Max(1, utterances / 10);
        private int _begun;

        public int Finished,
            Cancelled,
            Disconnected,
            Errors,
            Stuck;

        public string? FirstError { get; private set; }

        /// <summary>After each tenth.</summary>
        public List<Footprint> Footprints { get; } = [];

        public async Task ClientAsync(int seed, CancellationToken cancellationToken)
        {
            var random = new Random(seed);
            var client = await server.ConnectAsync(cancellationToken);
            while (Interlocked.Increment(ref _begun) is var number && number <= utterances)
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
                if (number % _step == 0)
                    lock (Footprints)
                        Footprints.Add(Footprint.Now());
            }
            await client.DisposeAsync();
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
            await using (
                var stream = client
                    .SpeakAsync(new() { MaxLead = 1 }, Text(random), cancellationToken)
                    .GetAsyncEnumerator(cancellationToken)
            )
            {
                for (
                    var frames = random.Next(10);
                    frames > 0 && await stream.MoveNextAsync().AsTask().WaitAsync(Patience, cancellationToken);
                    frames--
                )
                    ;
                await client.DisposeAsync();
            }
            Interlocked.Increment(ref Disconnected);
        }
    }
}
