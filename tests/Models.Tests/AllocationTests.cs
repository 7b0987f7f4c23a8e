using System.Buffers;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

/// <summary>Cost of one second of sound apart from time: a guard that does not depend on the machine.</summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Phonemes = 80,
        FramesOfPhoneme = 6;

    [Fact]
    public void DecodingAStream_LeavesLittleToTheCollectorAndCallsFewOperators()
    {
        const int mostBytes = 53_000, // each per second of sound; 49,400 when this was written
            mostTensors = 545; // 520 when this was written
        using var acoustic = new AcousticModel(new(), forTraining: false);
        using var vocoder = new SourceFilterVocoder(new());
        acoustic.eval();
        vocoder.eval();
        InferenceLayout.Apply(acoustic);
        InferenceLayout.Apply(vocoder);
        SetDurations(acoustic);
        var phonemes = Enumerable.Range(0, Phonemes).Select(i => i % 50).ToArray();
        var sound = new ArrayBufferWriter<float>(1 << 20);
        (long Bytes, long Tensors) Speak()
        {
            using var scope = NewDisposeScope();
            sound.ResetWrittenCount();
            using var plan = acoustic.Plan(phonemes, new());
            var (bytes, tensors) = (GC.GetAllocatedBytesForCurrentThread(), TensorsMade());
            using var decoder = acoustic.NewDecoder(plan);
            using var state = vocoder.NewState(1);
            while (decoder.DecodeNext(43) is { } mel)
                using (mel)
                    vocoder.Decode(mel, state, decoder.Position == plan.Frames, sound);
            return (GC.GetAllocatedBytesForCurrentThread() - bytes, TensorsMade() - tensors);
        }
        Speak(); // rents what it keeps
        var runs = Enumerable.Range(0, 2).Select(_ => Speak()).ToList();
        var seconds = sound.WrittenCount / (double)vocoder.SampleRate;
        var (bytes, tensors) = (runs.Min(run => run.Bytes) / seconds, runs.Min(run => run.Tensors) / seconds);
        output.WriteLine($"{bytes:F0} bytes and {tensors:F1} tensors per second of sound");
        Assert.InRange(bytes, 1, mostBytes);
        Assert.InRange(tensors, 1, mostTensors);
        Assert.Equal(runs[0].Tensors, runs[^1].Tensors); // so it can be counted
    }

    /// <summary>Tensors that this thread has made so far: about one per operator call.</summary>
    private static long TensorsMade() =>
        DisposeScopeManager.Statistics.TensorStatistics is var made
            ? made.CreatedInScopeCount + made.CreatedOutsideScopeCount
            : 0;

    /// <summary>Gives every phoneme the same number of frames, whatever the random weights are.</summary>
    private static void SetDurations(AcousticModel acoustic)
    {
        using (no_grad())
            foreach (var (key, value) in acoustic.named_parameters())
                if (key == "length_regulator.duration_predictor.linear_layer.bias")
                    value.fill_(Math.Log(FramesOfPhoneme + 1));
                else if (key == "length_regulator.duration_predictor.linear_layer.weight")
                    value.zero_();
    }
}
