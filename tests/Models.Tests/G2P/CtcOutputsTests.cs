using CsCheck;
using VoiceSmith.Models.G2P;

namespace VoiceSmith.Models.Tests.G2P;

public sealed class CtcOutputsTests
{
    private const int Symbols = 3,
        Length = 5;

    private static readonly Gen<float[]> Rows = Gen.Float[-3f, 0f].Array[Symbols * Length];

    [Fact]
    public void LogProbability_AnySequence_IsTheSumOverItsAlignments() =>
        Rows.Sample(values =>
        {
            var outputs = new CtcOutputs(values, Symbols);
            foreach (var (sequence, expected) in Sums(values))
                Assert.Equal(expected, outputs.LogProbability(sequence), 1e-5);
        });

    [Fact]
    public void Best_WideBeam_FindsTheLikeliest() =>
        Rows.Sample(values =>
        {
            var sums = Sums(values);
            var best = new CtcOutputs(values, Symbols).Best(1000);
            Assert.Equal(sums.Max(item => item.Value), sums[best[0].Sequence], 1e-5);
            Assert.All(best, item => Assert.Equal(sums[item.Sequence], item.LogProbability, 1e-5));
            Assert.Equal(best.Count, best.DistinctBy(item => item.Sequence).Count());
        });

    [Fact]
    public void LogProbability_LongerThanTheOutputs_IsMinusInfinity() =>
        Assert.Equal(
            double.NegativeInfinity,
            new CtcOutputs(new float[Symbols * Length], Symbols).LogProbability("\u0001\u0002\u0001\u0002\u0001\u0002")
        );

    /// <summary>By trying every alignment.</summary>
    private static Dictionary<string, double> Sums(float[] values)
    {
        var sums = new Dictionary<string, double>();
        for (var code = 0; code < Math.Pow(Symbols, Length); code++)
        {
            var (path, sum) = (new int[Length], 0.0);
            for (int i = 0, rest = code; i < Length; i++, rest /= Symbols)
                sum += values[i * Symbols + (path[i] = rest % Symbols)];
            var sequence = new string([
                .. path.Where((symbol, i) => symbol > 0 && (i == 0 || symbol != path[i - 1]))
                    .Select(symbol => (char)symbol),
            ]);
            sums[sequence] = Math.Log(
                Math.Exp(sums.GetValueOrDefault(sequence, double.NegativeInfinity)) + Math.Exp(sum)
            );
        }
        return sums;
    }
}
