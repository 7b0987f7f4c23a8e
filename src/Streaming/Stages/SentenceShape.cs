using System.Buffers;
using VoiceSmith.Audio;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A silence within a sentence.</summary>
/// <param name="At">The speech sample before which it stands.</param>
/// <param name="Samples">Its exact length in samples.</param>
public readonly record struct SoundGap(long At, long Samples);

/// <summary>A change of loudness within a sentence.</summary>
/// <param name="At">The speech sample from which it holds.</param>
/// <param name="Gain">Factor on samples.</param>
public readonly record struct GainStep(long At, float Gain);

/// <summary>Markup's changes to a sentence's finished sound: silences and loudness.</summary>
/// <param name="Gaps">In order.</param>
/// <param name="Gains">In order; 1 before the first.</param>
public sealed record SentenceShape(IReadOnlyList<SoundGap> Gaps, IReadOnlyList<GainStep> Gains)
{
    /// <summary>Nothing is done.</summary>
    public static SentenceShape Plain { get; } = new([], []);

    /// <summary>Samples of all silences.</summary>
    public long GapSamples => Gaps.Sum(gap => gap.Samples);

    /// <summary>True if nothing is done.</summary>
    public bool IsPlain => Gaps.Count == 0 && Gains.Count == 0;

    /// <summary>Position of a speech sample.</summary>
    /// <param name="speech">Counted without the silences.</param>
    public long Place(long speech)
    {
        var place = speech;
        foreach (var gap in Gaps)
            if (gap.At <= speech)
                place += gap.Samples;
        return place;
    }
}

/// <summary>
/// Shapes one sentence's sound as it comes, and encodes it. A pure function of the shape and the samples' numbers.
/// </summary>
/// <remarks>
/// Loudness changes over a few milliseconds, and so does sound before and after a silence: no step, no click.
/// </remarks>
/// <param name="shape">The shape to give it.</param>
/// <param name="sampleRate">Samples per second.</param>
public sealed class SentenceShaper(SentenceShape shape, int sampleRate)
{
    private readonly int _ramp = Math.Max(1, sampleRate / 200); // 5 ms
    private long _next; // speech sample
    private int _gap,
        _gain;

    /// <summary>Shapes and encodes the sentence's next samples.</summary>
    /// <param name="speech">Full scale ±1; changed.</param>
    /// <param name="pcm">Receives 16-bit little-endian samples, with the silences.</param>
    public void Write(Span<float> speech, IBufferWriter<byte> pcm)
    {
        if (shape.IsPlain)
        {
            Encode(speech, pcm);
            return;
        }
        for (var i = 0; i < speech.Length; i++)
            speech[i] *= Factor(_next + i);
        for (; _gap < shape.Gaps.Count && shape.Gaps[_gap].At < _next + speech.Length; _gap++)
        {
            var (at, samples) = shape.Gaps[_gap];
            var before = (int)(at - _next);
            Encode(speech[..before], pcm);
            speech = speech[before..];
            _next = at;
            for (var left = samples; left > 0; left -= 8192)
            {
                var bytes = (int)Math.Min(left, 8192) * 2;
                pcm.GetSpan(bytes)[..bytes].Clear();
                pcm.Advance(bytes);
            }
        }
        Encode(speech, pcm);
        _next += speech.Length;
    }

    private static void Encode(ReadOnlySpan<float> samples, IBufferWriter<byte> pcm)
    {
        Pcm16.Encode(samples, pcm.GetSpan(samples.Length * 2));
        pcm.Advance(samples.Length * 2);
    }

    private float Factor(long sample) => Loudness(sample) * AwayFromGaps(sample);

    /// <summary>The gain at a sample: from step to step, linear over a ramp around each.</summary>
    private float Loudness(long sample)
    {
        while (_gain < shape.Gains.Count && sample >= shape.Gains[_gain].At + _ramp / 2)
            _gain++;
        var now = _gain == 0 ? 1 : shape.Gains[_gain - 1].Gain;
        if (_gain == shape.Gains.Count || sample < shape.Gains[_gain].At - _ramp / 2)
            return now;
        var share = (sample - (shape.Gains[_gain].At - _ramp / 2) + 1f) / (_ramp / 2 * 2 + 1);
        return now + (shape.Gains[_gain].Gain - now) * share;
    }

    private float AwayFromGaps(long sample)
    {
        var factor = 1f;
        for (var near = Math.Max(0, _gap - 1); near < shape.Gaps.Count && shape.Gaps[near].At - _ramp <= sample; near++)
        {
            var at = shape.Gaps[near].At;
            var distance = sample < at ? at - sample : sample - at + 1;
            if (distance <= _ramp)
                factor = Math.Min(factor, (distance - 0.5f) / _ramp);
        }
        return factor;
    }
}
