namespace VoiceSmith.Models.Layers;

/// <summary>
/// The batch sizes that networks run at. A batch is padded to the next size, so that few kernels are chosen and all are
/// warm.
/// </summary>
/// <remarks>
/// In batches of one size a stream's samples are the same to the bit, whoever shares them; other sizes may sum floats
/// in another order. A single size therefore gives reproducible samples, at the cost of padding. See
/// docs/adr/0010-batches-across-listeners.md.
/// </remarks>
public sealed class BatchSizes
{
    private const int PlanningRows = 32;

    private readonly int[] _sizes;

    /// <param name="sizes">At least one; positive, in any order.</param>
    public BatchSizes(params IReadOnlyCollection<int> sizes)
    {
        _sizes = [.. sizes.Distinct().Order()];
        ArgumentOutOfRangeException.ThrowIfZero(_sizes.Length, nameof(sizes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_sizes[0], nameof(sizes));
    }

    /// <summary>64 alone.</summary>
    public static BatchSizes Default { get; } = new(64);

    /// <summary>In ascending order.</summary>
    public IReadOnlyList<int> All => _sizes;

    /// <summary>The most items in a batch.</summary>
    public int Max => _sizes[^1];

    /// <summary>
    /// The only size at which sentences are encoded: durations are rounded to whole frames, so they must not depend on
    /// who shares a batch.
    /// </summary>
    public int Planning => For(Math.Min(PlanningRows, Max));

    /// <summary>The size for a number of items.</summary>
    /// <param name="items">At most <see cref="Max"/>.</param>
    public int For(int items) =>
        Array.Find(_sizes, size => size >= items) is var size and > 0
            ? size
            : throw new ArgumentOutOfRangeException(nameof(items));
}
