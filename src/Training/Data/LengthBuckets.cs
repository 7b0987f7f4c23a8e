namespace VoiceSmith.Training.Data;

/// <summary>
/// Cuts items into batches of like length, each within a budget of padded frames: many short ones or few long ones cost a step alike.
/// Which items meet, and in what order batches come, is new every epoch; how many batches there are is not.
/// </summary>
/// <typeparam name="T">What is batched.</typeparam>
public sealed class LengthBuckets<T>
{
    private const int FarthestMix = 8;      // places that chance may move an item among those sorted by length
    private const int ItemsPerPlace = 64;   // in small data, neighbours differ too much in length to be mixed as far

    private readonly T[] _sorted;
    private readonly int _mix, _seed;
    private readonly int[] _ends;           // of batches, as places among the sorted items

    /// <param name="items">In an order that does not change.</param>
    /// <param name="frames">Length of one.</param>
    /// <param name="frameBudget">Frames of a batch, with padding. An item that alone is longer is a batch of its own.</param>
    /// <param name="maxItems">Items of a batch.</param>
    /// <param name="seed">Decides the order.</param>
    public LengthBuckets(IReadOnlyList<T> items, Func<T, int> frames, long frameBudget, int maxItems, int seed)
    {
        _sorted = [.. items.OrderBy(frames)];
        (_mix, _seed) = (Math.Min(FarthestMix, items.Count / ItemsPerPlace), seed);
        var ends = new List<int>();
        for (var start = 0; start < _sorted.Length; start = ends[^1])
        {
            var count = 1;
            while (start + count < _sorted.Length && count < maxItems && (count + 1) * (long)LongestAt(start + count) <= frameBudget)
                count++;
            ends.Add(start + count);
        }
        _ends = [.. ends];

        // Chance brings an item at most twice its reach forward.
        int LongestAt(int place) => frames(_sorted[Math.Min(_sorted.Length - 1, place + 2 * _mix)]);
    }

    /// <summary>Batches of an epoch.</summary>
    public int Count => _ends.Length;

    /// <summary>The batches of an epoch, in order: the same for the same number, always.</summary>
    public T[][] Epoch(long number)
    {
        var random = new Random(unchecked(_seed * 7_368_787 + (int)number));
        var mixed = _sorted.Select((item, place) => (item, key: place + 2 * _mix * random.NextDouble())).OrderBy(pair => pair.key).Select(pair => pair.item).ToArray();
        var batches = _ends.Select((end, i) => mixed[(i == 0 ? 0 : _ends[i - 1])..end]).ToArray();
        random.Shuffle(batches);
        return batches;
    }
}
