using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Tests.Operations;

public sealed class OperationsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Documents_ThatPagesLinkTo_AreThere()
    {
        foreach (var name in new[] { "api.md", "streaming.md" })
        {
            using var answer = await _client.GetAsync(new Uri($"/documents/{name}", UriKind.Relative), Token);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith("# ", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/health", "Healthy")]
    [InlineData("/health/live", "Healthy")]
    [InlineData("/health/ready", "voices are warm")]
    public async Task Health_OfARunningServer_IsHealthy(string path, string expected)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ready_DiskCannotBeWritten_IsNot()
    {
        var file = Path.GetTempFileName(); // a file where a folder should be
        await using var own = new RunningServer { Settings = ["--Voices:Folder", Path.Combine(file, "voices")] };
        try
        {
            await own.InitializeAsync();
            using var client = new HttpClient { BaseAddress = own.Address };
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("Voices:Folder", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            Assert.Equal(
                HttpStatusCode.OK,
                (await client.GetAsync(new Uri("/health/live", UriKind.Relative), Token)).StatusCode
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task OpenApi_Always_DescribesTheDoorsWithExamples()
    {
        var document = await _client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var paths = document.GetProperty("paths");
        foreach (
            var path in new[]
            {
                "/v1/audio/speech", "/v1/models", "/v1/audio/voices", "/api/speak", "/api/speak/stream", "/api/voices",
                "/api/runs",
            }
        )
            Assert.True(paths.TryGetProperty(path, out _), path);
        var body = paths
            .GetProperty("/v1/audio/speech")
            .GetProperty("post")
            .GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json");
        Assert.Equal("tts-1", body.GetProperty("example").GetProperty("model").GetString());
        using var page = await _client.GetAsync(new Uri("/docs", UriKind.Relative), Token);
        Assert.Contains("VoiceSmith", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task OpenApi_EveryOperation_HasASummaryAndAnExampleOfItsJson()
    {
        var document = await _client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var described = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name} {path.Name}";
                Assert.True(operation.Value.TryGetProperty("summary", out _), name);
                if (
                    !operation.Value.TryGetProperty("requestBody", out var body)
                    || !body.GetProperty("content").TryGetProperty("application/json", out var json)
                )
                    continue;
                Assert.True(json.TryGetProperty("example", out var example), name);
                var members = Properties(document, json.GetProperty("schema"));
                foreach (var member in example.EnumerateObject())
                    Assert.True(members.Contains(member.Name), $"{name}: {member.Name}");
                described.Add(name);
            }
        Assert.Equal(
            [
                "post /api/explain", "post /api/runs", "post /api/runs/{id}/promote", "post /api/speak",
                "post /api/speak/stream", "post /api/voices/{name}/promote", "post /api/voices/{name}/rollback",
                "post /api/voices/{name}/votes", "post /v1/audio/speech",
                "put /api/datasets/{id}/recordings/{recording}", "put /api/voices/{name}/comparison",
            ],
            described.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Members of a schema, which may refer to another.</summary>
    private static HashSet<string> Properties(JsonElement document, JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/')[1..].Aggregate(document, (at, name) => at.GetProperty(name));
        return [.. schema.GetProperty("properties").EnumerateObject().Select(member => member.Name)];
    }

    [Fact(Timeout = 60_000)]
    public async Task Utterance_Traced_IsOneSpanWithAChildForEachStageAndNoText()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracedEngine.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var engine = new TracedEngine(server.Engine, TimeProvider.System);
        var before = Activity.Current;
        var spoken = await new OfflineSynthesizer(engine).SpeakAsync(
            new() { Voice = "bert" },
            "Confidential words.",
            Token
        );
        Assert.Same(before, Activity.Current);
        List<Activity> own;
        lock (spans)
            own =
            [
                .. spans.Where(span =>
                    span.TraceId
                    == spans
                        .First(one => (string?)one.GetTagItem("voicesmith.utterance") == spoken.Start.Utterance)
                        .TraceId
                ),
            ];
        var root = Assert.Single(
            own,
            span => (string?)span.GetTagItem("voicesmith.utterance") == spoken.Start.Utterance
        );
        Assert.Equal(
            ["decoding", "encoding", "normalizing", "phonemizing", "queued", "sending", "vocoding"],
            own.Where(span => span.ParentSpanId == root.SpanId).Select(span => span.OperationName).Order()
        );
        Assert.DoesNotContain(
            own.SelectMany(span => span.TagObjects),
            tag => tag.Value?.ToString()?.Contains("Confidential", StringComparison.Ordinal) == true
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/api/speak", 405)]
    [InlineData("DELETE", "/v1/models", 405)]
    [InlineData("POST", "/v1/chat/completions", 404)]
    public async Task Request_ThatNothingAnswers_HasACode(string method, string path, int status)
    {
        using var answer = await _client.SendAsync(new(new(method), path), Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("VS4029", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("POST", "/api/runs")]
    [InlineData("POST", "/api/voices/anna/rollback")]
    [InlineData("PUT", "/api/voices/anna/comparison")]
    [InlineData("POST", "/api/speak")]
    public async Task MalformedJson_AtAnyDoor_IsAProblemWithACode(string method, string path)
    {
        using var answer = await _client.SendAsync(
            new(new(method), path)
            {
                Content = new StringContent("{\"text\":", System.Text.Encoding.UTF8, "application/json"),
            },
            Token
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "VS4026",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString()
        );
    }
}
