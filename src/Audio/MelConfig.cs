namespace VoiceSmith.Audio;

/// <summary>Parameters of a log-mel spectrogram, as stored in a checkpoint: member names are file format.</summary>
/// <param name="SampleRate">Hz.</param>
/// <param name="FftSize">Samples of one window.</param>
/// <param name="HopLength">Samples from one mel frame to the next.</param>
/// <param name="Bands">Mel bands.</param>
/// <param name="MinHz">The lowest band's lower edge.</param>
/// <param name="MaxHz">The highest band's upper edge.</param>
/// <param name="PowerEpsilon">Added to the power of every bin, so that its root has a slope at silence.</param>
/// <param name="MinMagnitude">
/// Band magnitudes below it count as it: the floor of the log is its logarithm, −11.51.
/// </param>
public sealed record MelConfig(
    int SampleRate = 22050,
    int FftSize = 1024,
    int HopLength = 256,
    int Bands = 100,
    double MinHz = 20,
    double MaxHz = 11025,
    double PowerEpsilon = 1e-9,
    double MinMagnitude = 1e-5
)
{
    /// <summary>
    /// Samples by which each end is extended, mirrored: frame t is centred at sample t · hop + hop / 2.
    /// </summary>
    public int Padding => (FftSize - HopLength) / 2;

    /// <summary>Mel frames of so many samples: a frame for every whole hop.</summary>
    public int FrameCount(int samples) => Math.Max(0, (samples + 2 * Padding - FftSize) / HopLength + 1);
}
