using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using VoiceSmith.Access;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using static VoiceSmith.Cluster.Tests.TestCluster;

namespace VoiceSmith.Cluster.Tests;

/// <summary>A real cluster on this machine, whose processes are killed while people listen.</summary>
public sealed class ClusterTests(TestCluster cluster) : IClassFixture<TestCluster>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => cluster.RestoreAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Speak_ThroughAGateway_IsWhatOneMachineSaysEventByEvent()
    {
        await using var client = await cluster.ConnectAsync();
        var request = new SpeakRequest
        {
            Seed = 7,
            Rate = 1.1,
            Details = ["phoneme", "viseme"],
            Lexicon = "goat G OW1 T S",
        };
        var heard = await Heard.ToAsync(client.SpeakAsync(request, Story, Token));
        var expected = await cluster.OnOneMachineAsync(Story, request);
        Assert.Equal(expected.Pcm, heard.Pcm);
        Assert.Equal(expected.Events, heard.Events);
        Assert.Equal(expected.Frames, heard.Frames);
    }

    [Fact]
    public async Task Speak_OverHttp_IsWhatOneMachineSays()
    {
        await using var client = await cluster.ConnectAsync();
        var wav = (await client.SpeakToWavAsync(new() { Text = Story, Seed = 3 }, Token)).Wav;
        Assert.Equal((await cluster.OnOneMachineAsync(Story, new() { Seed = 3 })).Pcm, wav[44..]);
    }

    [Fact]
    public async Task Gateway_WhileItServes_HasNotLoadedLibtorch()
    {
        await using (var client = await cluster.ConnectAsync())
            await client.SpeakToWavAsync(new() { Text = "Yes." }, Token);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        Assert.Contains(
            "libtorch",
            await File.ReadAllTextAsync($"/proc/{cluster.Processes.Workers[0].Id}/maps", Token)
        );
        Assert.DoesNotContain(
            "libtorch",
            await File.ReadAllTextAsync($"/proc/{cluster.Processes.Gateways[0].Id}/maps", Token)
        );
    }

    [Fact]
    public async Task Speak_UnknownVoice_IsRefusedWithItsCode()
    {
        await using var client = await cluster.ConnectAsync();
        var refused = await Assert.ThrowsAsync<ServerRefusedException>(() =>
            client.SpeakToWavAsync(new() { Text = "Yes.", Voice = "nobody" }, Token)
        );
        Assert.Equal("VS4001", refused.Code);
        refused = await Assert.ThrowsAsync<ServerRefusedException>(() =>
            client.SpeakToWavAsync(new() { Text = "?!" }, Token)
        );
        Assert.Equal("VS4004", refused.Code);
    }

    [Fact]
    public async Task Workers_OneKilledAndOneToldToStop_EveryStreamIsWhatOneMachineSays()
    {
        var before = await cluster.MetricAsync("voicesmith_cluster_resumed");
        var (killed, stopped) = (cluster.Processes.Workers[0], cluster.Processes.Workers[1]);
        await cluster.WhileListenersListenAsync(
            8,
            async () =>
            {
                await killed.KillAsync();
                await stopped.StopAsync(Token);
            }
        );
        Assert.True(await cluster.MetricAsync("voicesmith_cluster_resumed") > before, "No stream was on the worker.");
    }

    [Fact]
    public async Task Gateway_KilledInTheMiddle_ClientsGoOnAtTheOther()
    {
        var before = await cluster.ContinuedAsync();
        await cluster.WhileListenersListenAsync(4, cluster.Processes.Gateways[0].KillAsync);
        Assert.True(await cluster.ContinuedAsync() > before, "What the workers held was made again.");
        var workers = cluster.Processes.Workers;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Token);
        soon.CancelAfter(TimeSpan.FromSeconds(15)); // sooner than Orleans misses a reader
        while ((await TestCluster.MetricsAsync(workers, "voicesmith_speaking")).Sum(one => one.Value) > 0)
            await Task.Delay(100, soon.Token); // what the dead gateway's listeners heard takes no place
    }

    [Fact]
    public async Task Gateway_ThatIsReady_HasSpokenThroughItsHubAndContinued() =>
        Assert.True(await cluster.ContinuedAsync() > 0);

    [Fact]
    public async Task Resume_AtAnotherGatewayThanTheOneThatSpoke_IsTheRest()
    {
        await using var first = await cluster.ConnectAsync(0);
        await using var second = await cluster.ConnectAsync(1);
        var speech = first.SpeakAsync(new SpeakRequest { Seed = 5 }, Story, Token);
        var whole = await Heard.ToAsync(speech);
        var rest = new MemoryStream();
        await foreach (var happened in second.ResumeAsync(speech.Utterance!, 20_000, Token))
            if (happened is AudioEvent audio)
                rest.Write(audio.Pcm.Span);
        Assert.Equal(whole.Pcm[40_000..], rest.ToArray());
    }

    [Fact]
    public async Task Workers_KilledTwiceWhileTextArrives_NothingIsLost()
    {
        string[] pieces =
        [
            "The ferry left at half past nine, ",
            "with three passengers and a goat. It cost $25. ",
            "Nobody spoke; the sea was ca",
            "lm. That is all.",
        ];
        await using var client = await cluster.ConnectAsync();
        var (text, begun) = (Channel.CreateUnbounded<string>(), new TaskCompletionSource());
        var listening = Heard.ToAsync(
            client.SpeakAsync(new(), text.Reader.ReadAllAsync(Token), Token),
            _ => begun.TrySetResult()
        );
        var killed = new List<Local.LocalMember>();
        foreach (var piece in pieces)
        {
            await text.Writer.WriteAsync(piece, Token);
            if (piece != pieces[1] && piece != pieces[2])
                continue;
            await Task.WhenAny(begun.Task, listening);
            killed.Add(await cluster.BusyWorkerAsync(killed));
            await killed[^1].KillAsync();
        }
        text.Writer.Complete();
        var expected = await cluster.OnOneMachineAsync(string.Concat(pieces));
        var heard = await listening;
        Assert.Equal(expected.Pcm, heard.Pcm);
        Assert.Equal(expected.Frames, heard.Frames);
        Assert.Equal(2, killed.Distinct().Count());
    }

    [Fact]
    public async Task Versions_SwitchedWhilePeopleListen_NoUtteranceMixes()
    {
        const string text = "One moment, please. Yes.";
        await using var client = await cluster.ConnectAsync();
        await client.Voices.PublishAsync(cluster.Write(2), new() { Name = "tiny", By = "ada" }, Token);
        var both = new[] { await cluster.OnOneMachineAsync(text), await cluster.OnOneMachineAsync(text, voice: 2) };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var listeners = Enumerable
            .Range(0, 8)
            .Select(number =>
                Task.Run(async () =>
                {
                    await using var own = await cluster.ConnectAsync(number % 2);
                    var versions = new List<string>();
                    while (!over.IsCancellationRequested)
                    {
                        var heard = await Heard.ToAsync(own.SpeakAsync(text, Token));
                        Assert.Equal(both.Single(one => one.Version == heard.Version).Pcm, heard.Pcm);
                        versions.Add(heard.Version);
                    }
                    return versions;
                })
            )
            .ToList();
        using var turn = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 4; i++)
        {
            await turn.WaitForNextTickAsync(Token);
            var now = await client.Voices.RollBackAsync("tiny", cancellationToken: Token);
            Assert.Equal(both[i % 2].Version, now.Version);
            Assert.Equal(now.Version, (await Heard.ToAsync(client.SpeakAsync(text, Token))).Version);
        }
        await over.CancelAsync();
        Assert.Equal(2, (await Task.WhenAll(listeners)).SelectMany(versions => versions).Distinct().Count());
        // A worker that joins late speaks with what was published.
        await cluster.Processes.Workers[2].KillAsync();
        await cluster.Processes.Workers[2].StartAsync(Token);
        await cluster.Processes.ReadyAsync(3, Token);
        var versions = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Heard.ToAsync(client.SpeakAsync(text, Token)))
        );
        Assert.All(versions, heard => Assert.Equal(both[1].Version, heard.Version));
        await client.Voices.RollBackAsync("tiny", cancellationToken: Token); // as it was
        Assert.Equal(2, (await client.Voices.VersionsAsync("tiny", Token)).Versions.Count);
    }

    [Fact]
    public async Task Comparison_StartedAtOneGateway_SplitsTheUtterancesOfAllAndIsPromotedAtAnother()
    {
        const string text = "One moment, please.";
        await using var first = await cluster.ConnectAsync(0);
        await using var second = await cluster.ConnectAsync(1);
        await first.Voices.PublishAsync(cluster.Write(1), new() { Name = "ab", By = "ada" }, Token);
        await first.Voices.PublishAsync(
            cluster.Write(2),
            new()
            {
                Name = "ab",
                By = "ada",
                Share = 0.5,
            },
            Token
        );
        var both = new[] { await cluster.OnOneMachineAsync(text), await cluster.OnOneMachineAsync(text, voice: 2) };
        var heard = new List<string>();
        for (var i = 0; i < 40 && heard.Distinct().Count() < 2; i++)
        {
            var one = await Heard.ToAsync(second.SpeakAsync(new SpeakRequest { Voice = "ab", Session = $"{i}" }, text, Token));
            Assert.Equal(both.Single(other => other.Version == one.Version).Pcm, one.Pcm);
            heard.Add(one.Version);
        }
        Assert.Equal(2, heard.Distinct().Count());
        await second.Voices.PromoteAsync("ab", cancellationToken: Token);
        var now = await Heard.ToAsync(first.SpeakAsync(new SpeakRequest { Voice = "ab" }, text, Token));
        Assert.Equal(both[1].Version, now.Version);
        Assert.Null((await first.Voices.VersionsAsync("ab", Token)).Comparison);
    }

    [Fact]
    public async Task Member_OfBothRoles_SpeaksForItsOwnDoorAndForOthersAndShowsTheDashboardToAdmins()
    {
        var keys = new KeyFile(cluster.KeysPath, TimeProvider.System);
        var (speak, admin) = (keys.Create("ada", Scope.Speak).Key, keys.Create("eve", Scope.Admin).Key);
        var both = cluster.Processes.NewMember("both", 0, "--Access:Required", "true", "--Access:Keys", cluster.KeysPath);
        try
        {
            await both.StartAsync(Token);
            await cluster.Processes.ReadyAsync(4, Token);
            var expected = await cluster.OnOneMachineAsync(Story);
            await using var client = await VoiceSmithClient.ConnectAsync(both.Address, new() { ApiKey = speak }, Token);
            var heard = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => Heard.ToAsync(client.SpeakAsync(Story, Token)))
            );
            Assert.All(heard, one => Assert.Equal(expected.Pcm, one.Pcm));
            Assert.Equal(HttpStatusCode.Unauthorized, await DashboardAsync(both, null));
            Assert.Equal(HttpStatusCode.Forbidden, await DashboardAsync(both, speak));
            Assert.Equal(HttpStatusCode.OK, await DashboardAsync(both, admin));
            await both.StopAsync(Token);
        }
        finally
        {
            await both.KillAsync();
        }
    }

    [Fact]
    public async Task Doors_OfAGateway_ExplainAndThoseOfAWorkerAreClosed()
    {
        using var http = new HttpClient { BaseAddress = cluster.Processes.Gateways[0].Address };
        using var explained = await http.PostAsJsonAsync("api/explain", new { text = "It cost $5." }, Token);
        Assert.Contains("five", await explained.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var unknown = await http.PostAsJsonAsync("api/explain", new { text = "Yes.", voice = "nobody" }, Token);
        Assert.Contains("VS4001", await unknown.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await DashboardAsync(cluster.Processes.Gateways[0], null));
        Assert.Equal(HttpStatusCode.NotFound, await DashboardAsync(cluster.Processes.Workers[0], null));
    }

    private static async Task<HttpStatusCode> DashboardAsync(Local.LocalMember member, string? key)
    {
        using var http = new HttpClient { BaseAddress = member.Address };
        if (key is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await http.GetAsync("cluster/", Token); // a redirection would lose the key
        return answer.StatusCode;
    }

    [Fact]
    public async Task Training_WhoseWorkerIsKilled_GoesOnAtAnotherAndItsPromotionSpeaksEverywhere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var client = await cluster.ConnectAsync(0);
        await using var other = await cluster.ConnectAsync(1);
        await client.Voices.PublishAsync(cluster.WriteTunable(), new() { Name = "tuned", By = "ada" }, Token);
        var data = await client.Training.UploadAsync(
            new(
                "clips",
                [.. Tones.Recordings(6).Select(file => new UploadFile(file.Name, new MemoryStream(file.Content)))]
            )
            {
                Licence = "CC0 1.0",
            },
            Token
        );
        Assert.Equal("ready", (await other.Training.CheckAsync(data.Id, Token)).State);
        var run = await other.Training.StartAsync(
            new()
            {
                DataSet = data.Id,
                Voice = "tuned",
                Name = "linda",
                User = "ada",
                Consent = "Hers.",
                Steps = 100_000,
                ValidateEvery = 2,
            },
            Token
        );
        await UntilAsync(one => one.Checkpoints.Count > 0);
        var worker = cluster.Processes.Workers.Single(one => TestCluster.TrainingOf(one).Count > 0);
        await worker.KillAsync();
        var before = (await client.Training.RunAsync(run.Id, Token)).Step;
        await UntilAsync(one => one.State == "running" && one.Step > before + 2);
        await worker.StartAsync(Token);
        await client.Training.StopAsync(run.Id, Token);
        await UntilAsync(one => one.State == "stopped");
        await cluster.Processes.ReadyAsync(3, Token);
        var step = (await client.Training.RunAsync(run.Id, Token)).Checkpoints[^1];
        var promoted = await client.Training.PromoteAsync(run.Id, new() { Step = step, User = "ada" }, Token);
        var heard = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ => Heard.ToAsync(other.SpeakAsync(new SpeakRequest { Voice = "tuned" }, "Yes.", Token)))
        );
        Assert.All(heard, one => Assert.Equal(promoted.Version, one.Version));

        async Task UntilAsync(Func<Run, bool> reached)
        {
            while (!reached(await client.Training.RunAsync(run.Id, Token)))
                await Task.Delay(100, Token);
        }
    }

    [Fact]
    public async Task Redis_Gone_WhatIsSaidGoesOnAndNewWorkIsToldWhy()
    {
        await using var client = await cluster.ConnectAsync();
        var (begun, request) = (new TaskCompletionSource(), Quick);
        var listening = Heard.ToAsync(client.SpeakAsync(request, Story, Token), _ => begun.TrySetResult());
        await Task.WhenAny(begun.Task, listening);
        await cluster.Processes.Redis.KillAsync();
        using var http = new HttpClient();
        HttpResponseMessage refused;
        while (true)
        {
            refused = await http.PostAsJsonAsync(
                new Uri(cluster.Processes.Gateways[0].Address, "api/speak"),
                new { text = "Yes." },
                Token
            );
            if (refused.StatusCode != HttpStatusCode.OK)
                break; // the gateway has seen that its connection is closed
            refused.Dispose();
        }
        using var answer = refused;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("VS4080", await refused.Content.ReadAsStringAsync(Token));
        Assert.Equal((await cluster.OnOneMachineAsync(Story, Quick)).Pcm, (await listening).Pcm);
        await cluster.Processes.Redis.StartAsync(Token);
        await cluster.Processes.ReadyAsync(3, Token);
        await client.SpeakToWavAsync(new() { Text = "Yes." }, Token);
    }
}
