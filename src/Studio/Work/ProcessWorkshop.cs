using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace VoiceSmith.Studio.Work;

/// <summary>
/// Works in a process of its own at the lowest priority, which reads lines of text and writes lines of JSON.
/// </summary>
/// <param name="log">Receives the process's error output.</param>
internal sealed class ProcessWorkshop(ILogger<ProcessWorkshop> log) : IWorkshop
{
    /// <summary>Id of the process while one works; null otherwise.</summary>
    public int? Child { get; private set; }

    /// <inheritdoc/>
    public async Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        using var child =
            Process.Start(WorkProgram.StartInfo())
            ?? throw new VoiceSmithException(
                "VS4036",
                "No process for training could be started.",
                "The system started none.",
                "Set Training:Place to Server."
            );
        Child = child.Id;
        log.ChildStarted(child.Id);
        try
        {
            await WorkAsync(child, order, tell, control).ConfigureAwait(false);
        }
        finally
        {
            Child = null;
            if (!child.HasExited)
                child.Kill();
        }
    }

    private async Task WorkAsync(Process child, WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        WorkFailed? failed = null;
        var words = Task.Run(async () =>
        {
            while (await child.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
                log.ChildSaid(child.Id, line);
        });
        await SendAsync(child, JsonSerializer.Serialize(order, WorkOrder.Json)).ConfigureAwait(false);
        using var ended = new CancellationTokenSource();
        var orders = SendControlAsync(child, control, ended.Token);
        try
        {
            while (await child.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var message = JsonSerializer.Deserialize<WorkMessage>(line, WorkOrder.Json)!;
                failed = message as WorkFailed ?? failed;
                if (message is not WorkFailed)
                    tell(message);
            }
            await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
        await Task.WhenAll(orders, words).ConfigureAwait(false);
        if (failed is not null)
            throw new WorkException(failed);
        if (child.ExitCode != 0)
            throw new ChildDiedException(child.ExitCode);
    }

    /// <summary>Tells the process to wait, to continue and to stop.</summary>
    private static async Task SendControlAsync(Process child, WorkControl control, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, control.Stopped);
        try
        {
            for (var told = false; ;)
            {
                var changed = control.Changed;
                if (control.IsHeld == told)
                    await changed.WaitAsync(either.Token).ConfigureAwait(false);
                else
                    await SendAsync(child, (told = !told) ? WorkProgram.Hold : WorkProgram.Release)
                        .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Either it ended, or it is to end.
        }
        if (!ended.IsCancellationRequested)
            await SendAsync(child, WorkProgram.Stop).ConfigureAwait(false);
    }

    /// <summary>Writes a line. That the process is gone shows where its output ends.</summary>
    private static async Task SendAsync(Process child, string line)
    {
        try
        {
            await child.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await child.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Its pipe is closed.
        }
    }
}

/// <summary>The process that trains ended before its work.</summary>
/// <param name="exitCode">Its exit code.</param>
public sealed class ChildDiedException(int exitCode)
    : VoiceSmithException(
        "VS4037",
        "The process that trains ended before its work.",
        exitCode > 128 ? $"It was ended by signal {exitCode - 128}." : $"Its exit code is {exitCode}.",
        "Resume the run: it goes on from its last checkpoint. The server's log has what the process said."
    )
{
    /// <summary>The exit code as the system reports it.</summary>
    public int ExitCode { get; } = exitCode;
}
