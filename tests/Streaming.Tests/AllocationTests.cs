using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Managed memory of the whole path from text to frames, in bytes rather than time.</summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const string Text = "The report costs $25, and you can have it sent anywhere. Nobody had told us. ";

    [Fact]
    public async Task Speaking_AllocatesLittlePerSecondOfSound()
    {
        // 108,000 to 118,000, by how many waits end at once; 44,100 are the sound itself, so that a second copy fails.
        const int mostBytes = 140_000;
        using var engine = EngineOf(new StreamingOptions { Workers = 1 }, new ModelVoice(TinyVoice.Create()));
        var perSecond = double.MaxValue;
        for (var run = 0; run < 4; run++)
        {
            var (before, samples) = (GC.GetTotalAllocatedBytes(precise: true), 0L);
            var text = Enumerable.Repeat(Text, 4).ToAsyncEnumerable();
            await foreach (var happened in engine.SpeakAsync(new(), text, Token))
                samples = happened is SpeechEnded ended ? ended.Samples : samples;
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            perSecond = Math.Min(perSecond, allocated / (samples / (double)TinyVoice.Vocoder.Mel.SampleRate));
        }
        output.WriteLine($"{perSecond:F0} bytes per second of sound");
        Assert.InRange(perSecond, 1, mostBytes);
    }
}
