using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>How far a sound's samples are from a recording's.</summary>
/// <remarks>Definitions as in the published auraloss library.</remarks>
public static class WaveformLoss
{
    private const double Epsilon = 1e-8;

    /// <summary>Power of the error over power of the recording, averaged over sounds.</summary>
    /// <param name="sound">[…, time]</param>
    /// <param name="recording">[…, time]</param>
    public static Tensor ErrorToSignal(Tensor sound, Tensor recording)
    {
        using var scope = NewDisposeScope();
        var ratio = (recording - sound).square().sum(-1) / (recording.square().sum(-1) + Epsilon);
        return ratio.mean().MoveToOuterDisposeScope();
    }

    /// <summary>Minus the signal-to-noise ratio in decibels, of signals made free of offset, averaged over sounds.</summary>
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
