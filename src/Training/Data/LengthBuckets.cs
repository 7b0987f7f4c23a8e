namespace VoiceSmith.Training.Data;

/// <summary>
/// Batches of items of similar length, each within a budget of padded frames, so that steps cost about the same. The
/// composition and order of batches change every epoch; their number does not.
/// </summary>
/// <typeparam name="T">Item type.</typeparam>
public sealed class LengthBuckets<T>
{
    private const int MaxMix = 8; // places by which an item may be displaced among those sorted by length
    private const int ItemsPerPlace = 64; // in small data neighbours differ too much in length to be mixed that far

    private readonly T[] _sorted;
    private readonly int _mix,
        _seed;
    private readonly int[] _ends; // of batches, as indices into the sorted items

    /// <param name="items">Items, always in the same order.</param>
    /// <param name="frames">Length of an item.</param>
    /// <param name="frameBudget">Padded frames per batch. A longer item is a batch of its own.</param>
    /// <param name="maxItems">Items per batch.</param>
    /// <param name="seed">Seed of the order.</param>
    public LengthBuckets(IReadOnlyList<T> items, Func<T, int> frames, long frameBudget, int maxItems, int seed)
    {
        _sorted = [.. items.OrderBy(frames)];
        (_mix, _seed) = (Math.Min(MaxMix, items.Count / ItemsPerPlace), seed);
        var ends = new List<int>();
        for (var start = 0; start < _sorted.Length; start = ends[^1])
        {
            var count = 1;
            while (
                start + count < _sorted.Length
                && count < maxItems
                && (count + 1) * (long)LongestAt(start + count) <= frameBudget
            )
                count++;
            ends.Add(start + count);
        }
        _ends = [.. ends];

        // Mixing moves an item forward by at most twice its reach.
        int LongestAt(int place) => frames(_sorted[Math.Min(_sorted.Length - 1, place + 2 * _mix)]);
    }

    /// <summary>Batches per epoch.</summary>
    public int Count => _ends.Length;

    /// <summary>The batches of an epoch, in order: a pure function of its number.</summary>
    public T[][] Epoch(long number)
    {
        var random = new Random(unchecked(_seed * 7_368_787 + (int)number));
        var mixed = _sorted
            .Select((item, place) => (item, key: place + 2 * _mix * random.NextDouble()))
            .OrderBy(pair => pair.key)
            .Select(pair => pair.item)
            .ToArray();
        var batches = _ends.Select((end, i) => mixed[(i == 0 ? 0 : _ends[i - 1])..end]).ToArray();
        random.Shuffle(batches);
        return batches;
    }
}
