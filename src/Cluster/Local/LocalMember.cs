using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VoiceSmith.Cluster.Local;

/// <summary>One process of a cluster on this machine. Keeps its ports when it is started again.</summary>
public sealed class LocalMember
{
    private readonly IReadOnlyList<string> _command;
    private readonly Func<string, bool> _isReady;
    private readonly Queue<string> _said = new();
    private Process? _process;

    /// <param name="name">Its name in errors.</param>
    /// <param name="port">Port of its door.</param>
    /// <param name="command">Its program and arguments.</param>
    /// <param name="isReady">True for the line that it prints once it is ready.</param>
    public LocalMember(string name, int port, Func<int, IReadOnlyList<string>> command, Func<string, bool> isReady) =>
        (Name, Port, _command, _isReady) = (name, port, command(port), isReady);

    /// <summary>Its name in errors.</summary>
    public string Name { get; }

    /// <summary>Port of its door.</summary>
    public int Port { get; }

    /// <summary>Its door.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>Its process id.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("It does not run.");

    /// <summary>True while it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Processor time that it has used since it was started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var now = Process.GetProcessById(Id);
            return now.TotalProcessorTime;
        }
    }

    /// <summary>Starts it, again after it ended, and waits until it is ready.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="LocalClusterException">VS4083: it cannot be started, or ends at once.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(_command[0], _command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_TieredPGO"] = "0"; // starts with less work, as it is started again and again
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _process = Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw new LocalClusterException(Name, error.Message, error);
        }
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ready.TrySetException(new LocalClusterException(Name, Said()));
        _process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills it at once (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Asks it to end (SIGTERM), and waits until it has.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Signal("TERM");
        await _process!.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="signal">Its name, such as STOP and CONT.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The last lines that it printed.</summary>
    public string Said()
    {
        lock (_said)
            return string.Join('\n', _said);
    }

    private void Hear(string? line, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > 60)
                _said.Dequeue();
        }
        if (_isReady(line))
            ready.TrySetResult();
    }
}

/// <summary>A process of a cluster on this machine cannot be started.</summary>
/// <param name="name">Which.</param>
/// <param name="said">Last lines of its log.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class LocalClusterException(string name, string said, Exception? cause = null)
    : VoiceSmithException(
        "VS4083",
        what: $"A process of the cluster could not be started: {name}.",
        why: said.Length == 0 ? "It ended without a word." : $"It said: {said}",
        fix: "Install redis-server (apt-get install redis-server), and see that the ports are free.",
        cause
    );
