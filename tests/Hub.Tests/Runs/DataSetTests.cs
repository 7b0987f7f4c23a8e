using System.Net;
using System.Net.Http.Json;
using System.Text;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Hub.Tests.Runs;

/// <summary>Uploads over HTTP: accepted whole, or refused with the reason and nothing left.</summary>
public sealed class DataSetTests(DataSetTests.SmallServer server) : IClassFixture<DataSetTests.SmallServer>
{
    private static readonly byte[] Wav = Tones.Recordings(1).First().Content;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Upload_SoundsAndTexts_AreCheckedListedAndDeleted()
    {
        var set = await server.UploadAsync(
            "My voice",
            [
                .. Tones.Recordings(3),
                ("more.wav", Tones.Recordings(4).Skip(6).First().Content),
                ("quiet.wav", Silence()),
            ]
        );
        Assert.StartsWith("my-voice-", set.Id, StringComparison.Ordinal);
        Assert.Equal("uploaded", set.State);

        var found = await server.Training.CheckAsync(set.Id, Token);
        Assert.True(found.State == "ready", found.ToString());
        Assert.Equal((3, 1), (found.Report!.Recordings, found.Report.Validation));
        Assert.Equal("NoTranscript", found.Report.LeftOut[0].Reason);

        var recordings = await server.Training.RecordingsAsync(set.Id, Token);
        Assert.Equal(["clip0", "clip1", "clip2", "more", "quiet"], recordings.Select(one => one.Id));
        using var http = new HttpClient { BaseAddress = server.Address };
        using var sound = await http.GetAsync(new Uri(recordings[4].Url!, UriKind.Relative), Token);
        Assert.Equal("audio/wav", sound.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Silence(), await sound.Content.ReadAsByteArrayAsync(Token));
        using var unknown = await http.GetAsync(
            new Uri($"/api/datasets/{set.Id}/recordings/a/..%2fabout", UriKind.Relative),
            Token
        );
        Assert.Equal(
            (HttpStatusCode.NotFound, "VS4031"),
            (unknown.StatusCode, (await unknown.Content.ReadFromJsonAsync<Problem>(Token))!.Code)
        );

        Assert.Contains(set.Id, (await server.Training.DataSetsAsync(Token)).Select(one => one.Id));
        Assert.Equal("ready", (await server.Training.DataSetAsync(set.Id, Token)).State);
        await server.Training.DeleteDataSetAsync(set.Id, Token);
        Assert.DoesNotContain(set.Id, server.Entries("datasets"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("x.zip", "This is no archive.", "VS4032")]
    [InlineData("x.wav", "This is no sound.", "VS4032")]
    public async Task Upload_FileThatIsNotWhatItSays_IsRefused(string name, string content, string code) =>
        await RefusedAsync(code, (name, Encoding.UTF8.GetBytes(content)));

    [Fact(Timeout = 300_000)]
    public async Task Upload_TooManyBytes_IsRefusedBeforeItsEnd()
    {
        var big = new byte[5 << 20];
        Wav.AsSpan(0, 44).CopyTo(big);
        await RefusedAsync("VS4033", ("big.wav", big));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("text/plain", "no form")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\ncut off"
    )]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nX-Other: 1\r\n\r\nno name\r\n--x--\r\n")]
    public async Task Upload_ThatIsNoWholeForm_IsRefused(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsync(new Uri("/api/datasets", UriKind.Relative), content, Token);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "VS4032"),
            (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<Problem>(Token))!.Code)
        );
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_FromAPageOfAnotherSite_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/datasets")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(Wav), "files", "a.wav" } },
        };
        request.Headers.Add("Origin", "https://example.com");
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Upload_CutOff_LeavesNothing()
    {
        var before = server.Entries("datasets").Order().ToArray();
        using (var abort = new CancellationTokenSource())
        using (var content = new StreamContent(new Stalling(Wav, abort)))
        {
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
            using var http = new HttpClient { BaseAddress = server.Address };
            await Assert.ThrowsAnyAsync<Exception>(() =>
                http.PostAsync(new Uri("/api/datasets", UriKind.Relative), content, abort.Token)
            );
        }
        for (var wait = 0; wait < 200 && server.Entries("datasets").Count() != before.Length; wait++)
            await Task.Delay(20, Token);
        Assert.Equal(before, server.Entries("datasets").Order());
    }

    private async Task RefusedAsync(string code, (string Name, byte[] Content) file)
    {
        var before = server.Entries("datasets").Order().ToArray();
        var error = await Assert.ThrowsAsync<ServerRefusedException>(() => server.UploadAsync("bad", file));
        Assert.True(error.Status is 400 or 413, error.ToString());
        Assert.Equal(code, error.Code);
        Assert.Equal(before, server.Entries("datasets").Order());
    }

    private static byte[] Silence()
    {
        using var wav = new MemoryStream();
        Audio.WavFile.Write(wav, new(new float[22050], 22050));
        return wav.ToArray();
    }

    /// <summary>A server that takes little, so that tests send little.</summary>
    public sealed class SmallServer : TrainingServer
    {
        protected override IReadOnlyList<string> Settings =>
            [
                "--Training:MaxUploadBytes", "4000000", "--Training:MaxUnpackedBytes", "3000000", "--Training:MaxFiles",
                "50", "--Training:MaxDuration", "00:00:15", "--Training:Place", "Server",
            ];
    }

    /// <summary>The beginning of a form; then the sender is gone.</summary>
    private sealed class Stalling(byte[] file, CancellationTokenSource abort)
        : MemoryStream([
            .. "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.wav\"\r\n\r\n"u8,
            .. file,
        ])
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (Position < Length)
                return await base.ReadAsync(buffer, cancellationToken);
            await Task.Delay(200, cancellationToken);
            await abort.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return 0;
        }
    }
}
