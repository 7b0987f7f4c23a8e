using CsCheck;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

/// <summary>Sentences encoded and decoded together, against the same sentences alone.</summary>
public sealed class BatchedDecoderTests : IDisposable
{
    private static readonly BatchSizes Sizes = new(1, 3, 8);

    private static readonly Gen<SentenceInput> Sentences = Gen.Select(
            Gen.Int[1, 90],
            Gen.Double[0.6, 2],
            Gen.Double[-1, 1],
            Gen.Double[-1, 1],
            Gen.Bool
        )
        .Select(
            (count, rate, pitch, energy, local) =>
                new SentenceInput(
                    TinyVoice.Phonemes(count, count),
                    new()
                    {
                        Rate = rate,
                        PitchFactor = 1.2,
                        PitchOffset = pitch,
                        EnergyOffset = energy,
                        Seed = (ulong)count,
                        Local = local
                            ?
                            [
                                .. Enumerable
                                    .Range(0, count + 2)
                                    .Select(i => new LocalControls(1 + 0.1 * (i % 3), 1, 0.2 * (i % 5), -0.1)),
                            ]
                            : null,
                    }
                )
        );

    private readonly Voice _voice = TinyVoice.Create();

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.4, false)]
    [InlineData(0, true)]
    public void PlanAndDecodeNext_AnyMixture_EqualAlone(double sharpening, bool noise)
    {
        using var noisy = noise ? TinyVoice.Create(config: TinyVoice.Noisy) : null;
        var acoustic = (noisy ?? _voice).Acoustic;
        Gen.Select(Sentences.Array[1, 9], Gen.Int[0, 1000])
            .Sample(
                (sentences, order) =>
                {
                    if (sharpening > 0 && acoustic.Sharpening.Temporal == 0)
                        acoustic.Sharpen(
                            new()
                            {
                                Temporal = sharpening,
                                Balance = [.. Enumerable.Repeat(0.1, acoustic.Config.MelBands)],
                            }
                        );
                    using var together = new BatchedDecoder(acoustic, Sizes);
                    var planned = together.Plan(sentences);
                    var frames = planned.Select(_ => new List<float[]>()).ToArray();
                    var random = new Random(order);
                    while (planned.Any(one => one.Position < one.Frames))
                    {
                        var ready = planned
                            .Index()
                            .Where(one => one.Item.Position < one.Item.Frames && random.Next(3) > 0)
                            .Take(Sizes.Max)
                            .ToArray();
                        foreach (
                            var ((place, _), mel) in ready.Zip(
                                ready.Length == 0 ? [] : together.DecodeNext([.. ready.Select(one => one.Item)])
                            )
                        )
                            using (mel)
                                frames[place].Add(FramesOf(mel));
                    }
                    foreach (var (place, sentence) in sentences.Index())
                    {
                        using var plan = acoustic.Plan(sentence.Phonemes, sentence.Controls);
                        using var decoder = acoustic.NewDecoder(plan);
                        using var alone = decoder.DecodeNext(int.MaxValue / 4)!;
                        Assert.Equal(plan.Durations, planned[place].Durations);
                        AssertClose(FramesOf(alone), [.. frames[place].SelectMany(values => values)], 1e-4f);
                        planned[place].Dispose();
                    }
                    Assert.Equal(0, together.Count);
                },
                iter: 8,
                threads: 1
            );
    }

    [Fact]
    public void DecodeNext_MoreStreamsThanSlots_GrowsAndKeepsStates()
    {
        using var together = new BatchedDecoder(_voice.Acoustic, new(8));
        var sentence = new SentenceInput(TinyVoice.Phonemes(40), new());
        var first = together.Plan([sentence])[0];
        var values = new List<float>();
        Decode(first);
        var others = Enumerable
            .Range(0, 5)
            .SelectMany(_ => together.Plan([.. Enumerable.Repeat(sentence, 8)]))
            .ToList();
        foreach (var group in others.Chunk(8))
            foreach (var mel in together.DecodeNext(group))
                mel.Dispose();
        Assert.Equal(41, together.Count);
        while (first.Position < first.Frames)
            Decode(first);
        using var plan = _voice.Acoustic.Plan(sentence.Phonemes, sentence.Controls);
        using var decoder = _voice.Acoustic.NewDecoder(plan);
        using var alone = decoder.DecodeNext(int.MaxValue / 4)!;
        AssertClose(FramesOf(alone), [.. values], 5e-5f);
        others.ForEach(one => one.Dispose());
        first.Dispose();
        Assert.Equal(0, together.Count);

        void Decode(BatchedSentence one)
        {
            using var mel = together.DecodeNext([one])[0];
            values.AddRange(FramesOf(mel));
        }
    }

    [Fact]
    public void DecodeNext_ANeighbourWithoutNumbers_DisturbsNobody()
    {
        using var together = new BatchedDecoder(_voice.Acoustic, new(4));
        var sentence = new SentenceInput(TinyVoice.Phonemes(60), new());
        var streams = together.Plan([sentence, sentence]);
        using (inference_mode())
            streams[1].Phonemes.fill_(float.NaN);
        using var plan = _voice.Acoustic.Plan(sentence.Phonemes, sentence.Controls);
        using var decoder = _voice.Acoustic.NewDecoder(plan);
        using var alone = decoder.DecodeNext(int.MaxValue / 4)!;
        var values = new List<float>();
        while (streams[0].Position < streams[0].Frames)
        {
            var mels = together.DecodeNext(streams);
            values.AddRange(FramesOf(mels[0]));
            Assert.All(FramesOf(mels[1]), value => Assert.True(float.IsNaN(value)));
        }
        AssertClose(FramesOf(alone), [.. values], 5e-5f);
        foreach (var stream in streams)
            stream.Dispose();
        var again = together.Plan([sentence])[0]; // in the slot that held no numbers
        Assert.All(FramesOf(together.DecodeNext([again])[0]), value => Assert.True(float.IsFinite(value)));
        again.Dispose();
    }

    [Fact]
    public void BatchedDecoder_OfAModelThatDecodesWhole_SaysSo()
    {
        using var model = new AcousticModel(SmallAcousticModel.Config, forTraining: false);
        Assert.False(BatchedDecoder.IsFor(model));
        Assert.Throws<ArgumentException>(() => new BatchedDecoder(model, Sizes));
    }

    public void Dispose() => _voice.Dispose();

    /// <summary>Frame by frame.</summary>
    private static float[] FramesOf(Tensor mel)
    {
        using var scope = NewDisposeScope();
        return mel.transpose(0, 1).contiguous().data<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual, float most)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (worst, place) = expected
            .Zip(actual, (one, other) => Math.Abs(one - other))
            .Select((difference, i) => (difference, i))
            .Max();
        Assert.True(worst < most, $"{worst} in frame {place / 100} of {expected.Length / 100}");
    }
}
