using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cluster.Tests;

/// <summary>A real cluster on this machine, whose processes are killed while people listen.</summary>
public sealed class ClusterTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string Story =
        "The ferry left at half past nine, with three passengers and a goat. Nobody spoke. It cost $25, and the sea was calm.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        await WhileListenersListenAsync(
            8,
            async () =>
            {
                await killed.KillAsync();
                await stopped.StopAsync(Token);
            }
        );
        Assert.True(await cluster.MetricAsync("voicesmith_cluster_resumed") > before, "No stream was on the worker.");
        await Task.WhenAll(killed.StartAsync(Token), stopped.StartAsync(Token));
        await cluster.Processes.ReadyAsync(3, Token);
    }

    [Fact]
    public async Task Gateway_KilledInTheMiddle_ClientsGoOnAtTheOther()
    {
        await WhileListenersListenAsync(4, cluster.Processes.Gateways[0].KillAsync);
        await cluster.Processes.Gateways[0].StartAsync(Token);
        await cluster.Processes.ReadyAsync(3, Token);
    }

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
        await Task.WhenAll(killed.Select(worker => worker.StartAsync(Token)));
        await cluster.Processes.ReadyAsync(3, Token);
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
            .Range(0, 4)
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
        for (var i = 0; i < 4; i++)
        {
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
    public async Task Redis_Gone_WhatIsSaidGoesOnAndNewWorkIsToldWhy()
    {
        await using var client = await cluster.ConnectAsync();
        var (begun, request) = (new TaskCompletionSource(), new SpeakRequest { MaxLead = 0.5 });
        var listening = Heard.ToAsync(client.SpeakAsync(request, Story, Token), _ => begun.TrySetResult());
        await Task.WhenAny(begun.Task, listening);
        await cluster.Processes.Redis.KillAsync();
        using var http = new HttpClient();
        using var refused = await http.PostAsJsonAsync(
            new Uri(cluster.Processes.Gateways[0].Address, "api/speak"),
            new { text = "Yes." },
            Token
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("VS4080", await refused.Content.ReadAsStringAsync(Token));
        Assert.Equal((await cluster.OnOneMachineAsync(Story)).Pcm, (await listening).Pcm);
        await cluster.Processes.Redis.StartAsync(Token);
        await cluster.Processes.ReadyAsync(3, Token);
        await client.SpeakToWavAsync(new() { Text = "Yes." }, Token);
    }

    /// <summary>Does something while people listen in real time, all of whom must hear what one machine says.</summary>
    private async Task WhileListenersListenAsync(int listeners, Func<Task> act)
    {
        using var begun = new CountdownEvent(listeners);
        var listening = Enumerable
            .Range(0, listeners)
            .Select(number =>
                Task.Run(async () =>
                {
                    await using var client = await cluster.ConnectAsync(number % 2);
                    var first = true;
                    var heard = await Heard.ToAsync(
                        client.SpeakAsync(new SpeakRequest { Seed = (ulong)number, MaxLead = 0.5 }, Story, Token),
                        heard =>
                        {
                            if (first && heard.Pcm.Length > 40_000)
                            {
                                first = false;
                                begun.Signal();
                            }
                        }
                    );
                    return (number, heard);
                })
            )
            .ToList();
        await Task.WhenAny(Task.Run(() => begun.Wait(Token)), Task.WhenAll(listening));
        await act();
        foreach (var (number, heard) in await Task.WhenAll(listening))
        {
            var expected = await cluster.OnOneMachineAsync(Story, new() { Seed = (ulong)number });
            Assert.Equal(expected.Pcm, heard.Pcm);
            Assert.Equal(expected.Events, heard.Events);
        }
    }
}
