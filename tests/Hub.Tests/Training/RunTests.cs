using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training;
using VoiceSmith.Hub.Training.Work;

namespace VoiceSmith.Hub.Tests.Training;

/// <summary>A voice learns from recordings while the server speaks, in a process of its own.</summary>
public sealed class RunTests(RunTests.TuningServer server) : IClassFixture<RunTests.TuningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Run_StartedFollowedAndPromoted_IsHeardInTheNextUtterance()
    {
        await using var hub = await server.Server.ConnectAsync("/hubs/training");
        await using var speech = await server.Server.ConnectAsync();
        var before = await VersionHeardAsync(speech);
        var run = await hub.InvokeAsync<Run>("StartRun", await RequestAsync(steps: 12), Token);
        Assert.Equal((before, "tiny", "linda"), (run.Parent, run.Voice, run.Name));

        var events = await hub.StreamAsync<RunEvent>("FollowRun", run.Id, 0, Token).ToListAsync(Token);
        Assert.Equal(["queued", "running", "done"], events.Where(one => one.Type == "state").Select(one => one.State!));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.Number));
        Assert.Equal(12, events.Last(one => one.Type == "progress").Step);
        Assert.All(events.Where(one => one.Type == "progress"), one => Assert.True(one.Losses!.Count > 0 && one.StepsPerSecond > 0 && one.SecondsLeft >= 0));
        var files = events.Where(one => one.Type == "validated").SelectMany(one => one.Files!).ToArray();
        Assert.Equal(["alignment", "mel", "sound"], files.Select(file => file.Kind).Distinct().Order());
        foreach (var file in files.DistinctBy(file => file.Kind))
        {
            var content = await server.Client.GetByteArrayAsync(new Uri(file.Url, UriKind.Relative), Token);
            Assert.True(content.AsSpan(file.Kind == "sound" ? 0 : 1).StartsWith(file.Kind == "sound" ? "RIFF"u8 : "PNG"u8));
        }

        var promotion = await hub.InvokeAsync<Promotion>("Promote", run.Id, new { step = 12, user = "me" }, Token);
        Assert.Equal((12, "tiny", promotion.Version), (promotion.Step, promotion.Voice, await VersionHeardAsync(speech)));
        Assert.NotEqual(before, promotion.Version);
        await CheckManifestAsync(run, promotion);
        Assert.Contains("promoted", (await hub.StreamAsync<RunEvent>("FollowRun", run.Id, 0, Token).ToListAsync(Token)).Select(one => one.Type));
        var refused = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<Promotion>("Promote", run.Id, new { step = 99 }, Token));
        Assert.Equal("VS4043", await CodeOfAsync(HttpMethod.Delete, $"/api/runs/{run.Id}"));
        Assert.Equal("VS4043", await CodeOfAsync(HttpMethod.Delete, $"/api/datasets/{run.DataSet}"));
        Assert.StartsWith("VS4041", refused.Message[refused.Message.IndexOf("VS", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Run_PausedAndResumed_GoesOnAfterItsCheckpointWhileAnotherHadItsPlace()
    {
        var first = (await StartAsync(steps: 5000)).GetProperty("id").GetString()!;
        await UntilAsync(first, run => run.GetProperty("step").GetInt64() > 2);
        var second = (await StartAsync(steps: 3)).GetProperty("id").GetString()!;
        Assert.Equal("queued", (await RunAsync(second)).GetProperty("state").GetString());
        await server.PostAsync($"/api/runs/{first}/pause");
        await UntilAsync(second, run => run.GetProperty("state").GetString() == "done");
        var paused = await RunAsync(first);
        Assert.Equal("paused", paused.GetProperty("state").GetString());
        var step = paused.GetProperty("step").GetInt64();
        Assert.Contains(step, paused.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetInt64()));

        await server.PostAsync($"/api/runs/{first}/resume");
        await UntilAsync(first, run => run.GetProperty("step").GetInt64() > step);
        Assert.Equal("VS4034", await CodeOfAsync(HttpMethod.Delete, $"/api/datasets/{paused.GetProperty("dataSet").GetString()}"));
        Assert.Equal("VS4040", await CodeOfAsync(HttpMethod.Post, $"/api/runs/{first}/resume"));
        await server.PostAsync($"/api/runs/{first}/stop");
        await UntilAsync(first, run => run.GetProperty("state").GetString() == "stopped");

        await using var hub = await server.Server.ConnectAsync("/hubs/training");
        await hub.StreamAsync<RunEvent>("FollowRun", first, 0, Token).LastAsync(Token);     // until its worker is gone
        await hub.InvokeAsync("DeleteRun", second, Token);
        await DeleteAsync(first);
        Assert.Equal("VS4031", await CodeOfAsync(HttpMethod.Delete, $"/api/runs/{first}"));
        Assert.DoesNotContain(server.Entries("runs"), name => name == first || name == second);
    }

    [Fact(Timeout = 180_000)]
    public async Task Child_Killed_IsReportedAndTheServerGoesOn()
    {
        var workshop = server.Server.Services.GetRequiredService<ProcessWorkshop>();
        var id = (await StartAsync(steps: 5000)).GetProperty("id").GetString()!;
        await UntilAsync(id, run => run.GetProperty("step").GetInt64() > 4);
        using (var child = Process.GetProcessById(workshop.Child!.Value))
            child.Kill();
        await UntilAsync(id, run => run.GetProperty("state").GetString() == "failed");
        Assert.StartsWith("VS4037", (await RunAsync(id)).GetProperty("error").GetString(), StringComparison.Ordinal);
        await using var speech = await server.Server.ConnectAsync();
        Assert.NotEmpty(await VersionHeardAsync(speech));

        await server.PostAsync($"/api/runs/{id}/resume");
        await UntilAsync(id, run => run.GetProperty("state").GetString() == "running" && run.GetProperty("step").GetInt64() > 4);
        await server.PostAsync($"/api/runs/{id}/stop");
        await UntilAsync(id, run => run.GetProperty("state").GetString() == "stopped");
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_WithoutConsent_IsRefused()
    {
        var answer = await server.PostAsync("/api/runs", await RequestAsync(steps: 3) with { Consent = " " });
        Assert.Equal("VS4038", answer.GetProperty("code").GetString());
        Assert.Contains("consent", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Start_OutOfRange_IsRefused()
    {
        var good = await RequestAsync(steps: 3);
        foreach (var bad in new[] { good with { Steps = 0 }, good with { LearningRate = double.NaN }, good with { LearningRate = 5 }, good with { BatchSize = 1000 }, good with { User = null }, good with { Name = "a\u0007" } })
            Assert.Equal("VS4038", (await server.PostAsync("/api/runs", JsonSerializer.SerializeToElement(bad, TolerantJson))).GetProperty("code").GetString());
        Assert.Equal("VS4031", (await server.PostAsync("/api/runs", good with { DataSet = "../../etc" })).GetProperty("code").GetString());
        Assert.Equal("VS4001", (await server.PostAsync("/api/runs", good with { Voice = "nobody" })).GetProperty("code").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_OverHttp_AreTheSame()
    {
        var id = (await StartAsync(steps: 3)).GetProperty("id").GetString()!;
        var text = await server.Client.GetStringAsync(new Uri($"/api/runs/{id}/events", UriKind.Relative), Token);
        Assert.Contains("\"state\":\"done\"", text, StringComparison.Ordinal);
        var later = await server.Client.GetStringAsync(new Uri($"/api/runs/{id}/events?from=2", UriKind.Relative), Token);
        Assert.StartsWith("data: {", later, StringComparison.Ordinal);
        Assert.Contains("id: 2\n", later, StringComparison.Ordinal);
        Assert.DoesNotContain("id: 1\n", later, StringComparison.Ordinal);
        foreach (var path in new[] { "run.json", "..%2Frun.json", "%2Fetc%2Fpasswd" })
        {
            using var answer = await server.Client.GetAsync(new Uri($"/api/runs/{id}/files/{path}", UriKind.Relative), Token);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static readonly JsonSerializerOptions TolerantJson = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact(Timeout = 180_000)]
    public async Task Folder_ThatGoes_EndsTheRunAndNotTheServer()
    {
        var id = (await StartAsync(steps: 5000)).GetProperty("id").GetString()!;
        await UntilAsync(id, run => run.GetProperty("step").GetInt64() > 2);
        Directory.Delete(Path.Combine(server.Folder, "runs", id), recursive: true);
        await UntilAsync(id, run => run.GetProperty("state").GetString() == "failed", mayFail: true);
        Assert.StartsWith("VS4042", (await RunAsync(id)).GetProperty("error").GetString(), StringComparison.Ordinal);
        await DeleteAsync(id);
        await UntilAsync((await StartAsync(steps: 2)).GetProperty("id").GetString()!, run => run.GetProperty("state").GetString() == "done");
    }

    private static async Task<string> VersionHeardAsync(HubConnection speech)
    {
        var heard = await speech.StreamAsync<WireMessage>("Speak", new { seed = 1 }, new[] { "Good evening." }.ToAsyncEnumerable(), Token).ToListAsync(Token);
        Assert.NotEmpty(heard.SelectMany(one => one.Pcm));
        return heard.First(one => one.Type == "start").VoiceVersion!;
    }

    private async Task CheckManifestAsync(Run run, Promotion promotion)
    {
        var path = Path.Combine(server.Folder, "heard.voice");
        await server.Server.Services.GetRequiredService<VoiceSmith.Hub.Voices.VoicePublisher>().CopyCurrentAsync("tiny", path, Token);
        var manifest = VoiceSmith.Models.Voice.ReadManifest(path);
        Assert.Equal((promotion.Version, run.Parent, run.DataHash, "CC0 1.0"), (manifest.Version, manifest.Provenance.Parent, manifest.Provenance.DataHash, manifest.Provenance.Licence));
        Assert.Equal((run.Consent, "me"), (manifest.Provenance.Consent, manifest.Provenance.ConsentBy));
        Assert.Equal(["linda", "nobody"], manifest.Speakers);
        Assert.True(VoiceSmith.Models.Voice.IsTunable(manifest));
    }

    private async Task<RunRequest> RequestAsync(int steps) => new()
    {
        DataSet = await server.DataSet.Value, Name = "linda", User = "me", Consent = "My own voice, recorded by myself.", Steps = steps, LearningRate = 1e-3,
        BatchSize = 3, ValidateEvery = Math.Min(steps, 50), AlignerSteps = 1, SpeakerSteps = 1,
    };

    private async Task<JsonElement> StartAsync(int steps)
    {
        var run = await server.PostAsync("/api/runs", await RequestAsync(steps));
        Assert.True(run.TryGetProperty("id", out _), run.ToString());
        return run;
    }

    private Task<JsonElement> RunAsync(string id) => server.Client.GetFromJsonAsync<JsonElement>($"/api/runs/{id}", Token);

    private async Task UntilAsync(string id, Func<JsonElement, bool> condition, bool mayFail = false)
    {
        for (var run = await RunAsync(id); !condition(run); run = await RunAsync(id))
        {
            Assert.False(!mayFail && run.GetProperty("state").GetString() is "failed", run.ToString());
            await Task.Delay(25, Token);
        }
    }

    private async Task DeleteAsync(string run)
    {
        using var answer = await server.Client.DeleteAsync(new Uri($"/api/runs/{run}", UriKind.Relative), Token);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<string?> CodeOfAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await server.Client.SendAsync(request, Token);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString();
    }

    /// <summary>A server with a tiny voice that can be tuned, and one data set for all tests.</summary>
    public sealed class TuningServer : TrainingServer
    {
        public TuningServer() => DataSet = new(() => NewDataSetAsync(4));

        public Lazy<Task<string>> DataSet { get; }

        protected override bool CanTune => true;
    }
}
