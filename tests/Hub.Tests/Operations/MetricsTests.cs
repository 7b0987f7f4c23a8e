using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceSmith.Hub.Tests.Operations;

/// <summary>
/// Alone: OpenTelemetry hears no server's requests any more once another server of the process has ended.
/// </summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
[Collection(nameof(MetricsTests))]
public sealed class MetricsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Metrics_AfterAnUtterance_CountIt()
    {
        using var spoken = await _client.PostAsJsonAsync("/api/speak", new { text = "Hello." }, Token);
        var metrics = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);
        Assert.Matches("(?m)^voicesmith_utterances.*outcome=\"finished\".* [1-9]", metrics);
        Assert.Contains("voicesmith_first_sound", metrics, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", metrics, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Dashboard_Metrics_AreExported()
    {
        using var spoken = await _client.PostAsJsonAsync("/api/speak", new { text = "Hello." }, Token);
        GC.Collect(); // what the last collection left is a metric once there was one
        using var dashboard = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(SharedFolder.Repository, "deploy", "grafana", "voicesmith.json"),
                Token
            )
        );
        var used = dashboard
            .RootElement.GetProperty("panels")
            .EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => Regex.Replace(target.GetProperty("expr").GetString()!, @"by \([^)]*\)", ""))
            .SelectMany(expression => Regex.Matches(expression, "(voicesmith|http|dotnet)_[a-z_]+"))
            .Select(match => match.Value)
            .Distinct()
            .ToList();
        Assert.InRange(used.Count, 9, int.MaxValue);
        string exported;
        do exported = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);
        while (!exported.Contains("voicesmith_real_time_factor", StringComparison.Ordinal)); // kept for a moment
        Assert.All(used, name => Assert.Matches($"(?m)^{name}[ {{]", exported));
    }
}
