using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// A server that dies while recordings come or a voice learns: it starts again with all that was whole, and goes on.
/// </summary>
public sealed class TrainingKillTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-training").FullName;
    private readonly ServerProcess _server;

    public TrainingKillTests() =>
        _server = new() { CanTune = true, Settings = ["--Training:Enabled", "true", "--Training:Folder", _folder] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 400_000)]
    [InlineData(1, 1)]
    public Task Kill_DuringUploadAndTraining_LosesNothingThatWasWhole(int uploads, int kills) =>
        KillAsync(uploads, kills);

    [Theory(Timeout = 3_000_000, Explicit = true)]
    [InlineData(10, 40)]
    public Task Kill_FiftyTimesDuringUploadAndTraining_LosesNothingThatWasWhole(int uploads, int kills) =>
        KillAsync(uploads, kills);

    private async Task KillAsync(int uploads, int kills)
    {
        await _server.InitializeAsync();
        var set = await NewDataSetAsync();
        for (var upload = 0; upload < uploads; upload++)
            await KillWhileUploadingAsync(set);
        var run = (
            await PostAsync(
                "/api/runs",
                new
                {
                    dataSet = set,
                    name = "linda",
                    user = "me",
                    consent = "My own voice.",
                    steps = 100_000,
                    batchSize = 3,
                    validateEvery = 5,
                    alignerSteps = 1,
                    speakerSteps = 1,
                }
            )
        ).GetProperty("id").GetString()!;
        var reached = 0L;
        for (var kill = 0; kill < kills; kill++)
        {
            await UntilAsync(async () => NewestOf(await RunAsync(run)) > reached);
            await Task.Delay(40 * (kill % 25), Token); // somewhere between two checkpoints, or in the midst of one
            await _server.KillAsync();
            await _server.InitializeAsync();
            var after = await RunAsync(run);
            Assert.Equal("running", after.GetProperty("state").GetString());
            Assert.True(NewestOf(after) > reached, after.ToString());
            reached = NewestOf(after);
        }
        await UntilAsync(async () => NewestOf(await RunAsync(run)) > reached);
        await PostAsync($"/api/runs/{run}/stop", new { });
        await UntilAsync(async () => await LastEventAsync(run) == "stopped");
        var promoted = await PostAsync($"/api/runs/{run}/promote", new { step = NewestOf(await RunAsync(run)) });
        // whole, and heard by the gate: but an untrained voice is no speech
        Assert.Equal("VS4014", promoted.GetProperty("code").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task KillWhileUploadingAsync(string set)
    {
        using var abort = new CancellationTokenSource();
        var half = HalfUploadAsync(abort.Token);
        await UntilAsync(() =>
            Task.FromResult(
                Directory
                    .EnumerateFiles(Path.Combine(_folder, "datasets"), "half.wav", SearchOption.AllDirectories)
                    .Any()
            )
        );
        await _server.KillAsync();
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => half);
        await _server.InitializeAsync();
        Assert.Equal(
            [set],
            Directory.EnumerateDirectories(Path.Combine(_folder, "datasets")).Select(path => Path.GetFileName(path)!)
        );
    }

    private static long NewestOf(JsonElement run) =>
        run.GetProperty("checkpoints").EnumerateArray().Select(step => step.GetInt64()).DefaultIfEmpty().Max();

    private async Task<string> NewDataSetAsync()
    {
        using var form = new MultipartFormDataContent { { new StringContent("clips"), "name" } };
        foreach (var (name, content) in Tones.Recordings(4))
            form.Add(new ByteArrayContent(content), "files", name);
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var answer = await client.PostAsync(new Uri("/api/datasets", UriKind.Relative), form, Token);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
        Assert.Equal("ready", (await PostAsync($"/api/datasets/{id}/check", new { })).GetProperty("state").GetString());
        return id;
    }

    /// <summary>An upload that never ends.</summary>
    private async Task HalfUploadAsync(CancellationToken abort)
    {
        var (start, sound) = (
            "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"half.wav\"\r\n\r\n",
            Tones.Recordings(1).First().Content
        );
        using var content = new Endless([.. Encoding.UTF8.GetBytes(start), .. sound]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var answer = await client.PostAsync(new Uri("/api/datasets", UriKind.Relative), content, abort);
    }

    private async Task<JsonElement> RunAsync(string id)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        return await client.GetFromJsonAsync<JsonElement>($"/api/runs/{id}", Token);
    }

    private async Task<string> LastEventAsync(string id)
    {
        var last = (await File.ReadAllLinesAsync(Path.Combine(_folder, "runs", id, "events.jsonl"), Token))[^1];
        return JsonDocument.Parse(last).RootElement.TryGetProperty("state", out var state) ? state.GetString()! : "";
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var answer = await client.PostAsJsonAsync(path, body, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(20, Token);
    }

    /// <summary>Bytes, and then nothing, for good.</summary>
    private sealed class Endless(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context,
            CancellationToken cancellationToken
        )
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
