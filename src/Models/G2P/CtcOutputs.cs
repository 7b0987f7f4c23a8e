using System.Runtime.InteropServices;

namespace VoiceSmith.Models.G2P;

/// <summary>
/// Log-probabilities that a network with connectionist temporal classification gave for one word, and what they say.
/// </summary>
/// <remarks>Source: Graves et al., 2006; prefix beam search after Hannun et al., 2014.</remarks>
/// <param name="logProbabilities">[output, symbol], row by row.</param>
/// <param name="symbols">Symbols in each row, the blank first.</param>
internal sealed class CtcOutputs(ReadOnlyMemory<float> logProbabilities, int symbols)
{
    /// <summary>A symbol this much less likely than the best of its output continues no sequence.</summary>
    private const float WorthTrying = -6;

    /// <summary>
    /// The likeliest sequences of symbols, best first, with log-probabilities over the alignments that were kept.
    /// </summary>
    /// <param name="width">Beam width: prefixes kept after each output.</param>
    public IReadOnlyList<(string Sequence, double LogProbability)> Best(int width)
    {
        var beam = new Dictionary<string, Ending> { [""] = new() { Blank = 0 } };
        for (var at = 0; at < Length; at++)
            beam = Advance(beam, Row(at)).OrderByDescending(prefix => prefix.Value.Total).Take(width).ToDictionary();
        return
        [
            .. beam.OrderByDescending(prefix => prefix.Value.Total).Select(prefix => (prefix.Key, prefix.Value.Total)),
        ];
    }

    /// <summary>The log-probability of a sequence, over all its alignments; −∞ where it does not fit.</summary>
    public double LogProbability(string sequence)
    {
        var now = new double[2 * sequence.Length + 1];
        Array.Fill(now, double.NegativeInfinity);
        now[0] = 0;
        for (var at = 0; at < Length; at++)
        {
            var row = Row(at);
            for (var state = now.Length - 1; state >= 0; state--)
            {
                var sum = state > 0 && (at > 0 || state == 1) ? LogAdd(now[state], now[state - 1]) : now[state];
                if (at > 0 && state % 2 == 1 && state > 1 && sequence[state / 2] != sequence[state / 2 - 1])
                    sum = LogAdd(sum, now[state - 2]);
                now[state] = sum + row[state % 2 == 0 ? 0 : sequence[state / 2]];
            }
        }
        return now.Length > 1 ? LogAdd(now[^1], now[^2]) : now[0];
    }

    private int Length => logProbabilities.Length / symbols;

    private ReadOnlySpan<float> Row(int output) => logProbabilities.Span.Slice(output * symbols, symbols);

    private static Dictionary<string, Ending> Advance(Dictionary<string, Ending> beam, ReadOnlySpan<float> row)
    {
        var reached = new Dictionary<string, Ending>(4 * beam.Count);
        var least = row[0];
        foreach (var value in row)
            least = Math.Max(least, value);
        least += WorthTrying;
        foreach (var (prefix, ending) in beam)
        {
            var last = prefix.Length > 0 ? prefix[^1] : '\0';
            ref var same = ref At(reached, prefix);
            same.Blank = LogAdd(same.Blank, ending.Total + row[0]);
            if (last > 0)
                same.Symbol = LogAdd(same.Symbol, ending.Symbol + row[last]);
            for (var symbol = 1; symbol < row.Length; symbol++)
                if (row[symbol] >= least && (symbol != last || !double.IsNegativeInfinity(ending.Blank)))
                {
                    ref var longer = ref At(reached, prefix + (char)symbol);
                    longer.Symbol = LogAdd(longer.Symbol, (symbol == last ? ending.Blank : ending.Total) + row[symbol]);
                }
        }
        return reached;
    }

    private static ref Ending At(Dictionary<string, Ending> reached, string prefix)
    {
        ref var ending = ref CollectionsMarshal.GetValueRefOrAddDefault(reached, prefix, out var known);
        if (!known)
            ending = new();
        return ref ending;
    }

    private static double LogAdd(double a, double b) =>
        double.IsNegativeInfinity(a) ? b
        : double.IsNegativeInfinity(b) ? a
        : Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));

    /// <summary>Log-probabilities of a prefix, apart by its last output, blank or not.</summary>
    private struct Ending()
    {
        public double Blank = double.NegativeInfinity,
            Symbol = double.NegativeInfinity;

        public readonly double Total => LogAdd(Blank, Symbol);
    }
}
