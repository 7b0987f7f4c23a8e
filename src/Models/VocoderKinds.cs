using System.Text.Json.Serialization.Metadata;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;

namespace VoiceSmith.Models;

/// <summary>Names of the kinds of vocoders in stored configurations: file format.</summary>
internal static class VocoderKinds
{
    /// <summary>Adds the kinds to the serialization of <see cref="VocoderConfig"/>.</summary>
    public static void Describe(JsonTypeInfo type)
    {
        if (type.Type == typeof(VocoderConfig))
            type.PolymorphismOptions = new()
            {
                TypeDiscriminatorPropertyName = "Kind",
                DerivedTypes =
                {
                    new(typeof(SourceFilterConfig), "source-filter"),
                    new(typeof(UnivNetConfig), "univnet"),
                    new(typeof(HiFiGanConfig), "hifi-gan"),
                },
            };
    }
}
