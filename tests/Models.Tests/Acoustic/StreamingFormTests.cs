using CsCheck;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

public sealed class StreamingFormTests : IDisposable
{
    private readonly Voice _voice = TinyVoice.Create();

    [Fact]
    public void DecodeNext_AnyChunking_EqualsWhole() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 100].Array[1, 5])
            .Sample(
                (count, sizes) =>
                {
                    using var plan = _voice.Acoustic.Plan(TinyVoice.Phonemes(count), new SpeechControls());
                    using var whole = Decode(plan, [int.MaxValue / 4]);
                    using var parts = Decode(plan, sizes);
                    Assert.Equal(plan.Frames, whole.shape[1]);
                    Assert.Equal(whole.data<float>().ToArray(), parts.data<float>().ToArray());
                },
                iter: 20
            );

    [Fact]
    public void Decode_WholeAtOnce_EqualsTheTrainingForward()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var plan = _voice.Acoustic.Plan(TinyVoice.Phonemes(20), new SpeechControls());
        using var streamed = Decode(plan, [16]);
        var durations = tensor(plan.Durations.Select(frames => (long)frames).ToArray()).unsqueeze(0);
        var features = _voice.Acoustic.FrameFeatures(
            plan.Phonemes,
            durations,
            Durations.PhonemeOfFrame(durations, plan.Frames)
        );
        var whole = _voice.Acoustic.Decode(features, plan.Embedding, null).squeeze(0);
        Assert.True((whole - streamed).abs().max().ToDouble() < 2e-5);
    }

    [Fact]
    public void Forward_InABatch_EqualsAlone()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        random.manual_seed(3);
        using var model = new AcousticModel(TinyVoice.Acoustic);
        model.eval();
        var (alone, batch) = (Input([(9, 40)]), Input([(9, 40), (17, 90)]));
        var (one, two) = (model.Forward(alone), model.Forward(batch));
        Assert.True((one.Mel[0] - two.Mel[0].narrow(1, 0, 40)).abs().max().ToDouble() < 2e-5);
        Assert.True((one.LogDurations[0] - two.LogDurations[0].narrow(0, 0, 9)).abs().max().ToDouble() < 2e-5);
        Assert.True((one.UtteranceProsodyTarget[0] - two.UtteranceProsodyTarget[0]).abs().max().ToDouble() < 2e-5);
        Assert.True(
            (one.PhonemeProsodyTarget[0] - two.PhonemeProsodyTarget[0].narrow(0, 0, 9)).abs().max().ToDouble() < 2e-5
        );
    }

    [Fact]
    public void Plan_Rate_ScalesLengthWithoutDrift()
    {
        using var slow = _voice.Acoustic.Plan(TinyVoice.Phonemes(50), new SpeechControls { Rate = 0.5 });
        using var normal = _voice.Acoustic.Plan(TinyVoice.Phonemes(50), new SpeechControls());
        Assert.InRange(slow.Frames / (double)normal.Frames, 1.95, 2.05);
        Assert.All(normal.Durations, frames => Assert.True(frames >= 1));
    }

    public void Dispose() => _voice.Dispose();

    private Tensor Decode(UtterancePlan plan, int[] sizes)
    {
        using var decoder = _voice.Acoustic.NewDecoder(plan);
        var parts = new List<Tensor>();
        for (var i = 0; decoder.DecodeNext(sizes[i % sizes.Length]) is { } part; i++)
            parts.Add(part);
        var mel = cat(parts, 1);
        parts.ForEach(part => part.Dispose());
        return mel;
    }

    /// <summary>Utterances of so many phonemes and frames; the first is always the same.</summary>
    private static AcousticInput Input((int Phonemes, int Frames)[] sizes)
    {
        var (phonemes, frames) = (sizes.Max(size => size.Phonemes), sizes.Max(size => size.Frames));
        var ids = zeros(sizes.Length, phonemes, ScalarType.Int64);
        var durations = zeros(sizes.Length, phonemes, ScalarType.Int64);
        var mel = full([sizes.Length, 100, frames], -11.5f);
        var pitch = zeros(sizes.Length, phonemes);
        for (var i = 0; i < sizes.Length; i++)
        {
            random.manual_seed(i);
            var (count, length) = sizes[i];
            ids[i, ..count] = randint(1, 80, [count], ScalarType.Int64);
            durations[i, ..count] = length / count;
            durations[i, 0] = length - length / count * (count - 1);
            mel[i, .., ..length] = randn(100, length) - 4;
            pitch[i, ..count] = randn(count);
        }
        var (phonemeLengths, melLengths) = (
            tensor(sizes.Select(size => (long)size.Phonemes).ToArray()),
            tensor(sizes.Select(size => (long)size.Frames).ToArray())
        );
        return new(
            ids,
            arange(phonemes).unsqueeze(0) >= phonemeLengths.unsqueeze(1),
            zeros(sizes.Length, dtype: ScalarType.Int64),
            mel,
            melLengths,
            arange(frames).unsqueeze(0) >= melLengths.unsqueeze(1),
            durations,
            pitch,
            pitch * 0.5f
        );
    }
}
