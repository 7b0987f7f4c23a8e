using System.Diagnostics;
using System.Text.Json;

namespace VoiceSmith.Hub.Training.Work;

/// <summary>Works in a process of its own: this server's program, started as a child at the lowest priority, told by lines of text and telling by lines of JSON.</summary>
/// <param name="log">Receives what the child says besides.</param>
internal sealed class ProcessWorkshop(ILogger<ProcessWorkshop> log) : IWorkshop
{
    /// <summary>Its process id while one works; for tests, and for whoever watches it.</summary>
    public int? Child { get; private set; }

    /// <inheritdoc/>
    public async Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        using var child = Process.Start(ChildProgram.StartInfo())
            ?? throw new VoiceSmithException("VS4036", "No process for training could be started.", "The system started none.", "Set Training:Place to Server.");
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

    /// <summary>Passes on whether to wait, and when to stop.</summary>
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
                    await SendAsync(child, (told = !told) ? ChildProgram.Hold : ChildProgram.Release).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Either it ended, or it is to end.
        }
        if (!ended.IsCancellationRequested)
            await SendAsync(child, ChildProgram.Stop).ConfigureAwait(false);
    }

    /// <summary>A child that is gone is told nothing; that it is gone is seen where its words end.</summary>
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

/// <summary>The process that trains ended by itself.</summary>
/// <param name="exitCode">What it left.</param>
public sealed class ChildDiedException(int exitCode)
    : VoiceSmithException("VS4037", "The process that trains ended before its work.", exitCode > 128 ? $"It was ended by signal {exitCode - 128}." : $"Its exit code is {exitCode}.",
        "Resume the run: it goes on from its last checkpoint. The server's log has what the process said.")
{
    /// <summary>As the system tells it.</summary>
    public int ExitCode { get; } = exitCode;
}
