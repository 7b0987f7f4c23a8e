using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Doors.Wyoming;
using VoiceSmith.Testing;

namespace VoiceSmith.Doors.Tests;

/// <summary>The examples of docs/api.md and docs/streaming.md, run against a server.</summary>
public sealed partial class ApiDocumentTests(ApiDocumentTests.Server server) : IClassFixture<ApiDocumentTests.Server>
{
    private const string CSharp = "csharp";

    private static readonly string[] Documents = ["api.md", "streaming.md"];

    private static readonly string[] All = [CSharp, "js", "python", "sh"];

    /// <summary>Languages of the examples under each heading of api.md.</summary>
    private static readonly Dictionary<string, string[]> Languages = new()
    {
        ["OpenAI's API"] = All,
        ["A WAV file"] = All,
        ["Word times, mouth shapes, captions"] = All,
        ["How a text is read"] = All,
        ["Home Assistant"] = [CSharp, "js", "python"], // curl does not speak it
        ["Assistants"] = All,
        ["Microsoft.Extensions.AI"] = [CSharp], // a library of .NET
        ["Keys"] = ["sh"],
        ["Operations"] = [],
    };

    private static readonly Dictionary<string, string[]> Interpreters = new()
    {
        ["sh"] = ["bash", "-euo", "pipefail"],
        ["python"] = ["python3"],
        ["js"] = ["node", "--input-type=module"],
    };

    public static TheoryData<string, int, string> Examples()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var document in Documents)
            foreach (var (number, language, code) in Blocks(document))
                if (IsRun(language) && !code.Contains("voicesmith keys", StringComparison.Ordinal))
                    data.Add(document, number, language);
        return data;
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Examples))]
    public async Task Example_OfADoor_Runs(string document, int number, string language)
    {
        var code = Blocks(document)
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
            );
        foreach (Match file in Written().Matches(code))
            File.Delete(Path.Combine(server.Folder, file.Value));
        if (language == CSharp)
            await CSharpExample.RunAsync(InFolder(code));
        else
            await RunAsync(Interpreters[language], code);
        foreach (Match file in Written().Matches(code))
            Assert.True(new FileInfo(Path.Combine(server.Folder, file.Value)).Length > 40, file.Value);
    }

    [Fact]
    public void Examples_OfEachDoor_AreInItsLanguages()
    {
        var sections = Text("api.md").Split("\n## ")[1..];
        Assert.Equal(Languages.Keys, sections.Select(section => section.Split('\n')[0]));
        Assert.All(sections.Zip(Languages.Values), section => Assert.Equal(section.Second, LanguagesOf(section.First)));
        Assert.Equal([CSharp, "js"], LanguagesOf(Text("streaming.md")));

        static IEnumerable<string> LanguagesOf(string text) =>
            Fences().Matches(text).Select(match => match.Groups[1].Value).Where(IsRun).Distinct().Order();
    }

    private static bool IsRun(string language) => language == CSharp || Interpreters.ContainsKey(language);

    /// <summary>The example with what it leaves to its reader: a chat client, a player, and the folder.</summary>
    private string InFolder(string code)
    {
        var usings = Usings().Match(code).Value;
        return $"""
            {usings}
            using var player = new MemoryStream();
            using var chat = new VoiceSmith.Doors.Tests.ExampleChat();
            {code[usings.Length..].Replace("\"speech.", $"@\"{server.Folder}/speech.", StringComparison.Ordinal)}
            """;
    }

    private async Task RunAsync(string[] program, string code)
    {
        Programs.SkipWithout(program[0]);
        if (code.Contains("curl ", StringComparison.Ordinal))
            Programs.SkipWithout("curl");
        if (code.Contains("@microsoft/signalr", StringComparison.Ordinal))
            server.LinkPackages();
        using var process = Process.Start(
            new ProcessStartInfo(program[0], program[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = server.Folder,
            }
        )!;
        await process.StandardInput.WriteAsync(code.Replace("curl -sS", "curl -fsS", StringComparison.Ordinal));
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await output}{await errors}");
    }

    private static IEnumerable<(int Number, string Language, string Code)> Blocks(string document) =>
        Fences()
            .Matches(Text(document))
            .Select((match, number) => (number, match.Groups[1].Value, match.Groups[2].Value));

    private static string Text(string document) =>
        File.ReadAllText(Path.Combine(SharedFolder.Repository, "docs", document));

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"speech\.(wav|opus|srt|pcm)")]
    private static partial Regex Written();

    [GeneratedRegex(@"\A(using [\w.]+;\n)*")]
    private static partial Regex Usings();

    /// <summary>A server with all doors open, and a folder for what the examples write.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public RunningServer Running { get; } =
            new() { Voices = () => [new FakeVoice("lj")], Settings = ["--Wyoming:Port", "0"] };

        public string Folder { get; } = Directory.CreateTempSubdirectory("voicesmith-").FullName;

        public ValueTask InitializeAsync() => Running.InitializeAsync();

        /// <summary>Lets scripts in the folder import the packages of clients.</summary>
        public void LinkPackages()
        {
            var installed = Path.Combine(SharedFolder.Repository, "clients", "node_modules");
            Assert.SkipUnless(Directory.Exists(installed), "The page's tools are not installed: run 'npm ci' in clients.");
            var link = Path.Combine(Folder, "node_modules");
            if (!Directory.Exists(link))
                Directory.CreateSymbolicLink(link, installed);
        }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
