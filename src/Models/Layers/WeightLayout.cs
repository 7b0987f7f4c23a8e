using System.Text.Json.Serialization;

namespace VoiceSmith.Models.Layers;

/// <summary>Parametrisation of a convolution's weight, each with its own state_dict keys; all are equivalent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WeightLayout>))]
public enum WeightLayout
{
    /// <summary>The plain weight, under <c>weight</c>: for inference.</summary>
    Plain,

    /// <summary>
    /// Weight norm of PyTorch 2.1 and later: length and direction under <c>parametrizations.weight.original0</c> and
    /// <c>original1</c>.
    /// </summary>
    Parametrized,

    /// <summary>Weight norm of earlier versions: <c>weight_g</c> and <c>weight_v</c>.</summary>
    GainAndDirection,

    /// <summary>
    /// Spectral norm: <c>weight_orig</c>, and its singular vectors in the buffers <c>weight_u</c> and <c>weight_v</c>.
    /// </summary>
    Spectral,
}
