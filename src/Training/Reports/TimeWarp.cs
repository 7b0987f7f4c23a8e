using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reports;

/// <summary>Dynamic time warping of two sequences.</summary>
/// <remarks>Source: Sakoe and Chiba (1978), with steps (1, 1), (1, 0) and (0, 1).</remarks>
public static class TimeWarp
{
    /// <summary>The path of least total cost.</summary>
    /// <param name="costs">Cost of every pair, [first, second].</param>
    /// <returns>Pairs in order, and their mean cost.</returns>
    public static (IReadOnlyList<(int First, int Second)> Pairs, double Cost) Path(Tensor costs)
    {
        var (rows, columns) = ((int)costs.shape[0], (int)costs.shape[1]);
        var cost = costs.cpu().contiguous().data<float>().ToArray();
        var sums = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                sums[i * columns + j] = cost[i * columns + j] + BestPredecessor(sums, i, j, columns).Sum;
        var pairs = new List<(int, int)>();
        var total = 0.0;
        for (var (i, j) = (rows - 1, columns - 1); i >= 0;)
        {
            pairs.Add((i, j));
            total += cost[i * columns + j];
            (i, j) = BestPredecessor(sums, i, j, columns).Place;
        }
        pairs.Reverse();
        return (pairs, total / pairs.Count);
    }

    /// <summary>The predecessor of least sum; (−1, −1) for the first pair.</summary>
    private static (double Sum, (int, int) Place) BestPredecessor(double[] sums, int i, int j, int columns)
    {
        if (i == 0 && j == 0)
            return (0, (-1, -1));
        var best = (Sum: double.PositiveInfinity, Place: (-1, -1));
        foreach (var (row, column) in new[] { (i - 1, j - 1), (i - 1, j), (i, j - 1) })
            if (row >= 0 && column >= 0 && sums[row * columns + column] < best.Sum)
                best = (sums[row * columns + column], (row, column));
        return best;
    }
}
