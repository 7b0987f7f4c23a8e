namespace VoiceSmith.Audio;

/// <summary>
/// Settings of <see cref="PitchTracker"/>, as stored beside features: member names are file format.
/// </summary>
/// <param name="SampleRate">Hz.</param>
/// <param name="WindowLength">Samples looked at per frame: at least three periods of the lowest voice.</param>
/// <param name="HopLength">Samples from one frame to the next: that of the mel frames.</param>
/// <param name="MinHz">The lowest F0 looked for.</param>
/// <param name="MaxHz">The highest F0 looked for.</param>
/// <param name="Candidates">Lags kept per frame.</param>
/// <param name="VoicingThreshold">Periodicity (0 to 1) above which a loud frame counts as voiced.</param>
/// <param name="SilenceDb">
/// Frames this far below the loudest one start to lean to unvoiced; a factor of ten below that they all are.
/// </param>
/// <param name="OctaveCost">
/// Periodicity that a lag loses per octave above the shortest: prefers the higher of two equal candidates.
/// </param>
/// <param name="JumpCost">Periodicity that a change of F0 between frames costs per octave.</param>
/// <param name="VoicingCost">Periodicity that a change between voiced and unvoiced costs.</param>
public sealed record PitchConfig(
    int SampleRate = 22050,
    int WindowLength = 1024,
    int HopLength = 256,
    double MinHz = 70,
    double MaxHz = 500,
    int Candidates = 8,
    double VoicingThreshold = 0.45,
    double SilenceDb = 35,
    double OctaveCost = 0.03,
    double JumpCost = 0.35,
    double VoicingCost = 0.14
);
