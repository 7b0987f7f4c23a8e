using System.Net.Http.Json;
using System.Text.Json;
using VoiceSmith.Streaming;

namespace VoiceSmith.Cli.Bench;

/// <summary>A server that trains while it is measured: the voice is tuned to sentences that it spoke itself.</summary>
internal sealed class TrainingLoad : IAsyncDisposable
{
    private const int Recordings = 24, Steps = 400, BatchSize = 2;   // so few that each is told of, and more than there is time for

    private readonly HttpClient _client;
    private readonly string _folder, _run;
    private long _begun;

    private TrainingLoad(HttpClient client, string folder, string run) => (_client, _folder, _run) = (client, folder, run);

    /// <summary>A new folder for a server to train in.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("voicesmith-").FullName;

    /// <summary>What a server needs on its command line.</summary>
    /// <param name="place">Child or Server.</param>
    /// <param name="folder">Of <see cref="NewFolder"/>.</param>
    public static string[] Settings(string place, string folder) => ["--Training:Enabled", "true", "--Training:Place", place, "--Training:Folder", folder];

    /// <summary>Starts a run, and waits until its first steps are done.</summary>
    public static async Task<TrainingLoad> StartAsync(BenchServer server, string folder, CancellationToken cancellationToken)
    {
        var client = new HttpClient { BaseAddress = new(server.Address, "/") };
        using var form = new MultipartFormDataContent { { new StringContent("bench"), "name" } };
        for (var i = 0; i < Recordings; i++)
        {
            var sentence = BenchTexts.Sentences[i % BenchTexts.Sentences.Count];
            var spoken = await new OfflineSynthesizer(server.Engine).SpeakAsync(new() { Seed = (ulong)i, Controls = new() { Rate = 0.9 + 0.01 * i } }, sentence, cancellationToken);
            var wav = new MemoryStream();
            spoken.WriteWav(wav);
            form.Add(new ByteArrayContent(wav.ToArray()), "files", $"{i}.wav");
            form.Add(new StringContent(sentence), "files", $"{i}.txt");
        }
        var set = IdOf(await AskAsync(client, HttpMethod.Post, "api/datasets", form, cancellationToken));
        await AskAsync(client, HttpMethod.Post, $"api/datasets/{set}/check", null, cancellationToken);
        var run = IdOf(await AskAsync(client, HttpMethod.Post, "api/runs", JsonContent.Create(new
        {
            dataSet = set, name = "bench", user = "bench", consent = "A voice learns from itself.", steps = Steps, batchSize = BatchSize, alignerSteps = 2, speakerSteps = 2, validateEvery = Steps,
        }), cancellationToken));
        var load = new TrainingLoad(client, folder, run);
        while (await load.StepAsync(cancellationToken) < 6) // all kinds of steps have occurred
            await Task.Delay(100, cancellationToken);
        load._begun = await load.StepAsync(cancellationToken);
        return load;
    }

    /// <summary>Steps since the first were done: whether it trained at all.</summary>
    public async Task<long> StepsAsync(CancellationToken cancellationToken) => await StepAsync(cancellationToken) - _begun;

    public async ValueTask DisposeAsync()
    {
        await AskAsync(_client, HttpMethod.Post, $"api/runs/{_run}/stop", null, CancellationToken.None);
        await _client.GetStringAsync(new Uri($"api/runs/{_run}/events", UriKind.Relative), CancellationToken.None); // they end when its worker has
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<long> StepAsync(CancellationToken cancellationToken)
    {
        var run = await StateAsync(cancellationToken);
        return run.GetProperty("state").GetString() is "running" or "queued" ? run.GetProperty("step").GetInt64()
            : throw new VoiceSmithException("VS4000", "The run to measure by ended.", run.GetProperty("error").ToString(), "See why, and measure again.");
    }

    private Task<JsonElement> StateAsync(CancellationToken cancellationToken) => _client.GetFromJsonAsync<JsonElement>($"api/runs/{_run}", cancellationToken);

    private static string IdOf(JsonElement item) => item.GetProperty("id").GetString()!;

    private static async Task<JsonElement> AskAsync(HttpClient client, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var answer = await client.SendAsync(request, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.IsSuccessStatusCode ? body : throw new VoiceSmithException(body.GetProperty("code").GetString()!, body.GetProperty("title").GetString()!, body.GetProperty("detail").GetString()!, "");
    }
}
