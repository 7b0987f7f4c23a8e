namespace VoiceSmith.Audio;

/// <summary>A period that a frame may have.</summary>
/// <param name="Log2Hz">Its F0, as a binary logarithm of Hz: differences are octaves.</param>
/// <param name="Strength">Periodicity of the frame at it, 0 to 1.</param>
internal readonly record struct PitchCandidate(double Log2Hz, double Strength);

/// <summary>
/// Finds the sequence of candidates, or of no voice, with the greatest strength less the cost of its changes (Viterbi).
/// </summary>
internal sealed class VoicingPath(PitchConfig config, int frames)
{
    private const double Unvoiced = 0; // no F0 of interest is 1 Hz
    private readonly List<double[]> pitches = new(frames);
    private readonly List<int[]> origins = new(frames);
    private double[] scores = [];

    /// <param name="unvoicedStrength">Score of an unvoiced frame.</param>
    /// <param name="candidates">Voiced candidates.</param>
    public void Add(double unvoicedStrength, ReadOnlySpan<PitchCandidate> candidates)
    {
        var pitch = new double[candidates.Length + 1];
        var next = new double[pitch.Length];
        var origin = new int[pitch.Length];
        for (var state = 0; state < pitch.Length; state++)
        {
            pitch[state] = state == 0 ? Unvoiced : candidates[state - 1].Log2Hz;
            next[state] = state == 0 ? unvoicedStrength : candidates[state - 1].Strength;
            if (pitches.Count > 0)
                next[state] += BestOrigin(pitch[state], out origin[state]);
        }
        scores = next;
        pitches.Add(pitch);
        origins.Add(origin);
    }

    /// <summary>F0 of every frame added, Hz; 0 where unvoiced.</summary>
    public float[] Best()
    {
        var f0Hz = new float[pitches.Count];
        var state = scores.Length == 0 ? 0 : Array.IndexOf(scores, scores.Max());
        for (var frame = f0Hz.Length - 1; frame >= 0; frame--)
        {
            f0Hz[frame] = state == 0 ? 0 : (float)Math.Pow(2, pitches[frame][state]);
            state = origins[frame][state];
        }
        return f0Hz;
    }

    private double BestOrigin(double pitch, out int origin)
    {
        var best = double.NegativeInfinity;
        origin = 0;
        var previous = pitches[^1];
        for (var state = 0; state < previous.Length; state++)
        {
            var score = scores[state] - ChangeCost(previous[state], pitch);
            if (score > best)
                (best, origin) = (score, state);
        }
        return best;
    }

    private double ChangeCost(double from, double to) =>
        (from == Unvoiced) != (to == Unvoiced) ? config.VoicingCost : config.JumpCost * Math.Abs(from - to);
}
