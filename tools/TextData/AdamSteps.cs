using System.Numerics;

namespace VoiceSmith.TextData;

/// <summary>Moves weights against their slopes, each by about the same (Adam; Kingma and Ba, 2015).</summary>
/// <remarks>
/// Not TorchSharp's: a vector that no question of a group asked for stays where it is, with its own count of steps,
/// where that one would move all of them; and nothing else of this tool needs libtorch.
/// </remarks>
internal sealed class AdamSteps(int size)
{
    private const float First = 0.9f,
        Second = 0.999f,
        Least = 1e-8f;

    private readonly float[] _means = new float[size],
        _squares = new float[size];
    private int _steps;

    /// <summary>Sums of slopes since the last step.</summary>
    public float[] Slopes { get; } = new float[size];

    /// <summary>True if there are any.</summary>
    public bool HasSlopes { get; set; }

    /// <summary>Takes a step, and forgets the slopes.</summary>
    /// <param name="weights">Are moved.</param>
    /// <param name="rate">How far.</param>
    /// <param name="decay">How strongly weights are drawn to zero.</param>
    /// <param name="items">How many examples the slopes are of.</param>
    public void Take(Span<float> weights, float rate, float decay, int items)
    {
        if (!HasSlopes)
            return;
        HasSlopes = false;
        _steps++;
        var fixedRate = rate * MathF.Sqrt(1 - MathF.Pow(Second, _steps)) / (1 - MathF.Pow(First, _steps));
        for (var i = 0; i < size; i += Vector<float>.Count)
        {
            var slope = new Vector<float>(Slopes, i) / items;
            var mean = First * new Vector<float>(_means, i) + (1 - First) * slope;
            var square = Second * new Vector<float>(_squares, i) + (1 - Second) * slope * slope;
            mean.CopyTo(_means, i);
            square.CopyTo(_squares, i);
            var weight = new Vector<float>(weights[i..]);
            (
                weight
                - fixedRate * mean / (Vector.SquareRoot(square) + new Vector<float>(Least))
                - rate * decay * weight
            ).CopyTo(weights[i..]);
        }
        Array.Clear(Slopes);
    }
}
