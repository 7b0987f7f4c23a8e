using CsCheck;
using VoiceSmith.Audio;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming.Tests.Stages;

public sealed class FrameStageTests
{
    private static readonly AudioFormat Format = new(22050);

    [Fact]
    public async Task RunAsync_AnySentencesAndChunks_FramesJoinUpAndKeepToTheirLimits() =>
        await Gen.Select(Gen.Int[0, 900], Gen.Int[1, 20000].Array[1, 4])
            .Array[1, 4]
            .SampleAsync(
                async sentences =>
                {
                    var (chunks, expected) = ChunksOf(sentences);
                    var events = await FramesOf(chunks);
                    var next = 0L;
                    foreach (var sound in events.OfType<SoundMade>())
                    {
                        Assert.Equal(next, sound.Frame.FirstSample);
                        next += sound.Frame.Pcm.Length / 2;
                    }
                    Assert.Equal(expected, Listening.PcmOf(events));
                    Assert.All(events.OfType<SoundMade>(), sound => Assert.True(sound.Frame.Pcm.Length <= 882 * 2));
                    if (sentences.All(sentence => sentence.Item2.Sum() >= 882))
                        Assert.All(events.OfType<SoundMade>(), sound => Assert.True(sound.Frame.Pcm.Length >= 441 * 2));
                },
                iter: 100
            );

    [Fact]
    public async Task RunAsync_Words_ComeBeforeTheFrameTheyBeginIn()
    {
        var sentence = new SentenceTiming(
            0,
            new(0, 9),
            0,
            0,
            8820,
            [new("one", 0, 4000, new(0, 3)), new("two", 4000, 4820, new(4, 7))]
        );
        var events = await FramesOf([
            new(sentence, Silence(5000), true, false),
            new(sentence, Silence(3820), false, true),
        ]);
        Assert.IsType<SentenceStarted>(events[0]);
        Assert.Equal("one", Assert.IsType<WordStarted>(events[1]).Text);
        var second = events.FindIndex(e => e is WordStarted { Text: "two" });
        Assert.Equal(4 * 882, Assert.IsType<SoundMade>(events[second + 1]).Frame.FirstSample);
    }

    [Fact]
    public async Task RunAsync_SilentSentence_IsReportedWithoutSound()
    {
        var events = await FramesOf([new(new(3, new(5, 8), 0, 100, 0, []), new(), true, true)]);
        Assert.Equal([new SentenceStarted(3, 100, 0, new(5, 8))], events);
    }

    private static PcmBuffer Silence(int samples) => PcmBuffer.Of(new byte[2 * samples]);

    private static Task<List<SpeechEvent>> FramesOf(IEnumerable<AudioChunk> chunks) =>
        new FrameStage(Format, TimeSpan.FromMilliseconds(40))
            .RunAsync(chunks.ToAsyncEnumerable(), Listening.Token)
            .CollectAsync();

    private static (List<AudioChunk> Chunks, byte[] Pcm) ChunksOf((int Pause, int[] Sizes)[] sentences)
    {
        var (chunks, all) = (new List<AudioChunk>(), new List<float>());
        foreach (var (index, (pause, sizes)) in sentences.Index())
        {
            var timing = new SentenceTiming(index, default, pause, all.Count + pause, sizes.Sum(), []);
            all.AddRange(new float[pause]);
            foreach (var (part, size) in sizes.Index())
            {
                float[] samples = [.. Enumerable.Range(0, size).Select(i => MathF.Sin(i * 0.01f * (part + 1)))];
                all.AddRange(samples);
                chunks.Add(new(timing, PcmBuffer.Of(Pcm16.Encode(samples)), part == 0, part == sizes.Length - 1));
            }
        }
        return (chunks, Pcm16.Encode([.. all]));
    }
}
