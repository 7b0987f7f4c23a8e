using System.Text.Json;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// <c>voicesmith evaluate --suite</c> with untrained voices: what they say is noise, but it is heard, measured and
/// shown.
/// </summary>
public sealed class SuiteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-suite-").FullName;

    [Fact]
    public async Task Suite_TwoVoices_ArePlayedAndScoredSideBySide()
    {
        var (first, second, text) = (
            Path.Combine(_folder, "a.voice"),
            Path.Combine(_folder, "b.voice"),
            Path.Combine(_folder, "mine.txt")
        );
        TinyVoice.Write(first, seed: 1, name: "one");
        TinyVoice.Write(second, seed: 2, name: "two");
        await File.WriteAllTextAsync(
            text,
            "# a comment\nX1\tA <b>tab & a text.\n",
            TestContext.Current.CancellationToken
        );

        var (exitCode, output) = await CommandLineProcess.RunAsync(
            "evaluate",
            "--suite",
            "--voice",
            first,
            "--against",
            second,
            "--text",
            text,
            "--limit",
            "1",
            "--out",
            _folder
        );

        Assert.True(exitCode == 0, output);
        using var summary = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        var voices = summary.RootElement.GetProperty("means").EnumerateObject().ToArray();
        Assert.Equal(["a: one", "b: two"], voices.Select(voice => voice.Name[..6]));
        foreach (var voice in voices)
        {
            Assert.Equal(["own", "mine", "all"], voice.Value.EnumerateObject().Select(set => set.Name));
            Assert.All(
                ["real-time factor", "ms per character", "clipped"],
                name => Assert.True(voice.Value.GetProperty("all").GetProperty(name).GetDouble() >= 0)
            );
        }
        var page = await File.ReadAllTextAsync(
            summary.RootElement.GetProperty("page").GetString()!,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(4, Count(page, "data:audio/wav;base64,"));
        Assert.Equal(4, Count(page, "data:image/png;base64,"));
        Assert.Contains("A &lt;b&gt;tab &amp; a text.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--data")]
    public async Task Evaluate_WithoutWhatItNeeds_SaysSo(string missing)
    {
        var (exitCode, output) = await CommandLineProcess.RunHereAsync(
            missing == "--out" ? ["evaluate", "--suite"] : ["evaluate"]
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains(missing, output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
