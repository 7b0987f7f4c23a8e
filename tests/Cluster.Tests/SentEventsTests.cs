using CsCheck;
using VoiceSmith.Cluster.Gateways;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Tests;

public sealed class SentEventsTests
{
    /// <summary>Two sentences of frames of ten samples, with words, and marks at the very ends.</summary>
    private static readonly SpeechEvent[] Stream =
    [
        new SpeechStarted(new(22050), "anna", "v1", 0),
        new SentenceStarted(0, 0, 40, new(0, 10)),
        new WordStarted("one", 0, 15, new(0, 3)),
        Sound(0),
        new WordStarted("two", 15, 25, new(4, 7)),
        Sound(10),
        Sound(20),
        Sound(30),
        new MarkReached("end", 40, new(10, 10)),
        new SentenceStarted(1, 45, 25, new(11, 20)),
        new WordStarted("three", 45, 25, new(11, 16)),
        new MarkReached("here", 45, new(11, 11)),
        Sound(40),
        Sound(50),
        Sound(60),
        new MarkReached("end", 70, new(20, 20)),
        new SpeechEnded(70),
    ];

    [Fact]
    public void New_WorkersLostAnywhere_EachEventGoesOutOnceInOrder() =>
        Gen.Int[0, Stream.Length]
            .Array[0, 4]
            .Sample(losses =>
            {
                var (sent, told) = (new SentEvents(0), new List<SpeechEvent>());
                foreach (var count in losses.Append(int.MaxValue))
                {
                    if (told.LastOrDefault() is SpeechEnded)
                        break;
                    sent.Resume();
                    told.AddRange(From(sent.ResumeFrom).Take(count).Select(sent.New).OfType<SpeechEvent>());
                }
                Assert.Equal(Stream.Select(Text), told.Select(Text));
            });

    [Fact]
    public void New_FrameBehindTheNextSample_IsAnError()
    {
        var sent = new SentEvents(0);
        Assert.Throws<InvalidOperationException>(() => sent.New(Sound(10)));
    }

    /// <summary>The stream as an engine resumes it at a sample: whole sentences before it are passed over.</summary>
    private static IEnumerable<SpeechEvent> From(long sample)
    {
        foreach (var happened in Stream)
            if (happened is SoundMade { Frame: var frame })
            {
                if (frame.FirstSample + 10 > sample)
                    yield return frame.FirstSample >= sample
                        ? happened
                        : new SoundMade(new(sample, frame.Pcm[(int)(2 * (sample - frame.FirstSample))..]));
            }
            else if (happened is not TimedEvent timed)
                yield return happened;
            else if (
                timed.FirstSample + Math.Max(1, timed.Samples) > sample
                && !(timed.FirstSample <= 40 && sample >= 40)
            )
                yield return happened;
    }

    private static SoundMade Sound(int first) =>
        new(new(first, Enumerable.Range(first, 10).SelectMany(i => new byte[] { (byte)i, 0 }).ToArray()));

    private static string Text(SpeechEvent happened) =>
        happened is SoundMade { Frame: var frame }
            ? $"{frame.FirstSample} {Convert.ToHexString(frame.Pcm.Span)}"
            : $"{happened}";
}
