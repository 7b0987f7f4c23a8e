using System.Net.Http.Json;
using System.Text.Json;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// Versions of voices as whoever runs a server meets them: by command line, and after a server was killed.
/// </summary>
public sealed class PublishedVoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task ServePublishRollback_ByCommandLine_TheVoiceChangesAndComesBack()
    {
        await using var server = Start();
        await server.InitializeAsync();
        var (exitCode, output) = await CommandLineProcess.RunAsync(
            "publish",
            Write(2),
            "--server",
            server.Address.ToString(),
            "--by",
            "ada"
        );
        Assert.True(exitCode == 0, output);
        Assert.Contains("speaks from now on", output, StringComparison.Ordinal);
        Assert.Equal(VersionOf(2), await CurrentAsync(server));
        Assert.Contains(
            "speaks again",
            (await CommandLineProcess.RunHereAsync("rollback", "tiny", "--server", server.Address.ToString())).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(VersionOf(1), await CurrentAsync(server));
        await ComparedAsync(server);

        var broken = Path.Combine(_folder, "broken.voice");
        await File.WriteAllTextAsync(broken, "no voice", Token);
        (exitCode, output) = await CommandLineProcess.RunHereAsync(
            "publish",
            broken,
            "--server",
            server.Address.ToString()
        );
        Assert.Equal(1, exitCode);
        Assert.StartsWith("VS2004", output, StringComparison.Ordinal);
        await server.KillAsync();
        Assert.StartsWith(
            "VS4024",
            (await CommandLineProcess.RunHereAsync("rollback", "tiny", "--server", server.Address.ToString())).Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>The second version gets a share, then everything, and the first is back in the end.</summary>
    private async Task ComparedAsync(ServerProcess server)
    {
        async Task<string> CompareAsync(params string[] arguments)
        {
            var (exitCode, output) = await CommandLineProcess.RunHereAsync([
                "compare",
                "tiny",
                .. arguments,
                "--server",
                server.Address.ToString(),
            ]);
            Assert.True(exitCode == 0, output);
            return output;
        }
        var second = VersionOf(2);
        Assert.Contains(
            $"Version {second} gets 20 % of utterances.",
            await CompareAsync("--share", "0.2", "--version", second),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "gets 50 % of sessions",
            await CompareAsync("--share", "0.5", "--by-session"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(" gets ", await CompareAsync("--stop"), StringComparison.Ordinal);
        await CompareAsync("--share", "0.1", "--version", second);
        Assert.Matches($@"{second}\s+current", await CompareAsync("--promote"));
        await CompareAsync("--share", "0.1", "--version", VersionOf(1));
        await CompareAsync("--promote");
        Assert.Equal(VersionOf(1), await CurrentAsync(server));
    }

    [Theory(Timeout = 300_000)]
    [InlineData(1)]
    public Task Publish_ServerIsKilledMeanwhile_StartsWithAVersionThatSpeaks(int times) => KillAsync(times);

    [Theory(Timeout = 1_800_000, Explicit = true)]
    [InlineData(50)]
    public Task Publish_ServerIsKilledFiftyTimes_StartsWithAVersionThatSpeaks(int times) => KillAsync(times);

    [Fact(Timeout = 300_000)]
    public async Task BenchSwap_Short_EveryUtteranceIsWhatItsVersionSays()
    {
        var (exitCode, output) = await CommandLineProcess.RunAsync(
            "bench",
            "swap",
            "--voice",
            Write(1),
            "--listeners", "4", "--seconds", "3", "--loads", "20",
            "--json"
        );
        Assert.True(exitCode == 0, output);
        var figures = JsonSerializer.Deserialize<JsonElement>(output.TrimEnd().Split('\n')[^1]);
        int Of(string name) => figures.GetProperty(name).GetInt32();
        Assert.True((Of("errors"), Of("dropped"), Of("mismatched")) == (0, 0, 0), output);
        Assert.True(Of("swaps") >= 5 && Of("utterances") >= 4, output);
        Assert.Equal(2, Of("versions_left"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Publishes again and again, and kills the server at another moment each time.</summary>
    private async Task KillAsync(int times)
    {
        var (random, current) = (new Random(7), VersionOf(1));
        for (var time = 0; time <= times; time++)
        {
            await using var server = Start();
            await server.InitializeAsync();
            var (next, before) = (time + 2, current);
            current = await CurrentAsync(server);
            Assert.True(
                current == before || (time > 0 && current == VersionOf(time + 1)),
                $"After {time} kills version {current} speaks, before it was {before}."
            );
            using var client = new HttpClient { BaseAddress = server.Address };
            using (var spoken = await client.PostAsJsonAsync("/api/speak", new { text = "Yes." }, Token))
                Assert.Equal(
                    current,
                    spoken.EnsureSuccessStatusCode().Headers.GetValues("VoiceSmith-Model-Version").Single()
                );
            using var content = new ByteArrayContent(await File.ReadAllBytesAsync(Write(next), Token));
            var publishing = client.PostAsync(new Uri("/api/voices", UriKind.Relative), content, Token);
            await Task.WhenAny(publishing, Task.Delay(random.Next(600), Token));
            if (publishing.IsCompletedSuccessfully)
                current = VersionOf(next); // what was answered holds
            await server.KillAsync();
            try
            {
                using var answer = await publishing;
            }
            catch (HttpRequestException)
            {
                // killed in the middle, as wanted
            }
        }
    }

    private ServerProcess Start() =>
        new()
        {
            Program = ["voicesmith.dll", "serve"],
            Settings =
            [
                "--Voices:BuiltIn",
                "false",
                "--Voices:Paths:0",
                Write(1),
                "--Voices:Folder",
                Path.Combine(_folder, "voices"),
                "--Training:Enabled",
                "false",
                .. LenientGate.Settings,
            ],
        };

    private string Write(long seed)
    {
        var path = Path.Combine(_folder, $"{seed}.voice");
        if (!File.Exists(path))
            TinyVoice.Write(path, seed);
        return path;
    }

    private string VersionOf(long seed) => Models.Voice.ReadManifest(Write(seed)).Version;

    private static async Task<string> CurrentAsync(ServerProcess server)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        return (await client.GetFromJsonAsync<JsonElement>("/api/voices/tiny/versions", Token))
            .GetProperty("current")
            .GetString()!;
    }
}
