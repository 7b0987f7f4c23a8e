namespace VoiceSmith.Bench.Faults;

/// <summary>Signals to a server that speaks, publishes, takes recordings and trains.</summary>
internal sealed class SignalFaults(WorkFolder work, Outcome outcome)
{
    private const int TrainsEvery = 4;
    private readonly Random _random = new(1);

    /// <param name="rounds">Of each signal.</param>
    public async Task RunAsync(int rounds)
    {
        var data = Directory.CreateDirectory(work.In("data")).FullName;
        await using var server = new FaultyServer(work, data);
        await server.StartAsync();
        await using (var all = new Work(work, server, outcome))
        {
            await all.BeginAsync();
            for (var round = 0; round < rounds; round++)
                foreach (var signal in new[] { "STOP", "KILL", "TERM" })
                {
                    await all.ProgressAsync(2, trains: signal == "KILL" && round % TrainsEvery == 0);
                    await Task.Delay(_random.Next(500));
                    await SendAsync(server, signal);
                    await all.CheckAsync($"round {round}, SIG{signal}");
                    outcome.Count($"sig{signal.ToLowerInvariant()}");
                    Console.Error.WriteLine($"round {round}: SIG{signal}; {all.Finished} finished");
                }
        }
        server.Signal("TERM");
        await server.EndAsync();
        await Task.Delay(TimeSpan.FromSeconds(5)); // its worker saves what it has
        await server.StartAsync();
        var left = work.Unfinished(data);
        outcome.Count("temporary_files_left", left.Count);
        outcome.Require(left.Count == 0, $"temporary files stay: {string.Join(", ", left.Take(5))}");
    }

    private async Task SendAsync(FaultyServer server, string signal)
    {
        server.Signal(signal);
        if (signal == "STOP")
        {
            await Task.Delay(_random.Next(400));
            server.Signal("CONT");
            return;
        }
        var code = await server.EndAsync();
        outcome.Require(signal != "TERM" || code == 0, $"SIGTERM ended it with exit code {code}: {server.Said}");
        await server.StartAsync();
    }
}
