using System.Text.Json.Serialization;

namespace VoiceSmith.Models.Layers;

/// <summary>How a convolution keeps its weight. Each way has its own state_dict keys; all give the same convolution.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WeightLayout>))]
public enum WeightLayout
{
    /// <summary>The weight itself, under <c>weight</c>: what inference wants.</summary>
    Plain,

    /// <summary>Weight norm as PyTorch names it since 2.1: length and direction under <c>parametrizations.weight.original0</c> and <c>original1</c>.</summary>
    Parametrized,

    /// <summary>Weight norm under its older names: <c>weight_g</c> and <c>weight_v</c>.</summary>
    GainAndDirection,

    /// <summary>Spectral norm: <c>weight_orig</c>, and its singular vectors in the buffers <c>weight_u</c> and <c>weight_v</c>.</summary>
    Spectral,
}
