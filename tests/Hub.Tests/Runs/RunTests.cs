using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Publishing;

namespace VoiceSmith.Hub.Tests.Runs;

/// <summary>A voice learns from recordings while the server speaks.</summary>
public sealed class RunTests(RunTests.TuningServer server) : IClassFixture<RunTests.TuningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Run_StartedFollowedAndPromoted_IsHeardInTheNextUtterance()
    {
        await using var hub = await server.Server.ConnectHubAsync(ITrainingHub.Path); // as the page does
        var before = await VersionHeardAsync();
        var run = await hub.InvokeAsync<Run>(nameof(ITrainingHub.StartRun), await RequestAsync(steps: 12), Token);
        Assert.Equal((before, "tiny", "linda"), (run.Parent, run.Voice, run.Name));

        var events = await hub.StreamAsync<RunEvent>(nameof(ITrainingHub.FollowRun), run.Id, 0, Token)
            .ToListAsync(Token);
        Assert.Equal(["queued", "running", "done"], events.Where(one => one.Type == "state").Select(one => one.State!));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.Number));
        Assert.Equal(12, events.Last(one => one.Type == "progress").Step);
        Assert.All(
            events.Where(one => one.Type == "progress"),
            one => Assert.True(one.Losses!.Count > 0 && one.StepsPerSecond > 0 && one.SecondsLeft >= 0)
        );
        var files = events.Where(one => one.Type == "validated").SelectMany(one => one.Files!).ToArray();
        Assert.Equal(["alignment", "mel", "sound"], files.Select(file => file.Kind).Distinct().Order());
        foreach (var file in files.DistinctBy(file => file.Kind))
        {
            var content = await server.Training.FileAsync(file, Token);
            Assert.True(
                content.AsSpan(file.Kind == "sound" ? 0 : 1).StartsWith(file.Kind == "sound" ? "RIFF"u8 : "PNG"u8)
            );
        }

        var promotion = await hub.InvokeAsync<Promotion>(
            nameof(ITrainingHub.Promote),
            run.Id,
            new PromotionRequest { Step = 12, User = "me" },
            Token
        );
        Assert.Equal((12, "tiny", promotion.Version), (promotion.Step, promotion.Voice, await VersionHeardAsync()));
        Assert.NotEqual(before, promotion.Version);
        await CheckManifestAsync(run, promotion);
        Assert.Contains(
            "promoted",
            await server.Training.FollowAsync(run.Id, 0, Token).Select(one => one.Type).ToListAsync(Token)
        );
        var refused = await Assert.ThrowsAsync<HubException>(() =>
            hub.InvokeAsync<Promotion>(nameof(ITrainingHub.Promote), run.Id, new PromotionRequest { Step = 99 }, Token)
        );
        Assert.StartsWith(
            "VS4041",
            refused.Message[refused.Message.IndexOf("VS", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
        await RefusedAsync("VS4043", server.Training.DeleteRunAsync(run.Id, Token));
        await RefusedAsync("VS4043", server.Training.DeleteDataSetAsync(run.DataSet, Token));
    }

    [Fact(Timeout = 300_000)]
    public async Task Start_WithoutConsent_IsRefused()
    {
        var error = await RefusedAsync(
            "VS4038",
            server.Training.StartAsync(await RequestAsync(steps: 3) with { Consent = " " }, Token)
        );
        Assert.Contains("consent", error.Why, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Start_OutOfRange_IsRefusedAtBothDoors()
    {
        var bad = await RequestAsync(steps: 0);
        await RefusedAsync("VS4038", server.Training.StartAsync(bad, Token));
        await using var hub = await server.Server.ConnectHubAsync(ITrainingHub.Path);
        var error = await Assert.ThrowsAsync<HubException>(() =>
            hub.InvokeAsync<Run>(nameof(ITrainingHub.StartRun), bad, Token)
        );
        Assert.Contains("VS4038", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Events_OverHttp_AreTheSame()
    {
        var id = await StartAsync(steps: 3);
        var events = await server.Training.FollowAsync(id, 0, Token).ToListAsync(Token);
        Assert.Equal("done", events[^1].State);
        using var http = new HttpClient { BaseAddress = server.Address };
        var later = await http.GetStringAsync(new Uri($"/api/runs/{id}/events?from=2", UriKind.Relative), Token);
        Assert.StartsWith("data: {", later, StringComparison.Ordinal);
        Assert.Contains("id: 2\n", later, StringComparison.Ordinal);
        Assert.DoesNotContain("id: 1\n", later, StringComparison.Ordinal);
        foreach (var path in new[] { "run.json", "..%2Frun.json", "%2Fetc%2Fpasswd" })
        {
            using var answer = await http.GetAsync(new Uri($"/api/runs/{id}/files/{path}", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Run_PausedResumedAndStopped_SaysItsStateOverHttp()
    {
        var id = await StartAsync(steps: 5000);
        Assert.Equal("paused", (await server.Training.PauseAsync(id, Token)).State);
        Assert.Contains((await server.Training.ResumeAsync(id, Token)).State, new[] { "queued", "running" });
        Assert.Equal("stopped", (await server.Training.StopAsync(id, Token)).State);
        await RefusedAsync("VS4040", server.Training.PauseAsync(id, Token));
        Assert.Equal("stopped", (await server.Training.FollowAsync(id, 0, Token).LastAsync(Token)).State);
        await server.Training.DeleteRunAsync(id, Token);
        await RefusedAsync("VS4031", server.Training.DeleteRunAsync(id, Token));
    }

    private static async Task<ServerRefusedException> RefusedAsync(string code, Task request)
    {
        var error = await Assert.ThrowsAsync<ServerRefusedException>(() => request);
        Assert.Equal(code, error.Code);
        return error;
    }

    private async Task<string> VersionHeardAsync()
    {
        var heard = await server.Client.SpeakAsync(new() { Seed = 1 }, "Good evening.", Token).ToListAsync(Token);
        Assert.Contains(heard, one => one is AudioEvent);
        return heard.OfType<StartEvent>().Single().VoiceVersion;
    }

    private async Task CheckManifestAsync(Run run, Promotion promotion)
    {
        var path = Path.Combine(server.Folder, "heard.voice");
        await server.Server.Services.GetRequiredService<VoiceCatalogue>().CopyCurrentAsync("tiny", path, Token);
        var manifest = Voice.ReadManifest(path);
        var origin = manifest.Provenance;
        Assert.Equal(
            (promotion.Version, run.Parent, run.DataHash, "CC0 1.0"),
            (manifest.Version, origin.Parent, origin.DataHash, origin.Licence)
        );
        Assert.Equal((run.Consent, "me"), (origin.Consent, origin.ConsentBy));
        Assert.Equal(["linda", "nobody"], manifest.Speakers);
        Assert.True(Voice.IsTunable(manifest));
    }

    private async Task<RunRequest> RequestAsync(int steps) =>
        new()
        {
            DataSet = await server.DataSet.Value,
            Name = "linda",
            User = "me",
            Consent = "My own voice, recorded by myself.",
            Steps = steps,
            LearningRate = 1e-3,
            BatchSize = 3,
            ValidateEvery = Math.Min(steps, 50),
            AlignerSteps = 1,
            SpeakerSteps = 1,
        };

    private async Task<string> StartAsync(int steps) =>
        (await server.Training.StartAsync(await RequestAsync(steps), Token)).Id;

    /// <summary>A server with a tiny voice that can be tuned, and one data set for all tests.</summary>
    public sealed class TuningServer : TrainingServer
    {
        public TuningServer() => DataSet = new(() => NewDataSetAsync(4));

        public Lazy<Task<string>> DataSet { get; }

        protected override bool CanTune => true;
    }
}
