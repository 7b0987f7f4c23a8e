using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

/// <summary>
/// The full-size networks have the reference's keys, shapes and parameter counts: golden file state_dict_keys.json.
/// </summary>
public sealed class ReferenceKeysTests
{
    [Fact]
    public void AcousticModel_EnglishConfig_HasTheReferencesKeys() =>
        AssertKeys("acoustic_EN", new AcousticModel(AcousticConfig.ReferenceEnglish));

    [Fact]
    public void UnivNet_DefaultConfig_HasTheReferencesKeys()
    {
        AssertKeys("univnet_generator", new UnivNetGenerator(new()));
        AssertKeys("univnet_discriminator", new UnivNetDiscriminator());
    }

    [Fact]
    public void HiFiGan_DefaultConfig_HasTheReferencesKeys()
    {
        AssertKeys("hifigan_generator", new HiFiGanGenerator(new()));
        AssertKeys("hifigan_mpd", new MultiPeriodDiscriminator(PeriodDiscriminatorConfig.HiFiGan));
        AssertKeys("hifigan_msd", new MultiScaleDiscriminator());
    }

    [Fact]
    public void AcousticModel_MultilingualConfig_HasTheReferencesSize()
    {
        using var model = new AcousticModel(AcousticConfig.ReferenceMultilingual);
        Assert.Equal(135_226_415, model.parameters().Sum(parameter => parameter.numel()));
    }

    private static void AssertKeys(string name, nn.Module network)
    {
        using (network)
        {
            var golden = JsonNode.Parse(File.ReadAllText(Golden.Locate("state_dict_keys.json")))![name]!;
            Assert.Equal(
                golden["param_count"]!.GetValue<long>(),
                network.parameters().Sum(parameter => parameter.numel())
            );
            Assert.Equal(
                golden["keys"]!
                    .AsObject()
                    .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value!.AsArray())}]")
                    .Order(StringComparer.Ordinal),
                network
                    .state_dict()
                    .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]")
                    .Order(StringComparer.Ordinal)
            );
        }
    }
}
