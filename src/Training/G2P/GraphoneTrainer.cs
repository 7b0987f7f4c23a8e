using System.Runtime.InteropServices;
using VoiceSmith.Models.G2P;

namespace VoiceSmith.Training.G2P;

/// <summary>Counts how graphones follow each other and smooths the counts.</summary>
/// <remarks>Source: interpolated modified Kneser-Ney smoothing (Chen and Goodman, 1999).</remarks>
public sealed class GraphoneTrainer
{
    private readonly int _order;
    private readonly List<int> _text = []; // words with a border before and behind
    private readonly Dictionary<ulong, Gram>[] _grams;
    private readonly Dictionary<ulong, float> _probabilities = [];

    private GraphoneTrainer(int order) =>
        (_order, _grams) = (order, [.. Enumerable.Range(0, order + 1).Select(_ => new Dictionary<ulong, Gram>())]);

    /// <summary>Trains two models: of words as they are read, and from their end.</summary>
    /// <param name="examples">Words of letters and apostrophes.</param>
    /// <param name="order">Graphones in the longest n-gram.</param>
    /// <param name="fewest">N-grams of three and more graphones that were met less often are left out.</param>
    public static GraphoneModel[] Train(IReadOnlyList<PronouncedExample> examples, int order = 6, int fewest = 2)
    {
        var aligned = new GraphoneAligner([
            .. examples.Select(example =>
                (WordCodec.Pack(WordCodec.Letters(example.Word)!), WordCodec.Pack(WordCodec.Sounds(example.Phones)))
            ),
        ]).Align();
        var turned = aligned
            .Select(word =>
                word.Reverse().Select(graphone => graphone[0] + GraphoneModel.Turn(graphone[1..])).ToArray()
            )
            .ToList();
        return [Train(aligned, backward: false, order, fewest), Train(turned, backward: true, order, fewest)];
    }

    private static GraphoneModel Train(List<string[]> aligned, bool backward, int order, int fewest)
    {
        string[] names = ["", .. aligned.SelectMany(word => word).Distinct().Order(StringComparer.Ordinal)];
        var numbers = names.Index().ToDictionary(item => item.Item, item => item.Index);
        var trainer = new GraphoneTrainer(order);
        foreach (var word in aligned)
            trainer.Count([.. word.Select(graphone => numbers[graphone])]);
        trainer.Continue();
        for (var length = 1; length <= order; length++)
            trainer.Smooth(length, names.Length);
        return new(order, backward, names, trainer.Kept(fewest));
    }

    /// <summary>Full n-grams, and those that begin with the border: nothing goes before them.</summary>
    private void Count(int[] word)
    {
        _text.Add(GraphoneModel.Border);
        var start = _text.Count - 1;
        foreach (var graphone in (int[])[.. word, GraphoneModel.Border])
        {
            _text.Add(graphone);
            Count(Math.Min(_order, _text.Count - start), _text.Count - 1);
        }
    }

    private void Count(int length, int end)
    {
        ref var gram = ref CollectionsMarshal.GetValueRefOrAddDefault(_grams[length], KeyAt(end, length), out _);
        gram = new(gram.Count + 1, end);
    }

    /// <summary>Shorter n-grams count the graphones that they are met behind.</summary>
    private void Continue()
    {
        for (var length = _order; length > 1; length--)
            foreach (var gram in _grams[length].Values)
                Count(length - 1, gram.End);
    }

    private void Smooth(int length, int graphones)
    {
        var counts = new double[5];
        foreach (var gram in _grams[length].Values)
            if (gram.Count < counts.Length)
                counts[gram.Count]++;
        var y = counts[1] / Math.Max(1, counts[1] + 2 * counts[2]);
        double[] discounts =
        [
            0,
            .. Enumerable
                .Range(1, 3)
                .Select(n => Math.Clamp(n - (n + 1) * y * counts[n + 1] / Math.Max(1, counts[n]), 0.1, n)),
        ];
        var histories = new Dictionary<ulong, (double Total, double Discounted)>();
        foreach (var gram in _grams[length].Values)
        {
            ref var history = ref CollectionsMarshal.GetValueRefOrAddDefault(
                histories,
                HistoryAt(gram.End, length - 1),
                out _
            );
            history = (history.Total + gram.Count, history.Discounted + discounts[Math.Min(3, gram.Count)]);
        }
        foreach (var (key, gram) in _grams[length])
        {
            var (total, discounted) = histories[HistoryAt(gram.End, length - 1)];
            var shorter = length > 1 ? _probabilities[KeyAt(gram.End, length - 1)] : 1.0 / graphones;
            _probabilities[key] = (float)(
                (gram.Count - discounts[Math.Min(3, gram.Count)] + discounted * shorter) / total
            );
        }
    }

    private Dictionary<ulong, float> Kept(int fewest)
    {
        var kept = new Dictionary<ulong, float>();
        for (var length = 1; length <= _order; length++)
        {
            var left = new Dictionary<ulong, (double Own, double Shorter)>();
            foreach (var (key, gram) in _grams[length])
                if (length < 3 || gram.Count >= fewest)
                {
                    kept[key] = MathF.Log(_probabilities[key]);
                    ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(
                        left,
                        HistoryAt(gram.End, length - 1),
                        out _
                    );
                    sums = (
                        sums.Own + _probabilities[key],
                        sums.Shorter + (length > 1 ? _probabilities[KeyAt(gram.End, length - 1)] : 0)
                    );
                }
            foreach (var (history, (own, shorter)) in left)
                if (length > 1)
                    kept[history] = (float)Math.Log(Math.Max(1e-4, 1 - own) / Math.Max(1e-4, 1 - shorter));
        }
        return kept;
    }

    private ulong HistoryAt(int end, int length)
    {
        var history = GraphoneModel.NoHistory;
        for (var i = 1; i <= length; i++)
            history = GraphoneModel.History(history, _text[end - i]);
        return history;
    }

    private ulong KeyAt(int end, int length) => GraphoneModel.Key(HistoryAt(end, length - 1), _text[end]);

    /// <param name="Count">Occurrences, or the number of different graphones before it.</param>
    /// <param name="End">End in the text.</param>
    private readonly record struct Gram(int Count, int End);
}
