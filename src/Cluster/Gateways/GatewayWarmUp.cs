using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// Speaks a few words to nobody once a gateway has a worker: clients that come over from a gateway that died find its
/// code compiled.
/// </summary>
/// <param name="engine">The gateway's engine.</param>
/// <param name="workers">Its workers.</param>
/// <param name="log">Told of failures, which harm nobody.</param>
internal sealed class GatewayWarmUp(ClusterEngine engine, WorkerTable workers, ILogger<GatewayWarmUp> log)
    : BackgroundService
{
    private const int Utterances = 3;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var changed = workers.Changed; workers.Workers.Count == 0; changed = workers.Changed)
            await changed.WaitAsync(stoppingToken).ConfigureAwait(false);
        try
        {
            for (var turn = 0; turn < Utterances; turn++)
            {
                var words = AsyncEnumerable.Repeat("One. ", 2);
                var events = engine.SpeakAsync(new(), words, engine.NewUtterance(), stoppingToken);
                await foreach (var happened in events.ConfigureAwait(false))
                    _ = Packed.Of<SpeakEvent>(happened.ToContract()).Read();
            }
        }
        catch (VoiceSmithException error)
        {
            log.NotWarmedUp(error.Message);
        }
    }
}
