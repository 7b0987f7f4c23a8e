using System.Buffers;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Cli.Bench;

/// <summary>What it costs to make a sentence in chunks, against one pass of each network over the whole of it.</summary>
/// <param name="voice">With a source-filter vocoder.</param>
internal sealed class WholeSentence(Voice voice)
{
    private const int Phonemes = 90, FirstFrames = 22, NextFrames = 43; // chunks of a quarter and half a second

    /// <summary>Medians of processor time of turns taken one after the other, on one torch thread.</summary>
    /// <param name="runs">Turns.</param>
    /// <returns>Streaming over whole; null for a vocoder of another kind.</returns>
    public double? StreamingOverWhole(int runs)
    {
        if (voice.Vocoder is not SourceFilterVocoder vocoder || voice.Acoustic.Config.Form != AcousticForm.Streaming)
            return null;
        double ratio = 0;
        var thread = new Thread(() => ratio = Measure(vocoder, runs)); // torch's number of threads is kept for each thread
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
            var (stream, all) = (Seconds(() => Stream(ids, vocoder)), Seconds(() => Whole(ids, vocoder)));
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

    private void Stream(int[] ids, SourceFilterVocoder vocoder)
    {
        using var plan = voice.Acoustic.Plan(ids, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var state = vocoder.NewState(1);
        var sound = new ArrayBufferWriter<float>();
        for (var frames = FirstFrames; decoder.DecodeNext(frames) is { } mel; frames = NextFrames)
            using (mel)
                vocoder.Decode(mel, state, decoder.Position == plan.Frames, sound);
    }

    private void Whole(int[] ids, SourceFilterVocoder vocoder)
    {
        using var scope = NewDisposeScope();
        using var plan = voice.Acoustic.Plan(ids, voice.Controls());
        vocoder.DecodeWhole(voice.Acoustic.DecodeWhole(plan), seed: 1);
    }
}
