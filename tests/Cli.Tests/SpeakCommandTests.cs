using System.Diagnostics;
using VoiceSmith.Audio;
using VoiceSmith.Testing;

namespace VoiceSmith.Cli.Tests;

/// <summary>The command in a process of its own, as its streams are part of what it does.</summary>
public sealed class SpeakCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("speak").FullName;
    private readonly string _voice;

    public SpeakCommandTests()
    {
        _voice = Path.Combine(_folder, "tiny.voice");
        TinyVoice.Write(_voice);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Speak_TextOnStandardInput_WavOnStandardOutputAsInTheFile()
    {
        var file = Path.Combine(_folder, "a.wav");
        var named = await RunAsync(null, "speak", "Hello there.", "--out", file, "--pitch", "2", "--energy", "-3");
        Assert.Equal(0, named.ExitCode);
        Assert.Empty(named.Output);
        Assert.Matches(@"^\d+\.\d s of sound in \d+\.\d s \(real-time factor \d+\.\d\d\): .*a\.wav\s*$", named.Errors);

        var piped = await RunAsync("Hello there.", "speak", "--out", "-", "--quiet", "--pitch", "2", "--energy", "-3");
        Assert.Equal((0, ""), (piped.ExitCode, piped.Errors));
        var streamed = WavFile.Read(new MemoryStream(piped.Output));
        Assert.Equal(WavFile.Read(file).Samples, streamed.Samples);
    }

    [Fact]
    public async Task SpeakBatch_SomeLinesCannotBeSpoken_NamesThemAndGoesOn()
    {
        var batch = Path.Combine(_folder, "batch.txt");
        await File.WriteAllLinesAsync(batch, ["a|One.", "", "no separator", "b|…", "c|raw|Two."], Token);
        var folder = Path.Combine(_folder, "out");
        var (exitCode, _, errors) = await RunAsync(null, "speak", "--batch", batch, "--out", folder);
        Assert.Equal(1, exitCode);
        Assert.Equal(["a.wav", "c.wav"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Contains($"Line 3 of '{batch}': VS1021", errors, StringComparison.Ordinal);
        Assert.Contains($"Line 4 of '{batch}': VS4004", errors, StringComparison.Ordinal);
        Assert.Contains("2 of 4 lines spoken, ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpeakPlay_PlayerOnThePath_GetsTheSoundOfTheFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the sound goes to the device.");
        var (file, heard, player) = (
            Path.Combine(_folder, "a.wav"),
            Path.Combine(_folder, "heard.wav"),
            Path.Combine(_folder, "aplay")
        );
        await File.WriteAllTextAsync(player, $"#!/bin/sh\ncat > '{heard}'\n", Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(player, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var (exitCode, _, errors) = await RunAsync(null, "speak", "Hello there.", "--play", "--out", file);
        Assert.Equal((0, ""), (exitCode, exitCode == 0 ? "" : errors));
        Assert.Equal(WavFile.Read(file).Samples, WavFile.Read(heard).Samples);
    }

    [Theory]
    [InlineData("VS1022", "speak", "--batch", "not-there.txt", "--out", "x")]
    [InlineData("VS5008", "speak", "Hello.", "--out", "not/there.wav")]
    [InlineData("VS4005", "speak", "Hello.", "--out", "a.wav", "--pitch", "13")]
    [InlineData("VS4001", "speak", "Hello.", "--out", "a.wav", "--speaker", "somebody")]
    [InlineData("--out FILE or --play", "speak", "Hello.")]
    [InlineData("--batch takes", "speak", "Hello.", "--batch", "b.txt", "--out", "x")]
    public async Task Speak_SomethingWrong_SaysWhatWithExitCode1(string expected, params string[] arguments)
    {
        var output = new StringWriter();
        var before = Console.Error;
        Console.SetError(output);
        try
        {
            Assert.Equal(
                1,
                await CommandLine
                    .Create()
                    .Parse([.. arguments, "--voice", _voice])
                    .InvokeAsync(cancellationToken: Token)
            );
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, byte[] Output, string Errors)> RunAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "voicesmith.dll"), .. arguments, "--voice", _voice]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await copying;
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output.ToArray(), await errors);
    }
}
