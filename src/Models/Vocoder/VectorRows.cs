using System.Buffers;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Rented rows of numbers for functions that work on several at once. Rows are whole vectors long: then each number is
/// computed in the same way, wherever it stands and however many there are.
/// </summary>
/// <typeparam name="T">Of the numbers; at least 16 of them make whole vectors.</typeparam>
/// <param name="rows">Their number.</param>
/// <param name="count">Numbers needed in each.</param>
internal readonly struct VectorRows<T>(int rows, int count) : IDisposable
{
    private const int Vector = 16;

    private readonly int _length = (count + Vector - 1) / Vector * Vector;
    private readonly T[] _numbers = ArrayPool<T>.Shared.Rent((count + Vector - 1) / Vector * Vector * rows);

    /// <summary>A row; what it holds at first is arbitrary.</summary>
    public Span<T> Row(int row) => _numbers.AsSpan(row * _length, _length);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<T>.Shared.Return(_numbers);
}
