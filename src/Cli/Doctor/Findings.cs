using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Torch;

namespace VoiceSmith.Cli.Doctor;

/// <summary>One thing that was looked for.</summary>
/// <param name="Name">In a word or two.</param>
/// <param name="Value">The finding.</param>
internal sealed record Finding(string Name, string Value);

/// <summary>Findings about this machine: read, never changed.</summary>
internal static class Findings
{
    /// <summary>Looks for everything, and speaks on every device.</summary>
    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> CollectAsync(string? voice, CancellationToken cancellationToken)
    {
        List<Finding> findings =
        [
            new("voicesmith", Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "unknown"),
            new(
                "system",
                $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}"
            ),
            new(
                "processor",
                $"{Environment.ProcessorCount} cores, {Gigabytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} of memory"
            ),
            .. Libtorch(),
            .. Cuda(),
            new("ffmpeg", await VersionOfAsync("ffmpeg", "-version", cancellationToken)),
            new("espeak-ng", await VersionOfAsync("espeak-ng", "--version", cancellationToken)),
        ];
        string[] devices = torch.cuda.is_available()
            ? ["cpu", .. Enumerable.Range(0, torch.cuda.device_count()).Select(index => $"cuda:{index}")]
            : ["cpu"];
        foreach (var device in devices)
            findings.Add(new($"speaks on {device}", await SpeakAsync(voice, device, cancellationToken)));
        return findings;
    }

    private static List<Finding> Libtorch()
    {
        using var first = torch.ones(4, 4).mm(torch.ones(4, 4)); // its kernels are chosen with the first operator
        var folder = Environment.GetEnvironmentVariable(TorchRuntime.FolderVariable);
        return
        [
            new(
                "libtorch",
                $"{TorchRuntime.LibtorchVersion?.ToString() ?? "of an unknown version"}, {LibraryPath("libtorch_cpu") ?? "path unknown"}"
            ),
            new(
                "libtorch from",
                string.IsNullOrEmpty(folder) ? "the program's own folder" : $"{TorchRuntime.FolderVariable}={folder}"
            ),
            new(
                "MKL kernels",
                TorchRuntime.Mkl switch
                {
                    MklState.Chosen => "by the processor's instructions",
                    MklState.UnknownLayout => "as MKL chooses: its code is not of a known version, and was not touched",
                    MklState.NoMkl => "this libtorch has no MKL",
                    _ => "as MKL chooses",
                }
            ),
        ];
    }

    private static List<Finding> Cuda()
    {
        if (!torch.cuda.is_available())
            return [new("CUDA", "none: no GPU, no driver, or a CPU build of libtorch")];
        return
        [
            new(
                "CUDA",
                $"{torch.cuda.device_count()} devices, cuDNN {(torch.cuda.is_cudnn_available() ? "there" : "missing")}"
            ),
            .. Output(
                    "nvidia-smi",
                    "--query-gpu=index,name,driver_version,memory.total,memory.used --format=csv,noheader"
                )
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => new Finding("GPU", line)),
        ];
    }

    /// <summary>Speaks for about a second, after warming up.</summary>
    private static async Task<string> SpeakAsync(string? voice, string device, CancellationToken cancellationToken)
    {
        try
        {
            var options = new StreamingOptions { Device = device };
            using var voices = new VoiceRegistry();
            voices.Publish(ModelVoice.Load(options.FindDevices(), where => Models.Voice.LoadNamed(voice, where)));
            using var engine = new SpeechEngine(voices, options, TimeProvider.System);
            var offline = new OfflineSynthesizer(engine);
            await offline.SpeakAsync(new(), "It is warm now.", cancellationToken);
            var clock = Stopwatch.StartNew();
            var sound = await offline.SpeakAsync(new(), "Is anybody there?", cancellationToken);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sound.Duration.TotalSeconds:0.00} s of sound in {clock.Elapsed.TotalMilliseconds:0} ms, voice {sound.Start.Voice}"
            );
        }
        catch (Exception error) when (error is VoiceSmithException or ExternalException)
        {
            return $"fails: {error.Message.Split('\n')[0]}";
        }
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");

    private static string? LibraryPath(string name) =>
        Process
            .GetCurrentProcess()
            .Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(path => Path.GetFileName(path).Contains(name, StringComparison.Ordinal));

    private static async Task<string> VersionOfAsync(
        string program,
        string argument,
        CancellationToken cancellationToken
    )
    {
        var line = await Task.Run(() => Output(program, argument).Split('\n')[0].Trim(), cancellationToken);
        return line.Length > 0 ? line : "not found";
    }

    /// <summary>Output of a program; empty if it is not there.</summary>
    private static string Output(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
