using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Torch;
using VoiceSmith.Training;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Vocoder;

// How fast prepared data reads back, and how much of its batches is padding; see README.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 1)
    throw new ArgumentException("Name a folder that 'voicesmith prepare' made.");

// as in every program, before torch is called
RuntimeHelpers.RunModuleConstructor(typeof(MelConfig).Module.ModuleHandle);
TorchThreads.Use(1);
using var data = PreparedCorpus.Open(args[0]);
var training = data.Manifest.Utterances.Where(item => !item.Validation).ToArray();
var bytes = new DirectoryInfo(args[0]).EnumerateFiles("features-*").Sum(file => file.Length);
Console.WriteLine(
    $"{data.Manifest.Utterances.Count} recordings, {data.Manifest.SecondsOf(data.Manifest.Utterances.Sum(item => (long)item.Frames)) / 60:F1} minutes, {bytes / 1e6:F0} MB"
);

Measure(
    "sound, mel and contour of every recording",
    () =>
    {
        var seconds = 0.0;
        foreach (var item in data.Manifest.Utterances)
        {
            data.ReadSamples(item.FirstFrame, item.Frames, new float[item.Frames * data.Manifest.Mel.HopLength]);
            data.Mel(item.FirstFrame, item.Frames);
            data.Contour(item.FirstFrame, item.Frames).ToArray();
            seconds += data.Manifest.SecondsOf(item.Frames);
        }
        return seconds;
    }
);
var acoustic = new AcousticBatches(data, batchSize: 16, seed: 1);
Measure("batches of the acoustic model, one epoch", () => Batches(acoustic, acoustic.StepsPerEpoch));
var vocoder = new VocoderBatches(data, batchSize: 6, frames: 88, seed: 1);
Measure("batches of the vocoder, one epoch", () => Batches(vocoder, vocoder.StepsPerEpoch));

foreach (var size in new[] { 8, 16, 32 })
{
    var batches = new AcousticBatches(data, size, seed: 1);
    var (kept, all) = (0L, 0L);
    for (var step = 0; step < 5 * batches.StepsPerEpoch; step++)
        (kept, all) = (
            kept + batches.UtterancesOf(step).Sum(item => item.Frames),
            all + batches.UtterancesOf(step).Count * (long)batches.UtterancesOf(step).Max(item => item.Frames)
        );
    Console.WriteLine(
        $"padding, batches of {size} recordings of average length: {1 - kept / (double)all:P2} of frames, {batches.StepsPerEpoch} batches"
    );
}

static double Batches<TBatch>(IBatchSource<TBatch> source, int steps)
    where TBatch : ITrainingBatch
{
    var seconds = 0.0;
    for (var step = 0; step < steps; step++)
    {
        using var batch = source.Get(step);
        seconds += batch.AudioSeconds;
    }
    return seconds;
}

// Prints the median of five runs after one that warms up.
static void Measure(string name, Func<double> run)
{
    run();
    var results = new List<(double Cpu, double Wall, double Seconds)>();
    for (var i = 0; i < 5; i++)
    {
        using var process = Process.GetCurrentProcess();
        var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var seconds = run();
        process.Refresh();
        results.Add(((process.TotalProcessorTime - before).TotalSeconds, clock.Elapsed.TotalSeconds, seconds));
    }
    var (cpu, wall, sound) = results.OrderBy(result => result.Cpu).ElementAt(results.Count / 2);
    Console.WriteLine(
        $"{name}: {sound:F0} s of sound in {cpu:F2} CPU s ({wall:F2} s): {sound / cpu:F0} times real time"
    );
}
