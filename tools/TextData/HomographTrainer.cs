using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>
/// Learns to choose among readings: a log-linear model over the words around, by stochastic gradient descent.
/// </summary>
/// <remarks>
/// A reading is scored by weights of its own; a verb's also by weights that all verbs share, so that rare ones profit
/// from the others, and from words that are always verbs or never. AdaGrad (Duchi et al., 2011), dropout, averaged
/// weights.
/// </remarks>
internal sealed class HomographTrainer
{
    private const int TableBits = 22;
    private const int Epochs = 12,
        FirstAveraged = 3,
        PlainEpochs = 4;
    private const float OwnRate = 0.6f,
        SharedRate = 0.4f,
        Decay = 5e-4f;

    /// <summary>How strongly rare readings count more: 0 not at all, 1 as much as all others.</summary>
    private const double Balance = 0.7;

    /// <summary>Share of the features that a step does not see, so that no single one is relied upon.</summary>
    private const double Dropout = 0.3;

    private readonly float[] _weights = new float[1 << TableBits];
    private readonly float[] _squares = new float[1 << TableBits];
    private readonly Random _random = new(1);

    /// <summary>Trains the weights of features.</summary>
    /// <param name="items">Labelled homographs.</param>
    /// <param name="plain">Words that are always verbs or never.</param>
    public static float[] Train(HomographItem[] items, HomographItem[] plain) =>
        new HomographTrainer().TrainFeatures(items, plain);

    private float[] TrainFeatures(HomographItem[] items, HomographItem[] plain)
    {
        for (var epoch = 0; epoch < PlainEpochs; epoch++)
            foreach (var item in Shuffled(plain))
                Step(item, 1);
        var importance = HomographItem.Importance(items, Balance);
        var sums = new double[_weights.Length];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (var item in Shuffled(items))
                Step(item, importance(item));
            if (epoch >= FirstAveraged)
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += _weights[i];
        }
        return [.. sums.Select(sum => (float)(sum / (Epochs - FirstAveraged)))];
    }

    private HomographItem[] Shuffled(HomographItem[] items)
    {
        _random.Shuffle(items);
        return items;
    }

    private void Step(HomographItem item, float importance)
    {
        var size = 2 * item.Features.Hashes.Count;
        var (scores, scale) = (new float[item.Readings.Length], 1 / MathF.Sqrt(item.Features.Hashes.Count));
        var (places, counts) = (new uint[scores.Length][], new (int All, int Own)[scores.Length]);
        var dropped = Enumerable.Range(0, size / 2).Select(_ => _random.NextDouble() < Dropout).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            counts[i] = item.Readings[i].Places(item.Features, TableBits, places[i] = new uint[size]);
            counts[i] = Drop(places[i], counts[i], dropped);
            foreach (var place in places[i].AsSpan(0, counts[i].All))
                scores[i] += scale * _weights[place];
        }
        HomographItem.Softmax(scores);
        for (var i = 0; i < scores.Length; i++)
        {
            var gradient = importance * scale * (scores[i] - (i == item.Right ? 1 : 0));
            for (var k = 0; k < counts[i].All; k++)
                Move(places[i][k], gradient, k < counts[i].Own ? OwnRate : SharedRate);
        }
    }

    private void Move(uint place, float gradient, float rate)
    {
        var slope = gradient + Decay * _weights[place];
        _squares[place] += slope * slope;
        _weights[place] -= rate * slope / (MathF.Sqrt(_squares[place]) + 1e-3f);
    }

    private static (int All, int Own) Drop(uint[] places, (int All, int Own) counts, bool[] dropped)
    {
        var (kept, own) = (0, 0);
        for (var i = 0; i < counts.All; i++)
            if (!dropped[i < counts.Own ? i : i - counts.Own])
            {
                places[kept++] = places[i];
                own += i < counts.Own ? 1 : 0;
            }
        return (kept, own);
    }
}
