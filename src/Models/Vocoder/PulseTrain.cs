namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// A band-limited pulse train that follows F0 sample by sample: all harmonics up to the band limit, in phase.
/// </summary>
/// <remarks>Closed form of the sum of cosines (Dirichlet kernel); phase runs on from chunk to chunk.</remarks>
/// <param name="sampleRate">Samples per second.</param>
/// <param name="hopLength">Samples per frame.</param>
/// <param name="firstSample">Where the train begins, relative to the first frame's first sample.</param>
/// <param name="phase">Phase at the start, in periods.</param>
public sealed class PulseTrain(int sampleRate, int hopLength, int firstSample, double phase = 0)
{
    private const double MinHz = 60, MaxHz = 500, BandLimitHz = 10_900;
    private double _phase = phase;

    /// <summary>The next sample to be made, relative to the first frame's first sample.</summary>
    public int Position { get; private set; } = firstSample;

    /// <summary>Makes samples up to a position; ln F0 is interpolated between the centres of frames.</summary>
    /// <param name="logF0">ln of F0 in Hz per frame, from the stream's first frame on; held at both ends.</param>
    /// <param name="end">The position after the last sample to make.</param>
    /// <param name="output">Receives <paramref name="end"/> − <see cref="Position"/> samples.</param>
    public void Advance(ReadOnlySpan<float> logF0, int end, Span<float> output)
    {
        for (var i = 0; Position < end; Position++, i++)
        {
            var place = (Position - hopLength / 2 + 0.5) / hopLength;
            var left = (int)Math.Floor(place);
            var weight = place - left;
            var from = logF0[Math.Clamp(left, 0, logF0.Length - 1)];
            var to = logF0[Math.Clamp(left + 1, 0, logF0.Length - 1)];
            output[i] = Next(Math.Clamp(Math.Exp(from * (1 - weight) + to * weight), MinHz, MaxHz));
        }
    }

    private float Next(double f0)
    {
        _phase += f0 / sampleRate;
        _phase -= Math.Floor(_phase);
        var harmonics = (int)(BandLimitHz / f0);
        var angle = Math.PI * _phase;
        var sine = Math.Sin(angle);
        return (float)(Math.Abs(sine) < 1e-6 ? harmonics : Math.Sin((2 * harmonics + 1) * angle) / (2 * sine) - 0.5);
    }
}
