using System.Diagnostics;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// Versions that change while people listen. Every utterance must be, to the bit, what the version that it names says
/// offline.
/// </summary>
internal static class SwapBench
{
    private const int FreshEvery = 10; // of so many swaps one is of a version just loaded, the others go back and forth

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="listeners">All at once; every fourth follows versions from sentence to sentence.</param>
    /// <param name="seconds">That they listen.</param>
    /// <param name="interval">Milliseconds between swaps.</param>
    /// <param name="loads">Versions published afterwards, for the memory that they leave behind; 0 for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int listeners,
        int seconds,
        int interval,
        int loads,
        CancellationToken cancellationToken
    )
    {
        using var files = new SwapVoices(voice);
        await using var server = await BenchServer.StartAsync(
            files.Paths[0],
            ["--Streaming:MaxUtterances", $"{listeners + 2}", "--Streaming:MaxLoad", "0"],
            cancellationToken
        );
        var expected = await SwapRenders.OfAsync(files, cancellationToken);
        using var run = new Run(server, files, expected);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var swapping = run.SwapAsync(interval, over.Token);
        var promotions = run.PromoteAsync(TimeSpan.FromSeconds(Math.Min(3, seconds / 4.0)), over.Token);
        var until = Stopwatch.GetTimestamp() + seconds * Stopwatch.Frequency;
        await Task.WhenAll(
            Enumerable.Range(0, listeners).Select(number => run.ListenAsync(number, until, cancellationToken))
        );
        await over.CancelAsync();
        await Task.WhenAll(swapping, promotions);
        var promoted = new Percentiles(run.PromotedMs.DefaultIfEmpty()); // 0 where there was no time for one
        var figures = new Dictionary<string, object>
        {
            ["swaps"] = run.Swaps,
            ["utterances"] = run.Utterances,
            ["errors"] = run.Errors,
            ["dropped"] = run.Dropped,
            ["mismatched"] = run.Mismatched,
            ["listeners"] = listeners,
            ["seconds"] = seconds,
            ["published"] = run.Published,
            ["rolled_back"] = run.Swaps - run.Published,
            ["changed_within"] = run.ChangedWithin,
            ["promote_to_sound_p50_ms"] = Math.Round(promoted[0.5], 1),
            ["promote_to_sound_max_ms"] = Math.Round(promoted[1], 1),
            ["promote_load_max_ms"] = Math.Round(run.LoadedMs.DefaultIfEmpty().Max(), 1),
            ["promotions"] = run.PromotedMs.Count,
            ["versions_left"] = server.Voices.Find(null).LivingCount,
            ["first_error"] = run.FirstError ?? "",
        };
        foreach (var (key, value) in await run.LeftBehindAsync(loads, cancellationToken))
            figures[key] = value;
        return figures;
    }

    private sealed class Run(BenchServer server, SwapVoices files, SwapRenders expected) : IDisposable
    {
        private readonly VoiceSlot _slot = server.Voices.Find(null);
        private readonly SemaphoreSlim _swapping = new(1, 1),
            _loading = new(1, 1); // a server, too, loads one version at a time
        private int _swaps;

        public int Utterances,
            Errors,
            Dropped,
            Mismatched,
            Published,
            ChangedWithin;

        public int Swaps => _swaps;

        public string? FirstError { get; private set; }

        public List<double> PromotedMs { get; } = [];

        public List<double> LoadedMs { get; } = [];

        public void Dispose()
        {
            _swapping.Dispose();
            _loading.Dispose();
        }

        /// <summary>Speaks one text after another; each is compared with what its version says.</summary>
        public async Task ListenAsync(int number, long until, CancellationToken cancellationToken)
        {
            await using var client = await server.ConnectAsync(cancellationToken);
            var follows = number % 4 == 3;
            for (var turn = number; turn == number || Stopwatch.GetTimestamp() < until; turn++)
            {
                var text = turn % SwapRenders.Texts.Count;
                try
                {
                    var heard = new SwapListening();
                    await foreach (
                        var happened in client.SpeakAsync(
                            new()
                            {
                                Seed = (ulong)text,
                                MaxLead = 2,
                                FollowVersions = follows,
                            },
                            SwapRenders.Texts[text],
                            cancellationToken
                        )
                    )
                        heard.Add(happened);
                    Interlocked.Increment(ref Utterances);
                    Interlocked.Add(ref Dropped, heard.HasEnded ? 0 : 1);
                    Interlocked.Add(ref Mismatched, expected.Agree(text, heard) ? 0 : 1);
                    Interlocked.Add(ref ChangedWithin, heard.Versions > 1 ? 1 : 0);
                }
                catch (VoiceSmithException error)
                {
                    Interlocked.Increment(ref Errors);
                    FirstError ??= error.Message;
                }
            }
        }

        /// <summary>Puts the other version in place, again and again.</summary>
        public async Task SwapAsync(int interval, CancellationToken over)
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(interval));
            _slot.Publish(await files.LoadAsync(1));
            var fresh = LoadAsync(0);
            var sinceFresh = 0;
            try
            {
                while (await tick.WaitForNextTickAsync(over))
                {
                    await _swapping.WaitAsync(over);
                    if (
                        sinceFresh >= FreshEvery
                        && fresh.IsCompleted
                        && await fresh is var loaded
                        && loaded.Info.Version != _slot.Info.Version
                    )
                    {
                        _slot.Publish(loaded, new(loaded.Info, DateTimeOffset.UtcNow, "bench", "swap"));
                        fresh = LoadAsync(Published % 2);
                        (Published, sinceFresh) = (Published + 1, 0);
                    }
                    else
                    {
                        _slot.RollBack("bench", DateTimeOffset.UtcNow);
                        sinceFresh++;
                    }
                    _swaps++;
                    _swapping.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // Long enough.
            }
            (await fresh).Dispose();
        }

        private async Task<ModelVoice> LoadAsync(int number)
        {
            await _loading.WaitAsync();
            try
            {
                return await files.LoadAsync(number);
            }
            finally
            {
                _loading.Release();
            }
        }

        /// <summary>
        /// Every few seconds, how long from a file until somebody hears it; the gate's sentences apart, and another
        /// publication that is under way.
        /// </summary>
        public async Task PromoteAsync(TimeSpan pause, CancellationToken over)
        {
            await using var client = await server.ConnectAsync(CancellationToken.None);
            try
            {
                while (true)
                {
                    await Task.Delay(pause, over);
                    await _loading.WaitAsync(over);
                    var clock = Stopwatch.StartNew();
                    var loaded = await files.LoadAsync(PromotedMs.Count % 2);
                    _loading.Release();
                    LoadedMs.Add(clock.Elapsed.TotalMilliseconds);
                    // the others stand still until somebody is spoken to
                    await _swapping.WaitAsync(CancellationToken.None);
                    if (_slot.Info.Version == loaded.Info.Version)
                        _slot.RollBack("bench", DateTimeOffset.UtcNow);
                    _slot.Publish(loaded);
                    var (version, begun) = (loaded.Info.Version, false);
                    await foreach (var happened in client.SpeakAsync(SwapRenders.Texts[0], CancellationToken.None))
                        if (happened is StartEvent start)
                        {
                            _swapping.Release();
                            begun = start.ModelVersion == version;
                            Interlocked.Add(ref Mismatched, begun ? 0 : 1);
                        }
                        else if (happened is AudioEvent && begun)
                        {
                            PromotedMs.Add(clock.Elapsed.TotalMilliseconds);
                            begun = false;
                        }
                }
            }
            catch (OperationCanceledException)
            {
                // Long enough.
            }
        }

        /// <summary>
        /// Loads and publishes version after version, speaks now and then, and looks at the memory after ten and at the
        /// end.
        /// </summary>
        public async Task<Dictionary<string, object>> LeftBehindAsync(int loads, CancellationToken cancellationToken)
        {
            if (loads == 0)
                return [];
            var offline = new OfflineSynthesizer(server.Engine);
            var footprints = new List<Footprint>();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var load = 1; load <= loads; load++)
            {
                _slot.Publish(await files.LoadAsync(load % 2));
                if (load % 20 == 0)
                    await offline.SpeakAsync(new(), SwapRenders.Texts[0], cancellationToken);
                if (load == Math.Min(10, loads) || load % 50 == 0 || load == loads)
                    footprints.Add(Footprint.Now());
            }
            var (after, end) = (footprints[0], footprints[^1]);
            return new()
            {
                ["loads"] = loads,
                ["cpu_ms_per_load"] = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / loads, 1),
                ["rss_mb"] = footprints.Select(one => one.Resident >> 20).ToArray(),
                ["tensors"] = footprints.Select(one => one.Tensors).ToArray(),
                ["managed_mb"] = footprints.Select(one => one.Managed >> 20).ToArray(),
                ["rss_growth_percent"] = Math.Round(100.0 * (end.Resident - after.Resident) / after.Resident, 2),
            };
        }
    }
}
