namespace VoiceSmith.Audio;

/// <summary>A second-order filter and its state, for one channel.</summary>
internal sealed class Biquad
{
    private readonly double b0,
        b1,
        b2,
        a1,
        a2;
    private double first,
        second;

    private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) =>
        (this.b0, this.b1, this.b2, this.a1, this.a2) = (b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);

    /// <summary>First stage of the K weighting: a shelf that stands for the head, 4 dB above 1.7 kHz.</summary>
    /// <remarks>
    /// The analogue prototype behind the 48 kHz coefficients of BS.1770, by the bilinear transform: right at any rate.
    /// </remarks>
    public static Biquad KShelf(int sampleRate)
    {
        const double hz = 1681.974450955533,
            gainDb = 3.999843853973347,
            q = 0.7071752369554196;
        var k = Math.Tan(Math.PI * hz / sampleRate);
        var high = Math.Pow(10, gainDb / 20);
        var middle = Math.Pow(high, 0.4996667741545416);
        return new(
            high + middle * k / q + k * k,
            2 * (k * k - high),
            high - middle * k / q + k * k,
            1 + k / q + k * k,
            2 * (k * k - 1),
            1 - k / q + k * k
        );
    }

    /// <summary>Second stage of the K weighting: a high-pass at 38 Hz.</summary>
    public static Biquad KHighPass(int sampleRate)
    {
        const double hz = 38.13547087602444,
            q = 0.5003270373238773;
        var k = Math.Tan(Math.PI * hz / sampleRate);
        var a0 = 1 + k / q + k * k;
        return new(a0, -2 * a0, a0, a0, 2 * (k * k - 1), 1 - k / q + k * k);
    }

    /// <summary>Filters the next sample.</summary>
    public double Next(double x)
    {
        var y = b0 * x + first;
        first = b1 * x - a1 * y + second;
        second = b2 * x - a2 * y;
        return y;
    }
}
