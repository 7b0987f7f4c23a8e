using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>
/// Applies the controls of sentences, and of single phonemes within them, to predicted pitch and energy.
/// </summary>
internal static class ProsodyControls
{
    /// <param name="values">[batch, phoneme]</param>
    /// <param name="controls">Of each sentence.</param>
    public static Tensor Pitch(Tensor values, IReadOnlyList<SpeechControls> controls) =>
        Local(
            values
                .mul(Column(controls, one => one.PitchFactor, values.device))
                .add(Column(controls, one => one.PitchOffset, values.device)),
            controls,
            one => one.PitchFactor,
            one => one.PitchOffset
        );

    /// <param name="values">[batch, phoneme]</param>
    /// <param name="controls">Of each sentence.</param>
    public static Tensor Energy(Tensor values, IReadOnlyList<SpeechControls> controls) =>
        Local(
            values.add(Column(controls, one => one.EnergyOffset, values.device)),
            controls,
            _ => 1,
            one => one.EnergyOffset
        );

    private static Tensor Local(
        Tensor values,
        IReadOnlyList<SpeechControls> controls,
        Func<LocalControls, double> factor,
        Func<LocalControls, double> offset
    )
    {
        if (controls.All(one => one.Local is null))
            return values;
        var phonemes = (int)values.size(1);
        Tensor Rows(Func<LocalControls, double> of, float otherwise)
        {
            var rows = new float[controls.Count * phonemes];
            for (var row = 0; row < controls.Count; row++)
                for (var i = 0; i < phonemes; i++)
                    rows[row * phonemes + i] =
                        controls[row].Local is { } local && i < local.Count ? (float)of(local[i]) : otherwise;
            return tensor(rows, [controls.Count, phonemes], device: values.device);
        }
        return values * Rows(factor, 1) + Rows(offset, 0);
    }

    /// <returns>[batch, 1]</returns>
    private static Tensor Column(
        IReadOnlyList<SpeechControls> controls,
        Func<SpeechControls, double> of,
        Device device
    ) => tensor(controls.Select(one => (float)of(one)).ToArray(), [controls.Count, 1], device: device);
}
