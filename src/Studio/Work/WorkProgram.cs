using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VoiceSmith.Studio.Work;

/// <summary>The process that trains: this assembly, started by itself. It reads an order, works and reports.</summary>
internal static class WorkProgram
{
    /// <summary>Lines that it may read after the order.</summary>
    public const string Hold = "hold",
        Release = "release",
        Stop = "stop";

    private const string Lowest = "19";
    private static readonly string[] Nice = ["/usr/bin/nice", "/bin/nice"];

    /// <summary>Starts it with the program that runs this process, at the lowest priority.</summary>
    public static ProcessStartInfo StartInfo()
    {
        var program = typeof(WorkProgram).Assembly.Location;
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        List<string> command = [Dotnet(), "exec", program];
        if (!OperatingSystem.IsWindows() && Nice.FirstOrDefault(File.Exists) is { } nice)
            command.InsertRange(0, [nice, "-n", Lowest]);
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Works until the order is done, a line says to stop, or the parent process is gone.</summary>
    public static int Execute()
    {
        using var told = new StreamReader(Console.OpenStandardInput());
        using var telling = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(Console.Error); // the one way out is for messages
        Background.EnterProcess();
        using var control = new WorkControl();
        // Ctrl-C in a terminal reaches the whole group; the parent decides.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                control.Stop();
            }
        );
        var order = JsonSerializer.Deserialize<WorkOrder>(told.ReadLine() ?? "null", WorkOrder.Json);
        if (order is null)
            return 2;
        new Thread(() => Obey(told, control)) { Name = "orders", IsBackground = true }.Start();
        void Tell(WorkMessage message)
        {
            try
            {
                lock (telling)
                    telling.WriteLine(JsonSerializer.Serialize(message, WorkOrder.Json));
            }
            catch (IOException)
            {
                control.Stop(); // the parent is gone: the work ends with a checkpoint
            }
        }
        try
        {
            Worker.Do(order, Tell, control);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (VoiceSmithException error)
        {
            Tell(new WorkFailed(error.Code, error.What, error.Why, error.Fix));
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var failure = new RunFolderException(error); // a full disk
            Tell(new WorkFailed(failure.Code, failure.What, failure.Why, failure.Fix));
            return 0;
        }
    }

    private static void Obey(StreamReader told, WorkControl control)
    {
        while (told.ReadLine() is { } line)
            switch (line)
            {
                case Hold:
                    control.Hold();
                    break;
                case Release:
                    control.Release();
                    break;
                case Stop:
                    control.Stop();
                    break;
            }
        control.Stop(); // the parent is gone
    }

    /// <summary>The program that runs assemblies: this process's own, or else the one on the PATH.</summary>
    private static string Dotnet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : "dotnet";
}
