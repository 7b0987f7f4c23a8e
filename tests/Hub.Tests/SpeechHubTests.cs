using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Tests;

/// <summary>The speech hub of the real server, through the real client.</summary>
public sealed class SpeechHubTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text = "Good evening. It is $5, or was at twenty past four! Who said so?";
    private static readonly string LongText = string.Concat(Enumerable.Repeat(Text + " ", 500));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Speak_ASentence_StreamsWhatOfflineSynthesisGivesByteForByte()
    {
        await using var client = await server.ConnectAsync();
        var events = await client.SpeakAsync(new() { Seed = 7 }, Text, Token).ToListAsync(Token);
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new() { Seed = 7 }, Text, Token);
        var start = Assert.IsType<StartEvent>(events[0]);
        Assert.Equal(
            (22050, 1, 16, "anna", "v1", 7ul),
            (start.SampleRate, start.Channels, start.BitsPerSample, start.Voice, start.VoiceVersion, start.Seed)
        );
        Assert.Equal(offline.Pcm, PcmOf(events));
        Assert.Equal(new EndEvent(offline.Pcm.Length / 2), events[^1]);
        Assert.Equal(
            offline.Words.Select(word => (word.Text, word.FirstSample, word.Source.Start)),
            events.OfType<WordEvent>().Select(word => (word.Text, word.FirstSample, word.Start))
        );
        var next = 0L;
        foreach (var audio in events.OfType<AudioEvent>())
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
        var whole = PcmOf(await client.SpeakAsync(Text, Token).ToListAsync(Token));
        var pieces = Text.Select(c => c.ToString()).ToAsyncEnumerable();
        Assert.Equal(whole, PcmOf(await client.SpeakAsync(new(), pieces, Token).ToListAsync(Token)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_TextStillArriving_SoundComesFirst()
    {
        await using var client = await server.ConnectAsync();
        var heard = new TaskCompletionSource();
        await foreach (var e in client.SpeakAsync(new(), Waiting(), Token))
            if (e is AudioEvent)
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
    public async Task Speak_BadRequest_SaysWhatIsWrongAndTheConnectionLives(
        string? voice,
        double rate,
        string text,
        string code
    )
    {
        await using var client = await server.ConnectAsync();
        var error = await Assert.ThrowsAsync<ServerRefusedException>(async () =>
            await client.SpeakAsync(new() { Voice = voice, Rate = rate }, text, Token).ToListAsync(Token)
        );
        Assert.Equal(code, error.Code);
        Assert.NotEmpty(
            PcmOf(await client.SpeakAsync(new() { Voice = "bert" }, "Still here.", Token).ToListAsync(Token))
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_TextOverTheLimit_SaysSoAndTheConnectionLives()
    {
        await using var client = await server.ConnectAsync();
        var text = string.Concat(Enumerable.Repeat("Far too long. ", 8000));
        var error = await Assert.ThrowsAsync<ServerRefusedException>(async () =>
            await client.SpeakAsync(text, Token).ToListAsync(Token)
        );
        Assert.Equal("VS4003", error.Code);
        Assert.NotEmpty(PcmOf(await client.SpeakAsync("Still here.", Token).ToListAsync(Token)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Connect_Always_TellsTheVoices()
    {
        await using var client = new VoiceSmithClient(server.Address);
        var told = new TaskCompletionSource<IReadOnlyList<VoiceInfo>>();
        client.VoicesChanged += voices => told.TrySetResult(voices);
        Assert.False(await client.VoteAsync("nothing", true, Token)); // connects
        Assert.Equal(["anna", "bert"], (await told.Task.WaitAsync(Token)).Select(voice => voice.Name));
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
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var e in client.SpeakAsync(new() { MaxLead = 1 }, LongText, cancel.Token))
                if (e is AudioEvent)
                    await cancel.CancelAsync();
        });
        await UntilItSpeaksAgain(client); // the only place is free again: the utterance has ended on the server
        Assert.InRange(decoded, 1, 40); // of thousands
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_ClientDisappears_ItsPlaceIsFreed()
    {
        await using var own = new RunningServer { Settings = ["--Streaming:MaxUtterances", "1"] };
        await own.InitializeAsync();
        for (var time = 0; time < 3; time++)
        {
            var leaving = await own.ConnectAsync();
            await using var stream = leaving
                .SpeakAsync(new() { MaxLead = 1 }, LongText, Token)
                .GetAsyncEnumerator(Token);
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
        var whole = PcmOf(await client.SpeakAsync(new() { Seed = 2 }, Text, Token).ToListAsync(Token));
        var (events, heard) = (new List<SpeakEvent>(), (HeardText?)null);
        var speech = client.SpeakAsync(
            new()
            {
                Seed = 2,
                MaxLead = 0.5,
                Details = ["phoneme"],
            },
            Text,
            Token
        );
        await foreach (var e in speech)
        {
            events.Add(e);
            if (e is not AudioEvent { FirstSample: >= 4000 } || heard is not null)
                continue;
            Assert.True(await speech.PauseAsync(Token));
            Assert.True(await speech.ReportAsync(4000, Token));
            Assert.True(await speech.ContinueAsync(Token));
            heard = await speech.StopAsync(4000, Token);
        }
        Assert.Equal(new StoppedEvent(heard!), events[^1]);
        Assert.Equal(4000, heard!.Samples);
        Assert.Contains(events, e => e is PhonemeEvent);
        Assert.Contains(events, e => e is LedgerEvent);
        Assert.Null(await speech.StopAsync(4000, Token));
        Assert.False(await speech.PauseAsync(Token));

        await using var other = await server.ConnectAsync();
        Assert.Equal(whole[8000..], PcmOf(await other.ResumeAsync(speech.Utterance!, 4000, Token).ToListAsync(Token)));
    }

    private static async Task UntilItSpeaksAgain(VoiceSmithClient client)
    {
        while (true)
        {
            try
            {
                await client.SpeakAsync("Again.", Token).CountAsync(Token);
                return;
            }
            catch (ServerRefusedException busy) when (busy.Code == "VS4002")
            {
                await Task.Yield();
            }
        }
    }

    private static byte[] PcmOf(IEnumerable<SpeakEvent> events) =>
        [.. events.OfType<AudioEvent>().SelectMany(audio => audio.Pcm.ToArray())];
}
