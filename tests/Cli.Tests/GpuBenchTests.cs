using System.Diagnostics;
using System.Text.Json;
using VoiceSmith.Testing;

namespace VoiceSmith.Cli.Tests;

/// <summary>The script that measures a machine with a GPU, on the processor.</summary>
public sealed class GpuBenchTests
{
    [Fact(Timeout = 180_000)]
    public async Task Script_OnTheProcessor_PrintsOneObject()
    {
        Programs.SkipWithout("bash");
        var start = new ProcessStartInfo("bash", [Path.Combine(SharedFolder.Repository, "bench", "gpu.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DEVICE"] = "cpu",
                ["CUDA_VISIBLE_DEVICES"] = "",
                ["UTTERANCES"] = "1",
                ["LISTENERS"] = "1",
                ["DURATION"] = "1",
                ["STEPS"] = "0",
            },
        };
        using var script = Process.Start(start)!;
        var (output, progress) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(script.ExitCode == 0, await progress);
        using var found = JsonDocument.Parse(await output);
        var root = found.RootElement;
        Assert.Equal("cpu", root.GetProperty("accelerator").GetString());
        Assert.Contains(
            "s of sound in",
            root.GetProperty("doctor").GetProperty("speaks on cpu").GetString(),
            StringComparison.Ordinal
        );
        Assert.NotEqual(JsonValueKind.Null, root.GetProperty("tests").ValueKind); // the solution is built
        Assert.Equal(0, root.GetProperty("tests").GetProperty("failed").GetInt32());
        Assert.True(root.GetProperty("tests").GetProperty("skipped").GetInt32() > 0); // no GPU is looked for
        Assert.True(root.GetProperty("throughput").GetProperty("times_real_time_1").GetDouble() > 0);
        Assert.Equal(1, root.GetProperty("streams_1").GetProperty("listeners").GetInt32());
    }
}
