using System.Diagnostics;
using VoiceSmith.Models;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// The server as a person starts it, a process of its own, with the built-in voice; a tiny one where the build has
/// none.
/// </summary>
public sealed class ServerProcess : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;
    private readonly List<string> _output = [];
    private TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    /// <summary>How it is started: the server's own program, or the command line's.</summary>
    public IReadOnlyList<string> Program { get; init; } = ["VoiceSmith.Hub.dll"];

    /// <summary>Further options; a server that is told nothing does not train.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>True if it speaks with a tiny voice that can be tuned.</summary>
    public bool CanTune { get; init; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it, again after it was killed.</summary>
    public async ValueTask InitializeAsync()
    {
        List<string> arguments =
        [
            Path.Combine(AppContext.BaseDirectory, Program[0]),
            .. Program.Skip(1),
            "--urls",
            "http://127.0.0.1:0",
            "--Voices:Folder",
            Path.Combine(_folder, "voices"),
        ];
        var voice = Path.Combine(_folder, "tiny.voice");
        if (CanTune)
            TinyVoice.WriteTunable(voice);
        else if (!Voice.HasEmbedded)
            TinyVoice.Write(voice);
        if (File.Exists(voice))
            arguments.AddRange(["--Voices:BuiltIn", "false", "--Voices:Paths:0", voice]);
        _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        arguments.AddRange(["--Training:Enabled", "false"]);
        arguments.AddRange(Settings);
        _process = new()
        {
            StartInfo = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
            _address.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', _output)}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = await _address.Task.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Ends it at once, whatever it is doing, as a crash does: processes that it started are left to themselves.
    /// </summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The line that tells a person where to go tells the tests.</summary>
    private void Read(string? line)
    {
        const string announcement = "VoiceSmith is ready to speak: ";
        lock (_output)
            _output.Add(line ?? "");
        if (line?.StartsWith(announcement, StringComparison.Ordinal) == true)
            _address.TrySetResult(new(line[announcement.Length..]));
    }
}
