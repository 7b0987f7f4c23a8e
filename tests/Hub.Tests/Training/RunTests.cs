using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.Work;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Models;

namespace VoiceSmith.Hub.Tests.Training;

/// <summary>A voice learns from recordings while the server speaks, in a process of its own.</summary>
public sealed class RunTests(RunTests.TuningServer server) : IClassFixture<RunTests.TuningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Run_StartedFollowedAndPromoted_IsHeardInTheNextUtterance()
    {
        await using var hub = await server.Server.ConnectHubAsync(ITrainingHub.Path); // as the page does
        var before = await VersionHeardAsync();
        var run = await hub.InvokeAsync<Run>(nameof(ITrainingHub.StartRun), await RequestAsync(steps: 12), Token);
        Assert.Equal((before, "tiny", "linda"), (run.Parent, run.Voice, run.Name));

        var events = await hub.StreamAsync<RunEvent>(nameof(ITrainingHub.FollowRun), run.Id, 0, Token).ToListAsync(Token);
        Assert.Equal(["queued", "running", "done"], events.Where(one => one.Type == "state").Select(one => one.State!));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.Number));
        Assert.Equal(12, events.Last(one => one.Type == "progress").Step);
        Assert.All(events.Where(one => one.Type == "progress"), one => Assert.True(one.Losses!.Count > 0 && one.StepsPerSecond > 0 && one.SecondsLeft >= 0));
        var files = events.Where(one => one.Type == "validated").SelectMany(one => one.Files!).ToArray();
        Assert.Equal(["alignment", "mel", "sound"], files.Select(file => file.Kind).Distinct().Order());
        foreach (var file in files.DistinctBy(file => file.Kind))
        {
            var content = await server.Training.FileAsync(file, Token);
            Assert.True(content.AsSpan(file.Kind == "sound" ? 0 : 1).StartsWith(file.Kind == "sound" ? "RIFF"u8 : "PNG"u8));
        }

        var promotion = await hub.InvokeAsync<Promotion>(nameof(ITrainingHub.Promote), run.Id, new PromotionRequest { Step = 12, User = "me" }, Token);
        Assert.Equal((12, "tiny", promotion.Version), (promotion.Step, promotion.Voice, await VersionHeardAsync()));
        Assert.NotEqual(before, promotion.Version);
        await CheckManifestAsync(run, promotion);
        Assert.Contains("promoted", await server.Training.FollowAsync(run.Id, 0, Token).Select(one => one.Type).ToListAsync(Token));
        var refused = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<Promotion>(nameof(ITrainingHub.Promote), run.Id, new PromotionRequest { Step = 99 }, Token));
        Assert.StartsWith("VS4041", refused.Message[refused.Message.IndexOf("VS", StringComparison.Ordinal)..], StringComparison.Ordinal);
        await RefusedAsync("VS4043", server.Training.DeleteRunAsync(run.Id, Token));
        await RefusedAsync("VS4043", server.Training.DeleteDataSetAsync(run.DataSet, Token));
    }

    [Fact(Timeout = 180_000)]
    public async Task Run_PausedAndResumed_GoesOnAfterItsCheckpointWhileAnotherHadItsPlace()
    {
        var first = await StartAsync(steps: 5000);
        await UntilAsync(first, run => run.Step > 2);
        var second = await StartAsync(steps: 3);
        Assert.Equal("queued", (await server.Training.RunAsync(second, Token)).State);
        await server.Training.PauseAsync(first, Token);
        await UntilAsync(second, run => run.State == "done");
        var paused = await server.Training.RunAsync(first, Token);
        Assert.Equal("paused", paused.State);
        Assert.Contains(paused.Step, paused.Checkpoints);

        await server.Training.ResumeAsync(first, Token);
        await UntilAsync(first, run => run.Step > paused.Step);
        await RefusedAsync("VS4034", server.Training.DeleteDataSetAsync(paused.DataSet, Token));
        await RefusedAsync("VS4040", server.Training.ResumeAsync(first, Token));
        await server.Training.StopAsync(first, Token);
        await UntilAsync(first, run => run.State == "stopped");

        await using var hub = await server.Server.ConnectHubAsync(ITrainingHub.Path);
        await hub.StreamAsync<RunEvent>(nameof(ITrainingHub.FollowRun), first, 0, Token).LastAsync(Token);     // until its worker is gone
        await hub.InvokeAsync(nameof(ITrainingHub.DeleteRun), second, Token);
        await server.Training.DeleteRunAsync(first, Token);
        await RefusedAsync("VS4031", server.Training.DeleteRunAsync(first, Token));
        Assert.DoesNotContain(server.Entries("runs"), name => name == first || name == second);
    }

    [Fact(Timeout = 180_000)]
    public async Task Child_Killed_IsReportedAndTheServerGoesOn()
    {
        var workshop = server.Server.Services.GetRequiredService<ProcessWorkshop>();
        var id = await StartAsync(steps: 5000);
        await UntilAsync(id, run => run.Step > 4);
        using (var child = Process.GetProcessById(workshop.Child!.Value))
            child.Kill();
        await UntilAsync(id, run => run.State == "failed");
        Assert.StartsWith("VS4037", (await server.Training.RunAsync(id, Token)).Error, StringComparison.Ordinal);
        Assert.NotEmpty(await VersionHeardAsync());

        await server.Training.ResumeAsync(id, Token);
        await UntilAsync(id, run => run is { State: "running", Step: > 4 });
        await server.Training.StopAsync(id, Token);
        await UntilAsync(id, run => run.State == "stopped");
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_WithoutConsent_IsRefused()
    {
        var error = await RefusedAsync("VS4038", server.Training.StartAsync(await RequestAsync(steps: 3) with { Consent = " " }, Token));
        Assert.Contains("consent", error.Why, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_OutOfRange_IsRefused()
    {
        var good = await RequestAsync(steps: 3);
        foreach (var bad in new[] { good with { Steps = 0 }, good with { LearningRate = 5 }, good with { BatchSize = 1000 }, good with { User = null }, good with { Name = "a\u0007" } })
            await RefusedAsync("VS4038", server.Training.StartAsync(bad, Token));
        await RefusedAsync("VS4031", server.Training.StartAsync(good with { DataSet = "../../etc" }, Token));
        await RefusedAsync("VS4001", server.Training.StartAsync(good with { Voice = "nobody" }, Token));
        await using var hub = await server.Server.ConnectHubAsync(ITrainingHub.Path);
        var error = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<Run>(nameof(ITrainingHub.StartRun), good with { LearningRate = double.NaN }, Token));
        Assert.Contains("VS4038", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
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

    [Fact(Timeout = 180_000)]
    public async Task Folder_ThatGoes_EndsTheRunAndNotTheServer()
    {
        var id = await StartAsync(steps: 5000);
        await UntilAsync(id, run => run.Step > 2);
        Directory.Delete(Path.Combine(server.Folder, "runs", id), recursive: true);
        await UntilAsync(id, run => run.State == "failed", mayFail: true);
        Assert.StartsWith("VS4042", (await server.Training.RunAsync(id, Token)).Error, StringComparison.Ordinal);
        await server.Training.DeleteRunAsync(id, Token);
        await UntilAsync(await StartAsync(steps: 2), run => run.State == "done");
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
        await server.Server.Services.GetRequiredService<VoicePublisher>().CopyCurrentAsync("tiny", path, Token);
        var manifest = Voice.ReadManifest(path);
        var origin = manifest.Provenance;
        Assert.Equal((promotion.Version, run.Parent, run.DataHash, "CC0 1.0"), (manifest.Version, origin.Parent, origin.DataHash, origin.Licence));
        Assert.Equal((run.Consent, "me"), (origin.Consent, origin.ConsentBy));
        Assert.Equal(["linda", "nobody"], manifest.Speakers);
        Assert.True(Voice.IsTunable(manifest));
    }

    private async Task<RunRequest> RequestAsync(int steps) => new()
    {
        DataSet = await server.DataSet.Value, Name = "linda", User = "me", Consent = "My own voice, recorded by myself.", Steps = steps, LearningRate = 1e-3,
        BatchSize = 3, ValidateEvery = Math.Min(steps, 50), AlignerSteps = 1, SpeakerSteps = 1,
    };

    private async Task<string> StartAsync(int steps) => (await server.Training.StartAsync(await RequestAsync(steps), Token)).Id;

    private async Task UntilAsync(string id, Func<Run, bool> condition, bool mayFail = false)
    {
        for (var run = await server.Training.RunAsync(id, Token); !condition(run); run = await server.Training.RunAsync(id, Token))
        {
            Assert.False(!mayFail && run.State is "failed", run.ToString());
            await Task.Delay(25, Token);
        }
    }

    /// <summary>A server with a tiny voice that can be tuned, and one data set for all tests.</summary>
    public sealed class TuningServer : TrainingServer
    {
        public TuningServer() => DataSet = new(() => NewDataSetAsync(4));

        public Lazy<Task<string>> DataSet { get; }

        protected override bool CanTune => true;
    }
}
