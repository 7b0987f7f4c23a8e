using System.Diagnostics;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceSmith.Audio;
using VoiceSmith.Testing;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The commands of doors and locks, as a person runs them.</summary>
public sealed class DoorCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Keys => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task Keys_CreateListRevoke_ShowWhatTheyDo()
    {
        var (created, output) = await CommandLineProcess.RunAsync(
            "keys", "create", "--scope", "train", "--name", "phone", "--keys",
            Keys
        );
        Assert.Equal(0, created);
        var key = output.Split('\n').First(line => line.StartsWith("vs_", StringComparison.Ordinal)).Trim();
        var (_, list) = await CommandLineProcess.RunHereAsync("keys", "list", "--keys", Keys);
        Assert.Contains("phone", list, StringComparison.Ordinal);
        Assert.Contains("train", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key[^20..], list, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLineProcess.RunHereAsync("keys", "revoke", "phone", "--keys", Keys)).ExitCode);
        var (again, refusal) = await CommandLineProcess.RunHereAsync("keys", "revoke", "phone", "--keys", Keys);
        Assert.Equal(1, again);
        Assert.Contains("VS4057", refusal, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Serve_BeyondLoopbackWithoutAKey_IsRefusedWithBothWaysOut()
    {
        var (exitCode, output) = await CommandLineProcess.RunAsync(
            "serve", "--urls", "http://0.0.0.0:0", "--Access:Keys",
            Keys
        );
        Assert.Equal(1, exitCode);
        Assert.Contains("VS4055", output, StringComparison.Ordinal);
        Assert.Contains("voicesmith keys create", output, StringComparison.Ordinal);
        Assert.Contains("--Access:Required false", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 240_000)]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("URLS")]
    public async Task Serve_AddressInTheEnvironment_IsFollowed(string variable)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "voicesmith.dll"),
                "serve",
                "--Training:Enabled",
                "false",
                .. Voice(),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [variable] = "http://127.0.0.1:0" },
        };
        using var process = Process.Start(start)!;
        try
        {
            string? line;
            do line =
                await process.StandardOutput.ReadLineAsync(Token)
                ?? throw new EndOfStreamException(await process.StandardError.ReadToEndAsync(Token));
            while (!line.Contains("ready to speak", StringComparison.Ordinal));
            Assert.Matches("http://127\\.0\\.0\\.1:[1-9]", line);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact(Timeout = 240_000)]
    public async Task Mcp_OverStandardInput_Speaks()
    {
        await using var client = await McpClient.CreateAsync(
            new StdioClientTransport(
                new()
                {
                    Command = "dotnet",
                    Arguments = [Path.Combine(AppContext.BaseDirectory, "voicesmith.dll"), "mcp", .. Voice()],
                },
                null
            ),
            cancellationToken: Token
        );
        var answer = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?> { ["text"] = "Yes." },
            cancellationToken: Token
        );
        var audio = Assert.IsType<AudioContentBlock>(Assert.Single(answer.Content));
        Assert.NotEmpty(WavFile.Read(new MemoryStream(audio.DecodedData.ToArray())).Samples);
        var linked = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?> { ["text"] = "Yes.", ["output"] = "link" },
            cancellationToken: Token
        );
        var file = new Uri(Assert.IsType<ResourceLinkBlock>(Assert.Single(linked.Content)).Uri).LocalPath;
        Assert.Equal(audio.DecodedData.ToArray(), await File.ReadAllBytesAsync(file, Token));
    }

    private string[] Voice()
    {
        var path = Path.Combine(_folder, "tiny.voice");
        TinyVoice.Write(path);
        return
        [
            "--Voices:BuiltIn",
            "false",
            "--Voices:Paths:0",
            path,
            "--Voices:Folder",
            Path.Combine(_folder, "voices"),
        ];
    }
}
