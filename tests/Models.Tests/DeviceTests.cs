using System.Reflection;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.G2P;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

/// <summary>
/// Networks on another device. "Meta" is one that every machine has: tensors with shapes and no values.
/// </summary>
public sealed class DeviceTests
{
    private static readonly Device Meta = new(DeviceType.META);

    public static TheoryData<string> Networks => [.. Makers.Keys];

    private static Dictionary<string, Func<nn.Module>> Makers { get; } =
        new()
        {
            ["acoustic"] = () => new AcousticModel(TinyVoice.Acoustic),
            ["acoustic, reference form"] = () => new AcousticModel(SmallAcousticModel.Config),
            ["source-filter"] = () => new SourceFilterVocoder(TinyVoice.Vocoder),
            ["univnet"] = () =>
                new UnivNetGenerator(
                    new()
                    {
                        NoiseChannels = 4,
                        Channels = 4,
                        PredictorChannels = 6,
                    }
                ),
            ["hifi-gan"] = () => new HiFiGanGenerator(new() { Channels = 16 }),
            ["discriminators"] = () => new UnivNetDiscriminator(),
            ["scales"] = () => new MultiScaleDiscriminator(),
            ["grapheme-to-phoneme"] = () => new GraphemeToPhonemeModel(new()),
        };

    [Fact]
    public void TrainWithoutDecoderDropout_RecurrentLayers_AreInTrainingMode()
    {
        using var model = new AcousticModel(TinyVoice.Acoustic);
        model.TrainWithoutDecoderDropout();
        Assert.False(model.training);
        var recurrent = model.modules().OfType<TorchSharp.Modules.GRU>().ToArray();
        Assert.NotEmpty(recurrent);
        Assert.All(recurrent, layer => Assert.True(layer.training));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void To_AnotherDevice_MovesEveryTensor(string name)
    {
        using var scope = NewDisposeScope();
        using var network = Makers[name]();
        network.to(Meta);
        foreach (var module in network.modules().Prepend(network))
            foreach (
                var field in module
                    .GetType()
                    .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            )
                if (field.GetValue(module) is Tensor value && !value.IsInvalid)
                    Assert.True(
                        value.device_type == DeviceType.META,
                        $"{module.GetName()}.{field.Name} lies on {value.device}"
                    );
        Assert.All(network.state_dict(), entry => Assert.Equal(DeviceType.META, entry.Value.device_type));
    }
}
