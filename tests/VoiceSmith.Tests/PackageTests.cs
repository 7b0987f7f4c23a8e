using System.Text.RegularExpressions;
using VoiceSmith.Testing;
using VoiceSmith.Testing.Server;

namespace VoiceSmith.Tests;

/// <summary>README's C# examples, in console programs outside the solution that get VoiceSmith from packages.</summary>
public sealed partial class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly string[] Examples =
    [
        .. CodeBlock()
            .Matches(File.ReadAllText(Path.Combine(SharedFolder.Repository, "README.md")))
            .Select(block => block.Groups[1].Value),
    ];

    [Fact]
    public async Task PackageVoiceSmith_ExamplesInProcess_SpeakToAFileAndALoudspeaker()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(),
            "A shell script stands for the player."
        );
        var examples = Examples.Where(example => example.Contains("TextToSpeech", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, examples.Length);
        var program = await feed.BuildAsync("speaks", "VoiceSmith", AsOneProgram(examples));
        var player = Path.Combine(program.Folder, "aplay");
        await File.WriteAllTextAsync(player, "#!/bin/sh\ncat > heard.wav\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(player, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var output = await program.RunAsync();
        Assert.Matches(@"\d\.\d\d s: five\s", output); // a word with its time
        foreach (var name in new[] { "hello.wav", "heard.wav" })
            Assert.InRange(Audio.WavFile.Read(Path.Combine(program.Folder, name)).Duration.TotalSeconds, 0.3, 30);
    }

    [Fact]
    public async Task PackageVoiceSmithClient_Example_SpeaksFromARunningServer()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        var example = Assert.Single(
            Examples,
            example => example.Contains("VoiceSmithClient", StringComparison.Ordinal)
        );
        var addressed = example.Replace("http://localhost:5080", server.Address.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(example, addressed);
        var program = await feed.BuildAsync("asks", "VoiceSmith.Client", addressed);
        Assert.Matches(@"^\d+ bytes of sound", await program.RunAsync());
    }

    /// <summary>Examples one after the other, each in a scope of its own.</summary>
    private static string AsOneProgram(string[] examples)
    {
        bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal);
        var lines = examples.Select(example => example.Split('\n')).ToArray();
        var usings = lines.SelectMany(example => example.Where(IsUsing)).Distinct();
        var bodies = lines.Select(example => string.Join('\n', ["{", .. example.Where(line => !IsUsing(line)), "}"]));
        return string.Join('\n', [.. usings, .. bodies]);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
