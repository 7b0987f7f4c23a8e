using System.Numerics.Tensors;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// A band-limited pulse train that follows F0 sample by sample: all harmonics up to the band limit, in phase.
/// </summary>
/// <remarks>Closed form of the sum of cosines (Dirichlet kernel); phase runs on from chunk to chunk.</remarks>
/// <param name="sampleRate">Samples per second.</param>
/// <param name="hopLength">Samples per frame.</param>
/// <param name="firstSample">First sample of the train, relative to the first frame's first sample.</param>
/// <param name="phase">Phase at the start, in periods.</param>
public sealed class PulseTrain(int sampleRate, int hopLength, int firstSample, double phase = 0)
{
    internal const double MinHz = 60,
        MaxHz = 500,
        BandLimitHz = 10_900;

    /// <summary>Smallest denominator of the closed form; below it the sum is its limit.</summary>
    internal const double Peak = 1e-6;

    private double _phase = phase;

    /// <summary>The next sample to be made, relative to the first frame's first sample.</summary>
    public int Position { get; private set; } = firstSample;

    /// <summary>Makes samples up to a position; ln F0 is interpolated between the centres of frames.</summary>
    /// <param name="logF0">ln of F0 in Hz per frame, from the stream's first frame on; held at both ends.</param>
    /// <param name="end">The position after the last sample to make.</param>
    /// <param name="output">Receives <paramref name="end"/> − <see cref="Position"/> samples.</param>
    public void Advance(ReadOnlySpan<float> logF0, int end, Span<float> output)
    {
        var count = end - Position;
        using var numbers = new VectorRows<double>(4, count);
        var f0 = numbers.Row(0);
        var harmonics = numbers.Row(1);
        var angles = numbers.Row(2);
        var tops = numbers.Row(3);
        for (var i = 0; i < count; i++)
        {
            var place = (Position + i - hopLength / 2 + 0.5) / hopLength;
            var left = (int)Math.Floor(place);
            var weight = place - left;
            f0[i] =
                logF0[Math.Clamp(left, 0, logF0.Length - 1)] * (1 - weight)
                + logF0[Math.Clamp(left + 1, 0, logF0.Length - 1)] * weight;
        }
        TensorPrimitives.Exp(f0, f0);
        for (var i = 0; i < count; i++)
        {
            var hertz = Math.Clamp(f0[i], MinHz, MaxHz);
            _phase += hertz / sampleRate;
            _phase -= Math.Floor(_phase);
            harmonics[i] = (int)(BandLimitHz / hertz);
            angles[i] = Math.PI * _phase;
            tops[i] = (2 * harmonics[i] + 1) * angles[i];
        }
        TensorPrimitives.Sin(angles, angles);
        TensorPrimitives.Sin(tops, tops);
        for (var i = 0; i < count; i++)
            output[i] = (float)(Math.Abs(angles[i]) < Peak ? harmonics[i] : tops[i] / (2 * angles[i]) - 0.5);
        Position = end;
    }
}
