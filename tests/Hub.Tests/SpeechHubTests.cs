using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Tests;

namespace VoiceSmith.Hub.Tests;

/// <summary>A real SignalR client with the MessagePack protocol, against the real server.</summary>
public sealed class SpeechHubTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text = "Good evening. It is $5, or was at twenty past four! Who said so?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Speak_ASentence_StreamsWhatOfflineSynthesisGivesByteForByte()
    {
        await using var client = await server.ConnectAsync();
        var events = await SpeakAsync(client, new { seed = 7 }, Text);
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new() { Seed = 7 }, Text, Token);
        Assert.Equal(("start", 22050, 1, 16, "anna", "v1", 7ul), (events[0].Type, events[0].SampleRate, events[0].Channels, events[0].BitsPerSample, events[0].Voice, events[0].VoiceVersion, events[0].Seed));
        Assert.Equal(offline.Pcm, PcmOf(events));
        Assert.Equal(("end", offline.Pcm.Length / 2), (events[^1].Type, events[^1].Samples));
        Assert.Equal(offline.Words.Select(word => (word.Text, word.FirstSample, word.Source.Start)),
            events.Where(e => e.Type == "word").Select(e => (e.Text!, e.FirstSample, e.Start)));
        var next = 0L;
        foreach (var audio in events.Where(e => e.Type == "audio"))
        {
            Assert.Equal(next, audio.FirstSample);
            Assert.InRange(audio.Pcm.Length, 441 * 2, 882 * 2); // 20 to 40 ms
            next += audio.Pcm.Length / 2;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_TextInManyPieces_SameBytes()
    {
        await using var client = await server.ConnectAsync();
        var whole = PcmOf(await SpeakAsync(client, new { }, Text));
        Assert.Equal(whole, PcmOf(await SpeakAsync(client, new { }, [.. Text.Select(c => c.ToString())])));
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_TextStillArriving_SoundComesFirst()
    {
        await using var client = await server.ConnectAsync();
        var heard = new TaskCompletionSource();
        await foreach (var e in client.StreamAsync<WireMessage>("Speak", new { }, Waiting(), Token))
            if (e.Type == "audio")
                heard.TrySetResult();
        Assert.True(heard.Task.IsCompletedSuccessfully);

        async IAsyncEnumerable<string> Waiting()
        {
            yield return "The first sentence is spoken. Then ";
            await heard.Task.WaitAsync(Token);
            yield return "comes another.";
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("nobody", 1, "Hello.", "VS4001")]
    [InlineData(null, 9, "Hello.", "VS4005")]
    [InlineData(null, 1, "", "VS4004")]
    [InlineData(null, 1, "?!", "VS4004")]
    public async Task Speak_BadRequest_SaysWhatIsWrongAndTheConnectionLives(string? voice, double rate, string text, string code)
    {
        await using var client = await server.ConnectAsync();
        var error = await Assert.ThrowsAsync<HubException>(() => SpeakAsync(client, new { voice, rate }, text));
        Assert.Contains(code + ":", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(PcmOf(await SpeakAsync(client, new { voice = "bert" }, "Still here.")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_TextOverTheLimit_SaysSoHoweverItIsSent()
    {
        await using var client = await server.ConnectAsync();
        var text = string.Concat(Enumerable.Repeat("Far too long. ", 8000));
        var whole = await Assert.ThrowsAsync<HubException>(() => SpeakAsync(client, new { }, text));
        Assert.Contains("VS4003:", whole.Message, StringComparison.Ordinal);
        var pieces = await Assert.ThrowsAsync<HubException>(() => SpeakAsync(client, new { }, [.. text.Chunk(4000).Select(piece => new string(piece))]));
        Assert.Contains("VS4003:", pieces.Message, StringComparison.Ordinal);
        Assert.NotEmpty(PcmOf(await SpeakAsync(client, new { }, "Still here.")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Connect_Always_TellsTheVoices()
    {
        await using var client = new HubConnectionBuilder().WithUrl(new Uri(server.Address, ISpeechHub.Path)).AddMessagePackProtocol().Build();
        var told = new TaskCompletionSource<List<Dictionary<string, object>>>();
        client.On<List<Dictionary<string, object>>>("Voices", voices => told.TrySetResult(voices));
        await client.StartAsync(Token);
        Assert.Equal(["anna", "bert"], (await told.Task.WaitAsync(Token)).Select(voice => voice["name"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_Cancelled_TheEngineStopsWithinOneChunk()
    {
        var decoded = 0;
        await using var own = new RunningServer
        {
            Voices = () => [new FakeVoice { Decoding = _ => Interlocked.Increment(ref decoded) }],
            Settings = ["--Streaming:MaxUtterances", "1"],
        };
        await own.InitializeAsync();
        await using var client = await own.ConnectAsync();
        decoded = 0;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var text = string.Concat(Enumerable.Repeat(Text + " ", 500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var e in client.StreamAsync<WireMessage>("Speak", new { maxLead = 1 }, new[] { text }.ToAsyncEnumerable(), cancel.Token))
                if (e.Type == "audio")
                    await cancel.CancelAsync();
        });
        await UntilItSpeaksAgain(client); // the only place is free again: the utterance has ended on the server
        Assert.InRange(decoded, 1, 40);   // of thousands
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_ClientDisappears_ItsPlaceIsFreed()
    {
        await using var own = new RunningServer { Settings = ["--Streaming:MaxUtterances", "1"] };
        await own.InitializeAsync();
        var text = string.Concat(Enumerable.Repeat(Text + " ", 500));
        for (var time = 0; time < 3; time++)
        {
            var leaving = await own.ConnectAsync();
            await using var stream = leaving.StreamAsync<WireMessage>("Speak", new { maxLead = 1 }, new[] { text }.ToAsyncEnumerable(), Token).GetAsyncEnumerator(Token);
            Assert.True(await stream.MoveNextAsync());
            await leaving.DisposeAsync();
            await using var next = await own.ConnectAsync();
            await UntilItSpeaksAgain(next);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Stop_AndResume_SayWhatWasHeardAndGiveTheRest()
    {
        await using var client = await server.ConnectAsync();
        var (whole, id, heard) = (PcmOf(await SpeakAsync(client, new { seed = 2 }, Text)), "", (Dictionary<string, object>?)null);
        var events = new List<WireMessage>();
        await foreach (var e in client.StreamAsync<WireMessage>("Speak", new { seed = 2, maxLead = 0.5, details = new[] { "phoneme" } }, new[] { Text }.ToAsyncEnumerable(), Token))
        {
            events.Add(e);
            id = e.Utterance ?? id;
            if (e.Type != "audio" || e.FirstSample < 4000 || heard is not null)
                continue;
            Assert.True(await client.InvokeAsync<bool>("Pause", id, Token));
            Assert.True(await client.InvokeAsync<bool>("Report", id, 4000L, Token));
            Assert.True(await client.InvokeAsync<bool>("Continue", id, Token));
            heard = await client.InvokeAsync<Dictionary<string, object>>("Stop", id, 4000L, Token);
        }
        Assert.Equal("stopped", events[^1].Type);
        Assert.Contains(events, e => e.Type == "phoneme");
        Assert.Contains(events, e => e.Type == "ledger");
        Assert.Equal(4000, Convert.ToInt32(heard!["samples"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(await client.InvokeAsync<Dictionary<string, object>?>("Stop", id, 4000L, Token));
        Assert.False(await client.InvokeAsync<bool>("Pause", id, Token));

        await using var other = await server.ConnectAsync();
        var rest = new List<WireMessage>();
        await foreach (var e in other.StreamAsync<WireMessage>("Resume", id, 4000L, Token))
            rest.Add(e);
        Assert.Equal(whole[8000..], PcmOf(rest));
    }

    private static async Task UntilItSpeaksAgain(HubConnection client)
    {
        while (true)
        {
            try
            {
                await SpeakAsync(client, new { }, "Again.");
                return;
            }
            catch (HubException busy) when (busy.Message.Contains("VS4002", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<List<WireMessage>> SpeakAsync(HubConnection client, object request, params string[] text)
    {
        var events = new List<WireMessage>();
        await foreach (var e in client.StreamAsync<WireMessage>("Speak", request, text.ToAsyncEnumerable(), Token))
            events.Add(e);
        return events;
    }

    private static byte[] PcmOf(IEnumerable<WireMessage> events) => [.. events.SelectMany(e => e.Pcm)];
}
