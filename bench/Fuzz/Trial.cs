using System.Diagnostics;
using System.Globalization;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>A finding: an input that was read wrongly.</summary>
/// <param name="Kind">crash, hang or memory.</param>
/// <param name="Place">Where; one finding is kept of each place.</param>
/// <param name="Detail">For the report.</param>
internal sealed record Finding(string Kind, string Place, string Detail);

/// <summary>Reads an input and measures it.</summary>
internal static class Trial
{
    /// <summary>CPU time for each 100 kB of input, and at least.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(1);

    private const long MemoryRatio = 50,
        MemorySlack = 64 << 20;

    /// <returns>Null for an input that was read or refused as it should be.</returns>
    public static Finding? Run(Harness harness, byte[] input)
    {
        var before = Measure(reset: true);
        try
        {
            harness.Read(input);
        }
        catch (VoiceSmithException) { }
        catch (Exception error)
        {
            return new("crash", PlaceOf(error), error.ToString());
        }
        var after = Measure(reset: false);
        var (time, memory) = (after.Cpu - before.Cpu, after.PeakBytes - before.PeakBytes);
        if (time > Slowest * Math.Max(1, input.Length / 1e5))
            return new("hang", "time", $"{time.TotalSeconds:F1} s of CPU time for {input.Length} bytes");
        if (memory > MemoryRatio * input.Length + MemorySlack)
            return new("memory", "memory", $"{memory >> 20} MB for {input.Length} bytes");
        return null;
    }

    /// <summary>CPU time of the process, and its largest resident size since the last reset.</summary>
    private static (TimeSpan Cpu, long PeakBytes) Measure(bool reset)
    {
        if (!OperatingSystem.IsLinux())
            return (Environment.CpuUsage.TotalTime, Environment.WorkingSet);
        if (reset)
            File.WriteAllText("/proc/self/clear_refs", "5");
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        var kilobytes = long.Parse(line.AsSpan(6, line.Length - 9), provider: CultureInfo.InvariantCulture);
        return (Environment.CpuUsage.TotalTime, kilobytes << 10);
    }

    private static string PlaceOf(Exception error)
    {
        var inner = error is AggregateException { InnerException: { } one } ? one : error;
        var method = new StackTrace(inner)
            .GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Assembly.GetName().Name?.StartsWith("VoiceSmith") ?? false);
        return $"{inner.GetType().Name} in {method?.DeclaringType?.FullName}.{method?.Name}";
    }
}
