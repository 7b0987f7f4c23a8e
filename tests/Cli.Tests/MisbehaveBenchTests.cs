using VoiceSmith.Cli.Bench;
using VoiceSmith.Testing;

namespace VoiceSmith.Cli.Tests;

/// <summary>Clients that misbehave, for a moment each.</summary>
public sealed class MisbehaveBenchTests : IDisposable
{
    private readonly string _voice = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.voice");

    [Fact(Timeout = 180_000)]
    public async Task EveryAttack_IsMadeAndLeavesNothing()
    {
        TinyVoice.Write(_voice);
        var figures = await MisbehaveBench.RunAsync(
            _voice,
            listeners: 1,
            seconds: 2,
            idle: 0,
            connections: 50,
            cancels: 40,
            only: null,
            TestContext.Current.CancellationToken
        );
        foreach (var attack in Misbehaviour.Names)
        {
            var found = (Dictionary<string, object>)figures[attack];
            var seen = $"{attack}: {string.Join(", ", found.Select(figure => $"{figure.Key} {figure.Value}"))}";
            Assert.True((long)found["attacks"] > 0, seen);
            Assert.True((int)found["utterances_left"] == 0, seen);
            Assert.True((int)found["asked"] + (int)found["refused"] > 0, seen);
        }
    }

    public void Dispose() => File.Delete(_voice);
}
