using TorchSharp;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Conversions between phonemes and mel frames by durations.</summary>
public static class Durations
{
    /// <summary>Means of frames over phonemes.</summary>
    /// <param name="frames">[batch, frame, channel]</param>
    /// <param name="durations">Frames per phoneme, integers, [batch, phoneme].</param>
    /// <returns>[batch, phoneme, channel]; zero where a phoneme has no frame.</returns>
    public static Tensor Average(Tensor frames, Tensor durations)
    {
        using var scope = NewDisposeScope();
        var ends = durations.cumsum(1); // [batch, phoneme]
        var sums = nn.functional.pad(frames.cumsum(1, ScalarType.Float64), [0, 0, 1, 0]); // [batch, frame + 1, channel]
        Tensor At(Tensor places) => sums.gather(1, places.unsqueeze(2).expand(-1, -1, frames.size(2)));
        var counts = durations.clamp_min(1).unsqueeze(2);
        return ((At(ends) - At(ends - durations)) / counts).to(frames.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Means over phonemes of the values that are not zero.</summary>
    /// <param name="values">[batch, frame], of at least as many frames as the durations have.</param>
    /// <param name="durations">Frames per phoneme, [batch, phoneme].</param>
    /// <returns>[batch, phoneme], float32; zero where a phoneme has no such value.</returns>
    public static Tensor AverageNonZero(Tensor values, Tensor durations)
    {
        using var scope = NewDisposeScope();
        var frames = durations.to(ScalarType.Int64);
        var ends = frames.cumsum(1); // [batch, phoneme]
        Tensor Sum(Tensor x)
        {
            var sums = nn.functional.pad(x.cumsum(1, ScalarType.Float64), [1, 0]); // [batch, frame + 1]
            return sums.gather(1, ends) - sums.gather(1, ends - frames);
        }
        return (Sum(values) / Sum(values.not_equal(0)).clamp_min(1)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Index of the phoneme of every frame.</summary>
    /// <param name="durations">Frames per phoneme, integers, [batch, phoneme].</param>
    /// <param name="frames">Frames of the longest utterance.</param>
    /// <returns>[batch, frame]; after an utterance's end the last index.</returns>
    public static Tensor PhonemeOfFrame(Tensor durations, long frames)
    {
        using var scope = NewDisposeScope();
        var ends = durations.cumsum(1).contiguous();
        var places = arange(frames, device: durations.device).unsqueeze(0).expand(durations.size(0), -1).contiguous();
        using Scalar last = durations.size(1) - 1;
        return searchsorted(ends, places, right: true).clamp_max(last).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Position of frames in their phonemes: relative to start and end (0..1), and ln of the duration.
    /// </summary>
    /// <param name="durations">[batch, phoneme]</param>
    /// <param name="phonemeOfFrame">[batch, frame]</param>
    /// <returns>[batch, frame, 3]</returns>
    public static Tensor PositionsOfFrames(Tensor durations, Tensor phonemeOfFrame)
    {
        using var scope = NewDisposeScope();
        // [batch, frame]
        var length = durations.gather(1, phonemeOfFrame).to(ScalarType.Float32).clamp_min(Scalars.One);
        var start = (durations.cumsum(1) - durations).gather(1, phonemeOfFrame);
        var place = arange(phonemeOfFrame.size(1), device: durations.device).unsqueeze(0) - start;
        var share = place.add(Scalars.Of(0.5)) / length;
        return stack([share, share.neg().add(Scalars.One), length.log()], 2).MoveToOuterDisposeScope();
    }

    /// <summary>Features of phonemes, repeated for their frames.</summary>
    /// <param name="x">[batch, phoneme, channel]</param>
    /// <param name="phonemeOfFrame">[batch, frame]</param>
    /// <returns>[batch, frame, channel]</returns>
    public static Tensor Spread(Tensor x, Tensor phonemeOfFrame) =>
        x.gather(1, phonemeOfFrame.unsqueeze(2).expand(-1, -1, x.size(2)));
}
