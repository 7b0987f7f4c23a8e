using System.Buffers;
using CsCheck;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

/// <summary>Streams vocoded together, against the same streams alone.</summary>
public sealed class VocoderBatchTests : IDisposable
{
    private const double OneStep = 1.0 / 32768;
    private static readonly BatchSizes Sizes = new(1, 3, 8);

    private readonly Dictionary<string, IVocoder> _vocoders = new()
    {
        ["source-filter"] = TinyVoice.Create().Vocoder,
        ["univnet"] = new UnivNetGenerator(
            new()
            {
                MelBands = 100,
                NoiseChannels = 4,
                Channels = 4,
                PredictorChannels = 6,
            }
        ),
        ["hifi-gan"] = new HiFiGanGenerator(
            new()
            {
                MelBands = 100,
                Channels = 16,
                UpsampleRates = [4, 4],
                UpsampleKernels = [8, 8],
                ResidualKernels = [3],
                Dilations = [1, 3],
            }
        ),
    };

    [Theory]
    [InlineData("source-filter")]
    [InlineData("univnet")]
    [InlineData("hifi-gan")]
    public void Decode_AnyMixtureAndChunks_EqualsAlone(string kind) =>
        Gen.Select(Gen.Select(Gen.Int[1, 300], Gen.ULong, Gen.Int[1, 100].Array[1, 4]).Array[1, 9], Gen.Int[0, 1000])
            .Sample(
                (streams, order) =>
                {
                    using var batch = _vocoders[kind].NewBatch(Sizes);
                    var mels = streams.Select((stream, i) => Mel(stream.Item1, i)).ToArray();
                    var states = streams.Select(stream => batch.NewState(stream.Item2)).ToArray();
                    var sounds = streams.Select(_ => new ArrayBufferWriter<float>()).ToArray();
                    var (done, chunks, random) = (new int[streams.Length], new int[streams.Length], new Random(order));
                    while (Enumerable.Range(0, streams.Length).Any(i => done[i] < streams[i].Item1))
                    {
                        var steps = new List<VocoderStep>();
                        for (var i = 0; i < streams.Length && steps.Count < Sizes.Max; i++)
                        {
                            if (done[i] == streams[i].Item1 || random.Next(3) == 0)
                                continue;
                            var count = Math.Min(
                                streams[i].Item3[chunks[i]++ % streams[i].Item3.Length],
                                streams[i].Item1 - done[i]
                            );
                            steps.Add(
                                new(
                                    states[i],
                                    mels[i].narrow(1, done[i], count),
                                    done[i] + count == streams[i].Item1,
                                    sounds[i]
                                )
                            );
                            done[i] += count;
                        }
                        if (steps.Count > 0)
                            batch.Decode(steps);
                        steps.ForEach(step => step.Mel!.Dispose());
                    }
                    foreach (var (i, stream) in streams.Index())
                    {
                        using var state = _vocoders[kind].NewState(stream.Item2);
                        var alone = _vocoders[kind].Decode(mels[i], state, last: true);
                        Assert.Equal(alone.Length, sounds[i].WrittenCount);
                        AssertClose(
                            alone,
                            sounds[i].WrittenSpan,
                            sumsPhase: kind == "source-filter",
                            $"stream {i} of {stream.Item1} frames"
                        );
                        mels[i].Dispose();
                        states[i].Dispose();
                    }
                    Assert.Equal(0, batch.Count);
                },
                iter: 8
            );

    [Fact]
    public void Decode_TheSameStreamInBatchesOfOneSize_SameBits()
    {
        using var batch = _vocoders["source-filter"].NewBatch(new(4));
        using var mel = Mel(200, 1);
        using var other = Mel(150, 2);
        var sounds = new[] { 0, 1, 3 }
            .Select(others =>
            {
                var states = Enumerable
                    .Range(0, others + 1)
                    .Select(i => batch.NewState(i == others ? 7UL : (ulong)i))
                    .ToArray();
                var sound = new ArrayBufferWriter<float>();
                batch.Decode([
                    .. states.Select(
                        (state, i) =>
                            new VocoderStep(
                                state,
                                i == others ? mel : other,
                                true,
                                i == others ? sound : new ArrayBufferWriter<float>()
                            )
                    ),
                ]);
                foreach (var state in states)
                    state.Dispose();
                return sound.WrittenSpan.ToArray();
            })
            .ToArray();
        Assert.Equal(sounds[0], sounds[1]);
        Assert.Equal(sounds[0], sounds[2]);
    }

    [Fact]
    public void At_AnyStream_TheNoiseOfCounterNoise()
    {
        using var scope = NewDisposeScope();
        using var noise = new DeviceNoise(CPU);
        ulong[] seeds = [0, 1, ulong.MaxValue - 3];
        long[] firsts = [-384, 0, 1L << 40];
        var made = noise
            .At(
                tensor(seeds.Select(seed => (long)CounterNoise.KeyOf(seed)).ToArray(), [3, 1]),
                tensor(firsts, [3, 1]),
                5000
            )
            .data<float>()
            .ToArray();
        for (var row = 0; row < seeds.Length; row++)
        {
            var expected = new float[5000];
            CounterNoise.Fill(seeds[row], firsts[row], expected);
            Assert.True(expected.Zip(made.Skip(row * 5000)).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-5);
        }
    }

    public void Dispose()
    {
        foreach (var vocoder in _vocoders.Values)
            vocoder.Dispose();
    }

    private static Tensor Mel(int frames, int seed)
    {
        using var generator = new Generator((ulong)seed);
        using var scope = NewDisposeScope();
        return (randn([100, frames], generator: generator) - 5).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// One step of 16 bits at most; where F0 is summed to a phase, rounding shifts pulses by a part of a sample that
    /// grows with the stream, so there the error's power is compared.
    /// </summary>
    private static void AssertClose(float[] alone, ReadOnlySpan<float> together, bool sumsPhase, string stream)
    {
        var errors = alone.Zip(together.ToArray(), (one, other) => (double)one - other).ToArray();
        if (sumsPhase)
        {
            var ratio = errors.Sum(error => error * error) / alone.Sum(sample => (double)sample * sample);
            Assert.True(ratio < 1e-4, $"{stream}: {10 * Math.Log10(ratio):F0} dB");
        }
        else
        {
            var worst = errors.Max(Math.Abs);
            Assert.True(worst < OneStep, $"{stream}: {worst / OneStep:F2} steps");
        }
    }
}
