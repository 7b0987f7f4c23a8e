using System.Buffers;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

public sealed class AllocationTests(ITestOutputHelper output)
{
    [Fact]
    public void DecodingAStream_LeavesLittleToTheCollector()
    {
        const int mostBytesPerSecond = 75_000; // of sound; 63,000 when this was written
        using var acoustic = new AcousticModel(new(), forTraining: false);
        using var vocoder = new SourceFilterVocoder(new());
        acoustic.eval();
        vocoder.eval();
        InferenceLayout.Apply(acoustic);
        InferenceLayout.Apply(vocoder);
        var phonemes = Enumerable.Range(0, 200).Select(i => i % 50).ToArray();
        var sound = new ArrayBufferWriter<float>(1 << 20);
        long Speak()
        {
            using var scope = NewDisposeScope();
            sound.ResetWrittenCount();
            using var plan = acoustic.Plan(phonemes, new());
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var decoder = acoustic.NewDecoder(plan);
            using var state = vocoder.NewState(1);
            while (decoder.DecodeNext(43) is { } mel)
                using (mel)
                    vocoder.Decode(mel, state, decoder.Position == plan.Frames, sound);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Speak(); // rents what it keeps
        var perSecond = Enumerable.Range(0, 3).Min(_ => Speak()) * (double)vocoder.SampleRate / sound.WrittenCount;
        output.WriteLine($"{perSecond:F0} bytes per second of sound");
        Assert.InRange(perSecond, 1, mostBytesPerSecond);
    }
}
