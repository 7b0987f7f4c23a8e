using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Hub.Tests.Runs;

/// <summary>The hours of training that a caller may have, over restarts of the server.</summary>
public sealed class TrainingHoursTests(TrainingHoursTests.MeteredServer server)
    : IClassFixture<TrainingHoursTests.MeteredServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Hours_OfARunThatGoesOnAfterARestart_AreCountedAndKept()
    {
        var request = new RunRequest
        {
            DataSet = await server.NewDataSetAsync(4),
            Name = "linda",
            User = "me",
            Consent = "My own voice, recorded by myself.",
            Steps = 50_000,
            ValidateEvery = 50_000,
        };
        var id = (await server.Training.StartAsync(request, Token)).Id;
        await server.Training.FollowAsync(id, 0, Token).FirstAsync(one => one.Type == "progress", Token);
        await RestartAsync();
        await server.Training.FollowAsync(id, 0, Token).FirstAsync(one => one.State == "paused", Token);
        await RefusedAsync(server.Training.ResumeAsync(id, Token));
        await RestartAsync();
        await RefusedAsync(server.Training.ResumeAsync(id, Token));
        await RefusedAsync(server.Training.StartAsync(request, Token));
    }

    private static async Task RefusedAsync(Task request) =>
        Assert.Equal("VS4053", (await Assert.ThrowsAsync<ServerRefusedException>(() => request)).Code);

    private async Task RestartAsync()
    {
        await server.Server.StopAsync();
        await server.Server.InitializeAsync();
    }

    /// <summary>A server that lets everybody train for three seconds a day.</summary>
    public sealed class MeteredServer : TrainingServer
    {
        protected override bool CanTune => true;

        protected override IReadOnlyList<string> Settings =>
            [
                "--Training:Place",
                "Server",
                "--Access:Limits:TrainingHours",
                "0.0008",
                "--Access:Keys",
                Path.Combine(Folder, "keys.json"),
            ];
    }
}
