using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>Work beside the listeners of a soak: version swaps and clients that misbehave.</summary>
/// <param name="server">The server.</param>
/// <param name="files">Versions to swap between.</param>
internal sealed class SoakMixture(BenchServer server, SwapVoices files)
{
    private const int Connections = 200,
        Cancels = 400;
    private static readonly TimeSpan OfOneKind = TimeSpan.FromSeconds(20),
        BetweenSwaps = TimeSpan.FromSeconds(10);

    /// <summary>Versions published so far.</summary>
    public int Swaps { get; private set; }

    /// <summary>Misdeeds so far.</summary>
    public long Misbehaved { get; private set; }

    /// <summary>Goes on until it is told that it is over.</summary>
    public Task RunAsync(CancellationToken over) =>
        Task.WhenAll(Task.Run(() => SwapAsync(over), over), Task.Run(() => MisbehaveAsync(over), over));

    private async Task SwapAsync(CancellationToken over)
    {
        var slot = server.Voices.Find(null);
        try
        {
            while (true)
            {
                await Task.Delay(BetweenSwaps, over);
                slot.Publish(await files.LoadAsync(++Swaps % 2));
            }
        }
        catch (OperationCanceledException)
        {
            // Long enough.
        }
    }

    private async Task MisbehaveAsync(CancellationToken over)
    {
        await using var attackers = await Attackers.StartAsync(server.Address, key: null, Connections, Cancels);
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(over);
            enough.CancelAfter(OfOneKind);
            Misbehaved += await attackers.RunAsync(Misbehaviour.Names[turn % Misbehaviour.Names.Count], enough.Token);
        }
    }
}
