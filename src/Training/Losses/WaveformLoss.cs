using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>Distances of a sound's samples from a recording's.</summary>
/// <remarks>Definitions as in the published auraloss library.</remarks>
public static class WaveformLoss
{
    private const double Epsilon = 1e-8;

    /// <summary>Error-to-signal ratio: power of the error over power of the recording, averaged over sounds.</summary>
    /// <param name="sound">[…, time]</param>
    /// <param name="recording">[…, time]</param>
    public static Tensor ErrorToSignal(Tensor sound, Tensor recording)
    {
        using var scope = NewDisposeScope();
        var ratio = (recording - sound).square().sum(-1) / (recording.square().sum(-1) + Epsilon);
        return ratio.mean().MoveToOuterDisposeScope();
    }

    /// <summary>Negative signal-to-noise ratio in decibels, of signals without offset, averaged over sounds.</summary>
    /// <param name="sound">[…, time]</param>
    /// <param name="recording">[…, time]</param>
    public static Tensor NoiseToSignalDb(Tensor sound, Tensor recording)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (sound - sound.mean([-1], keepdim: true), recording - recording.mean([-1], keepdim: true));
        var ratio = y.square().sum(-1) / ((x - y).square().sum(-1) + Epsilon) + Epsilon;
        return (-10 * ratio.log10().mean()).MoveToOuterDisposeScope();
    }
}
