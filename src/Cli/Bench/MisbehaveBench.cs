using System.Diagnostics;
using VoiceSmith.Access;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Bench;

/// <summary>Waits and gaps of listeners with and without clients that misbehave, and the memory left.</summary>
internal static class MisbehaveBench
{
    private const double MaxLead = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="listeners">Listeners that play in real time meanwhile.</param>
    /// <param name="seconds">Duration of each attack; cancelling has no limit.</param>
    /// <param name="idle">Seconds without work before memory is looked at.</param>
    /// <param name="connections">Connections held half-open.</param>
    /// <param name="cancels">Utterances cancelled.</param>
    /// <param name="only">Name of one attack; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int listeners,
        int seconds,
        int idle,
        int connections,
        int cancels,
        string? only,
        CancellationToken cancellationToken
    )
    {
        var keys = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.json");
        try
        {
            return await RunAsync(voice, keys, listeners, seconds, idle, connections, cancels, only, cancellationToken);
        }
        finally
        {
            File.Delete(keys);
        }
    }

    private static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        string keys,
        int listeners,
        int seconds,
        int idle,
        int connections,
        int cancels,
        string? only,
        CancellationToken cancellationToken
    )
    {
        // On one machine every client has the same address: the key makes the attackers a caller of their own.
        var (_, key) = new KeyFile(keys, TimeProvider.System).Create("attackers", Scope.Speak);
        await using var server = await BenchServer.StartAsync(
            voice,
            ["--Streaming:MaxUtterances", "4096", "--Streaming:MaxLoad", "0", "--Access:Keys", keys],
            cancellationToken
        );
        await using var attackers = await Attackers.StartAsync(server.Address, key, connections, cancels);
        await PhaseAsync(server, attackers, null, 1, Math.Min(5, seconds), 0, cancellationToken); // warms up
        var figures = new Dictionary<string, object>
        {
            ["listeners"] = listeners,
            ["seconds"] = seconds,
            ["without"] = await PhaseAsync(server, attackers, null, listeners, seconds, idle, cancellationToken),
        };
        foreach (var attack in Misbehaviour.Names.Where(name => only is null || name == only))
        {
            await Console.Error.WriteLineAsync(attack);
            figures[attack] = await PhaseAsync(server, attackers, attack, listeners, seconds, idle, cancellationToken);
        }
        figures["without_afterwards"] = await PhaseAsync(
            server,
            attackers,
            null,
            listeners,
            seconds,
            idle,
            cancellationToken
        );
        return figures;
    }

    private static async Task<Dictionary<string, object>> PhaseAsync(
        BenchServer server,
        Attackers attackers,
        string? attack,
        int listeners,
        int seconds,
        int idle,
        CancellationToken cancellationToken
    )
    {
        var before = Footprint.Now();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attacking = attack is null
            ? Task.FromResult(0L)
            : attackers.RunAsync(attack, over.Token);
        if (attack != Misbehaviour.Cancelled)
            over.CancelAfter(TimeSpan.FromSeconds(seconds)); // whatever its listeners still wait for
        var listening = Enumerable
            .Range(0, listeners)
            .Select(number =>
                RealTimeListener.ListenAsync("hub", server, number, seconds, MaxLead, cancellationToken)
            )
            .ToList();
        var (asked, refused) = await AskAsync(server, seconds, cancellationToken);
        var heard = await Task.WhenAll(listening);
        if (attack == Misbehaviour.Cancelled)
            await attacking;
        await over.CancelAsync();
        var attacks = await attacking;
        var freed = await SettleAsync(server, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(idle), cancellationToken);
        var after = Footprint.Now();
        var underruns = heard.SelectMany(listener => listener.Underruns).ToList();
        var figures = new Dictionary<string, object>
        {
            ["attacks"] = attacks,
            ["asked"] = asked.Count,
            ["refused"] = refused,
            ["underruns"] = underruns.Count,
            ["underruns_at_s"] = underruns.ConvertAll(one => Math.Round(one.AtSeconds, 2)),
            ["underruns_ms"] = underruns.ConvertAll(one => Math.Round(one.Ms)),
            ["shortest_buffer_ms"] = Math.Round(heard.Min(listener => listener.LeastBufferedMs), 1),
            ["freed_within_ms"] = Math.Round(freed.TotalMilliseconds, 1),
            ["utterances_left"] = server.Engine.Speaking,
            ["managed_mb_before"] = Math.Round(before.Managed / 1e6, 1),
            ["managed_mb_after"] = Math.Round(after.Managed / 1e6, 1),
            ["rss_mb_before"] = before.Resident >> 20,
            ["rss_mb_after"] = after.Resident >> 20,
            ["handles_before"] = before.Handles,
            ["handles_after"] = after.Handles,
        };
        if (asked.Count > 0)
        {
            var waits = new Percentiles(asked);
            figures["first_audio_p50_ms"] = Math.Round(waits[0.5], 1);
            figures["first_audio_p95_ms"] = Math.Round(waits[0.95], 1);
        }
        return figures;
    }

    /// <summary>
    /// One more listener, who asks for one sentence after another: waits for the first sound, ms, and how often the
    /// server was too busy.
    /// </summary>
    private static async Task<(List<double> Waits, int Refused)> AskAsync(
        BenchServer server,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        var (waits, refused) = (new List<double>(), 0);
        await using var client = await server.ConnectAsync(cancellationToken);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;)
        {
            var text = BenchTexts.Sentences[waits.Count % BenchTexts.Sentences.Count];
            try
            {
                waits.Add((await FirstAudioBench.MeasureAsync(client, text, cancellationToken)).Wall);
            }
            catch (ServerRefusedException error) when (error.Code == "VS4002")
            {
                refused++;
            }
            await Task.Delay(100, cancellationToken);
        }
        return (waits, refused);
    }

    /// <summary>Time until no utterance is left.</summary>
    private static async Task<TimeSpan> SettleAsync(BenchServer server, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (server.Engine.Speaking > 0 && clock.Elapsed < Settling)
            await Task.Delay(20, cancellationToken);
        return clock.Elapsed;
    }
}
