using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Client;
using VoiceSmith.Testing;

namespace VoiceSmith.Bench.Faults;

/// <summary>The server as a process of its own, with a tiny voice that can be trained and a lenient gate.</summary>
/// <param name="work">Its files.</param>
/// <param name="data">The folder of published voices and of training.</param>
internal sealed class FaultyServer(WorkFolder work, string data) : IAsyncDisposable
{
    private const string Announcement = "VoiceSmith is ready to speak: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Queue<string> _said = new();
    private Process? _process;

    /// <summary>Environment variables besides this process's own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Its process id.</summary>
    public int Id => _process!.Id;

    /// <summary>True while it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Its address, another one after every start.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>Its last lines.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    /// <summary>Starts it.</summary>
    /// <returns>False if it ends before it is ready.</returns>
    public async Task<bool> TryStartAsync(Action<int>? started = null)
    {
        var ready = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec", Path.Combine(AppContext.BaseDirectory, "VoiceSmith.Hub.dll"), "--urls", "http://127.0.0.1:0",
                "--Voices:BuiltIn", "false", "--Voices:Paths:0", work.VoiceOf(1), "--Voices:Folder",
                Path.Combine(data, "voices"), "--Training:Enabled", "true", "--Training:Folder",
                Path.Combine(data, "training"), "--Streaming:DrainTime", "00:00:02", "--Logging:LogLevel:Default",
                "Warning", .. LenientGate.Settings,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["TMPDIR"] = work.Temporary;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        started?.Invoke(_process.Id);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ready.TrySetResult(null);
        _process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (await ready.Task.WaitAsync(Patience) is not { } address)
            return false;
        Address = address;
        return true;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It ends before it is ready.</exception>
    public async Task StartAsync()
    {
        if (!await TryStartAsync())
            throw new InvalidOperationException($"The server did not start: {Said}");
    }

    /// <summary>A client that gives up at once when the connection is lost.</summary>
    public VoiceSmithClient Client() => new(Address, new() { ReconnectFor = TimeSpan.Zero });

    /// <summary>Sends a signal, such as TERM, KILL, STOP and CONT.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!IsRunning)
            return;
        Signal("CONT");
        Signal("KILL");
        await EndAsync();
    }

    private void Hear(string? line, TaskCompletionSource<Uri?> ready)
    {
        if (line is null)
            return;
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > 40)
                _said.Dequeue();
        }
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
            ready.TrySetResult(new(line[Announcement.Length..]));
    }
}
