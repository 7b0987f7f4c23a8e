using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

public sealed class ReferenceFormTests : IDisposable
{
    private readonly AcousticModel _model = new(SmallAcousticModel.Config with { Compat = false });

    [Fact]
    public void Infer_TwoHundredTimes_LeavesNoTensorsBehind()
    {
        using var vocoder = new UnivNetGenerator(
            new()
            {
                NoiseChannels = 4,
                Channels = 4,
                PredictorChannels = 6,
            }
        );
        _model.eval();
        Speak();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 200; i++)
            Speak();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Speak()
        {
            using var plan = _model.Plan([5, 6, 7], new() { Language = 3 });
            using var decoder = _model.NewDecoder(plan);
            using var mel = decoder.DecodeNext(plan.Frames)!;
            using var state = vocoder.NewState(1);
            vocoder.Decode(mel, state, last: true);
        }
    }

    [Fact]
    public void Plan_ReferenceForm_SpeaksEveryPhonemeAndDecodesWhole()
    {
        _model.eval();
        using var plan = _model.Plan([5, 6, 7, 8], new() { Rate = 4 });
        Assert.All(plan.Durations, frames => Assert.True(frames >= 1));
        using var decoder = _model.NewDecoder(plan);
        using var mel = decoder.DecodeNext(1)!;
        Assert.Equal(plan.Frames, mel.shape[1]);
        Assert.Null(decoder.DecodeNext(1));
    }

    [Fact]
    public void Plan_PitchFactor_ChangesTheMel()
    {
        _model.eval();
        using var plain = _model.Plan([5, 6, 7, 8], new());
        using var raised = _model.Plan([5, 6, 7, 8], new() { PitchFactor = 2 });
        Assert.Equal(plain.Durations, raised.Durations);
        using var first = _model.NewDecoder(plain);
        using var second = _model.NewDecoder(raised);
        using var mel = first.DecodeNext(plain.Frames)!;
        using var other = second.DecodeNext(raised.Frames)!;
        using var difference = (mel - other).abs().max();
        Assert.True(difference.ToSingle() > 0);
    }

    [Fact]
    public void Freeze_OnlySpeakers_LeavesOneTableToLearn()
    {
        _model.Freeze(onlySpeakers: true);
        Assert.Equal(
            ["speaker_embed"],
            _model.named_parameters().Where(named => named.parameter.requires_grad).Select(named => named.name)
        );
        _model.Freeze(onlySpeakers: false, freezeText: true, freezeLanguages: true);
        Assert.Equal(
            ["src_word_emb", "lang_embed"],
            _model.named_parameters().Where(named => !named.parameter.requires_grad).Select(named => named.name)
        );
    }

    [Fact]
    public void AverageNonZero_GapsAndEmptyPhonemes_AreLeftOut()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new float[] { 2, 0, 4, 0, 0, 7 }).unsqueeze(0);
        var means = Durations.AverageNonZero(values, tensor(new long[] { 3, 2, 0, 1 }).unsqueeze(0));
        Assert.Equal([3f, 0f, 0f, 7f], means.data<float>().ToArray());
    }

    public void Dispose() => _model.Dispose();
}
