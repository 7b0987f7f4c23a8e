using System.Runtime.InteropServices;
using CsCheck;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>
/// Sound is a function of voice, text, controls and seed: over random texts, cuts, chunk plans and neighbours.
/// </summary>
public sealed class ExactnessTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "wind", "Rain", "42", "$3.50", "e.g.", "Dr. Who", ",", ".", "?", "!", "…", "\n\n", "\n", " ", " ", "\"", "(",
        ")", "é", "—", "naïve", "3rd", "the",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1]
        .Array[1, 24]
        .Select(pieces => "Well " + string.Join(' ', pieces));

    private readonly VoiceRegistry _voices = RegistryOf(
        new ModelVoice(TinyVoice.Create()),
        new ModelVoice(WithUnivNet())
    );
    private readonly SpeechEngine _engine;

    public ExactnessTests() => _engine = new(_voices, new() { Workers = 2 }, TimeProvider.System);

    public void Dispose()
    {
        _engine.Dispose();
        _voices.Dispose();
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("univnet")]
    public async Task SpeakAsync_AnyTextCutsAndNeighbours_SameBytes(string voice) =>
        await Gen.Select(Texts, Gen.Int[1, 25].Array[1, 4], Gen.ULong)
            .SampleAsync(
                async (text, sizes, seed) =>
                {
                    var request = new SpeechRequest { Voice = voice, Seed = seed };
                    var alone = PcmOf(await _engine.HearAsync(request, text));
                    var heard = await Task.WhenAll(
                        Enumerable
                            .Range(0, 3)
                            .Select(listener =>
                                Task.Run(() =>
                                    _engine.HearAsync(
                                        request with
                                        {
                                            MaxLead = listener == 0 ? TimeSpan.FromSeconds(30) : null,
                                        },
                                        [.. Stages.SentenceStageTests.Cut(text, sizes)]
                                    )
                                )
                            )
                    );
                    Assert.All(heard, events => Assert.Equal(alone, PcmOf(events)));
                },
                iter: 4,
                threads: 1
            );

    [Theory]
    [InlineData("tiny", 20, 3000)]
    [InlineData("univnet", 700, 100)]
    public async Task SpeakAsync_AnyChunkPlan_WithinOneStep(string voice, int first, int next)
    {
        using var other = new SpeechEngine(
            _voices,
            new() { Workers = 1 },
            TimeProvider.System,
            new(TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(next))
        );
        const string text = "Winds were light. At dusk, however, they rose; nobody slept!";
        var (one, two) = (
            Samples(await _engine.HearAsync(new() { Voice = voice }, text)),
            Samples(await other.HearAsync(new() { Voice = voice }, text))
        );
        Assert.Equal(one.Length, two.Length);
        Assert.True(one.Zip(two).Max(pair => Math.Abs(pair.First - pair.Second)) <= 1);
    }

    [Fact]
    public async Task SpeakAsync_WithACache_SameBytesAndNoWork()
    {
        var voice = new FakeVoice();
        using var voices = RegistryOf(voice);
        using var cached = new SpeechEngine(voices, new() { CacheBytes = 4 << 20, Workers = 1 }, TimeProvider.System);
        var first = await cached.HearAsync(new(), "It rains. It rains. It pours.");
        var plans = voice.Plans;
        var again = await cached.HearAsync(new(), "It rains. It rains. It pours.");
        Assert.Equal(plans, voice.Plans);
        Assert.Equal(PcmOf(first), PcmOf(again));
        Assert.Equal(first.OfType<WordStarted>(), again.OfType<WordStarted>());
        Assert.NotEqual(
            PcmOf(first),
            PcmOf(await cached.HearAsync(new() { Seed = 1 }, "It rains. It rains. It pours."))
        );
        Assert.True(voice.Plans > plans);
    }

    [Fact]
    public async Task SpeakAsync_FromALateSampleOfASentence_IsTheRestAndIsNotCached()
    {
        const string text =
            "Yes. The north wind and the sun were disputing which was the stronger of the two, when a traveller came.";
        using var cached = new SpeechEngine(_voices, new() { CacheBytes = 4 << 20, Workers = 1 }, TimeProvider.System);
        var whole = await _engine.HearAsync(new() { Voice = "tiny" }, text);
        var (second, pcm) = (whole.OfType<SentenceStarted>().Last(), PcmOf(whole));
        foreach (var late in new[] { second.Samples - 1, second.Samples * 2 / 3, 1 })
        {
            var request = new SpeechRequest
            {
                Voice = "tiny",
                FromSample = second.FirstSample + late,
                KnownSentence = new(second.Sentence, second.FirstSample),
            };
            Assert.Equal(pcm[((int)request.FromSample * 2)..], PcmOf(await cached.HearAsync(request, text)));
        }
        Assert.Equal(pcm, PcmOf(await cached.HearAsync(new() { Voice = "tiny" }, text)));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(1, 8)]
    public async Task SpeakAsync_KnownSentenceThatCannotBe_IsRefused(int sentence, long sample)
    {
        var request = new SpeechRequest { FromSample = 7, KnownSentence = new(sentence, sample) };
        var error = await Assert.ThrowsAsync<SpeechControlException>(() => _engine.HearAsync(request, "One. Two."));
        Assert.Equal("VS4005", error.Code);
    }

    [Fact]
    public async Task SpeakAsync_AtSeamsOfBlocks_NoClick()
    {
        var samples = Samples(
            await _engine.HearAsync(
                new() { Voice = "tiny" },
                "The north wind and the sun were disputing which was the stronger of the two."
            )
        );
        var steps = samples.Zip(samples.Skip(1), (a, b) => Math.Abs((double)b - a)).ToArray();
        // The vocoder's sound begins half a window late: whatever the delay is, no sample near a multiple of the blocks
        // stands out.
        var seams = Enumerable
            .Range(1, steps.Length / 256 - 1)
            .Select(hop => steps[(hop * 256 - 2)..(hop * 256 + 2)].Max())
            .ToArray();
        var elsewhere = Enumerable
            .Range(1, steps.Length / 256 - 1)
            .Select(hop => steps[(hop * 256 + 126)..(hop * 256 + 130)].Max())
            .ToArray();
        Assert.True(
            seams.Average() < 1.25 * elsewhere.Average() + 1,
            $"{seams.Average():F1} against {elsewhere.Average():F1}"
        );
        Assert.True(seams.Max() < 1.6 * steps.Max() + 1);
    }

    [Fact]
    public async Task SpeakAsync_MaxDelay_CutsAClauseAndResumesTheSame()
    {
        var release = new TaskCompletionSource();
        var utterance = _engine.NewUtterance();
        var events = new List<SpeechEvent>();
        var request = new SpeechRequest { Voice = "tiny", MaxDelay = TimeSpan.FromMilliseconds(30) };
        await foreach (var happened in _engine.SpeakAsync(request, Slowly(), utterance, Token))
        {
            events.Add(happened);
            if (happened is SoundMade)
                release.TrySetResult();
        }
        var sentences = events.OfType<SentenceStarted>().ToList();
        Assert.Equal(2, sentences.Count);
        var again = await _engine.ResumeAsync(utterance.Id, 0, _engine.NewUtterance(), Token).CollectAsync();
        Assert.Equal(PcmOf(events), PcmOf(again));

        async IAsyncEnumerable<string> Slowly()
        {
            yield return "When the rain had stopped, ";
            await release.Task.WaitAsync(Token);
            yield return "they went home.";
        }
    }

    private static short[] Samples(IEnumerable<SpeechEvent> events) =>
        MemoryMarshal.Cast<byte, short>(PcmOf(events)).ToArray();

    /// <summary>The tiny voice's acoustic model before a small UnivNet.</summary>
    private static Models.Voice WithUnivNet()
    {
        TorchSharp.torch.manual_seed(3);
        var config = new UnivNetConfig
        {
            MelBands = 100,
            NoiseChannels = 4,
            Channels = 4,
            PredictorChannels = 6,
        };
        var tiny = TinyVoice.Create(name: "univnet");
        tiny.Vocoder.Dispose();
        return new(tiny.Manifest with { Vocoder = config }, tiny.Acoustic, config.Create());
    }
}
