using System.Diagnostics;
using SharpFuzz;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>A copy of this program whose assemblies count the branches they take.</summary>
internal static class Instrumented
{
    private const string Folder = "instrumented";

    /// <summary>Makes the copy, unless it is as new as the program.</summary>
    /// <returns>Its program.</returns>
    public static string Make()
    {
        var (source, target) = (AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, Folder));
        var program = Path.Combine(target, Path.GetFileName(typeof(Instrumented).Assembly.Location));
        var stamp = Path.Combine(target, "stamp");
        var newest = Directory.GetFiles(source, "VoiceSmith.*.dll").Max(File.GetLastWriteTimeUtc);
        using var only = new Mutex(false, "VoiceSmith.Bench.Fuzz"); // several harnesses may be started at once
        only.WaitOne();
        try
        {
            if (File.Exists(stamp) && File.GetLastWriteTimeUtc(stamp) >= newest)
                return program;
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Copy(new(source), Directory.CreateDirectory(target));
            foreach (var path in Assemblies(target))
                Fuzzer.Instrument(path, _ => true, Options.Value);
            File.WriteAllText(stamp, "");
            return program;
        }
        finally
        {
            only.ReleaseMutex();
        }
    }

    /// <summary>Runs it for one input after another, and again where an input has killed it.</summary>
    /// <param name="program">As <see cref="Make"/> returns it.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="folder">Where it saves the input that it reads.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(string program, string[] arguments, string folder)
    {
        var current = Path.Combine(folder, "current");
        var stuck = TimeSpan.FromMinutes(2);
        File.Delete(current);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]))!;
        while (!process.WaitForExit(TimeSpan.FromSeconds(5)))
            if (File.Exists(current) && Now() - File.GetLastWriteTimeUtc(current) > stuck)
            {
                process.Kill();
                process.WaitForExit();
                Keep("hang");
                return process.ExitCode;
            }
        if (process.ExitCode is not (0 or 1))
            Keep("death");
        return process.ExitCode;

        void Keep(string kind)
        {
            if (!File.Exists(current))
                throw new InvalidOperationException("The program ended before it read anything.");
            var path = Path.Combine(folder, $"{kind}-{Now():HHmmss}");
            File.Copy(current, path, overwrite: true);
            File.WriteAllText(path + ".txt", $"{kind}: {Path.GetFileName(path)}\n");
        }
    }

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static IEnumerable<string> Assemblies(string folder) =>
        Directory
            .GetFiles(folder, "VoiceSmith.*.dll")
            .Where(path => Path.GetFileName(path) is var name && !name.Contains("Bench") && !name.Contains("Testing"));

    /// <summary>Links where it may: libtorch is half a gigabyte.</summary>
    private static void Copy(DirectoryInfo source, DirectoryInfo target)
    {
        foreach (var folder in source.GetDirectories().Where(folder => folder.Name != Folder))
            Copy(folder, target.CreateSubdirectory(folder.Name));
        foreach (var file in source.GetFiles())
            if (file.Length > 1 << 20 && !file.Name.StartsWith("VoiceSmith", StringComparison.Ordinal))
                File.CreateSymbolicLink(Path.Combine(target.FullName, file.Name), file.FullName);
            else
                file.CopyTo(Path.Combine(target.FullName, file.Name));
    }
}
