using System.Buffers;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Cli.Bench;

/// <summary>Cost of making a sentence in chunks, against one pass of each network over the whole of it.</summary>
/// <param name="voice">The voice.</param>
internal sealed class StreamingCost(Voice voice)
{
    private const int Phonemes = 90,
        FirstFrames = 22,
        NextFrames = 43; // chunks of a quarter and half a second

    /// <summary>Ratio of the medians of processor time, taken by turns on one torch thread.</summary>
    /// <param name="runs">Turns.</param>
    /// <returns>Streaming over whole; null for a voice that cannot be spoken in one pass.</returns>
    public double? OverWhole(int runs)
    {
        if (voice.Vocoder is not SourceFilterVocoder vocoder || voice.Acoustic.Config.Form != AcousticForm.Streaming)
            return null;
        double ratio = 0;
        // torch's number of threads is kept for each thread
        var thread = new Thread(() => ratio = Measure(vocoder, runs));
        thread.Start();
        thread.Join();
        return Math.Round(ratio, 3);
    }

    private double Measure(SourceFilterVocoder vocoder, int runs)
    {
        TorchThreads.Use(1);
        using var inference = inference_mode();
        var ids = Enumerable.Range(0, Phonemes).Select(i => i * 7 % voice.Inventory.Symbols.Count).ToArray();
        var (streamed, whole) = (new List<double>(), new List<double>());
        for (var run = -1; run < runs; run++)
        {
            var (stream, all) = (Seconds(() => Stream(ids)), Seconds(() => SpeakWhole(vocoder, ids)));
            if (run < 0)
                continue; // warming up
            streamed.Add(stream);
            whole.Add(all);
        }
        return new Percentiles(streamed)[0.5] / new Percentiles(whole)[0.5];
    }

    private static double Seconds(Action run)
    {
        var before = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private void SpeakWhole(SourceFilterVocoder vocoder, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var plan = voice.Acoustic.Plan(ids, voice.Controls());
        vocoder.DecodeWhole(voice.Acoustic.DecodeWhole(plan), seed: 1);
    }

    private void Stream(int[] ids)
    {
        using var plan = voice.Acoustic.Plan(ids, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var state = voice.Vocoder.NewState(1);
        var sound = new ArrayBufferWriter<float>();
        for (var frames = FirstFrames; decoder.DecodeNext(frames) is { } mel; frames = NextFrames)
            using (mel)
                voice.Vocoder.Decode(mel, state, decoder.Position == plan.Frames, sound);
    }
}
