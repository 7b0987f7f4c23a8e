using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Doors.Wyoming;
using VoiceSmith.Testing;

namespace VoiceSmith.Doors.Tests;

/// <summary>The examples of docs/api.md, run against a server.</summary>
public sealed partial class ApiDocumentTests(ApiDocumentTests.Server server) : IClassFixture<ApiDocumentTests.Server>
{
    private static readonly Dictionary<string, string[]> Interpreters = new()
    {
        ["sh"] = ["bash", "-euo", "pipefail"],
        ["python"] = ["python3"],
        ["js"] = ["node", "--input-type=module"],
    };

    public static TheoryData<string, int> Examples()
    {
        var data = new TheoryData<string, int>();
        foreach (var (language, number, code) in Blocks())
            if (Interpreters.ContainsKey(language) && !code.Contains("voicesmith keys", StringComparison.Ordinal))
                data.Add(language, number);
        return data;
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Examples))]
    public async Task Example_OfADoor_Runs(string language, int number)
    {
        var program = Interpreters[language];
        Programs.SkipWithout(program[0]);
        if (language == "sh")
            Programs.SkipWithout("curl");
        var code = Blocks()
            .Single(block => block.Number == number)
            .Code.Replace(
                "http://localhost:5080",
                server.Running.Address.GetLeftPart(UriPartial.Authority),
                StringComparison.Ordinal
            )
            .Replace(
                "10200",
                server
                    .Running.Services.GetRequiredService<WyomingServer>()
                    .Port!.Value.ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            )
            .Replace("curl -sS", "curl -fsS", StringComparison.Ordinal);
        using var process = Process.Start(
            new ProcessStartInfo(program[0], program[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = server.Folder,
            }
        )!;
        await process.StandardInput.WriteAsync(code);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
        foreach (Match file in Written().Matches(code))
            Assert.True(new FileInfo(Path.Combine(server.Folder, file.Value)).Length > 40, file.Value);
    }

    private static IEnumerable<(string Language, int Number, string Code)> Blocks()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        return Fences()
            .Matches(File.ReadAllText(Path.Combine(folder.FullName, "docs", "api.md")))
            .Select((match, number) => (match.Groups[1].Value, number, match.Groups[2].Value));
    }

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"speech\.(wav|opus|srt)")]
    private static partial Regex Written();

    /// <summary>A server with all doors open, and a folder for what the examples write.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public RunningServer Running { get; } =
            new() { Voices = () => [new FakeVoice("lj")], Settings = ["--Wyoming:Port", "0"] };

        public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-").FullName;

        public ValueTask InitializeAsync() => Running.InitializeAsync();

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
