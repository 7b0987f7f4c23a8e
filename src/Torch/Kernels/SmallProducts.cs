using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VoiceSmith.Torch.Kernels;

/// <summary>Products of small matrices, for which the call and layout of MKL cost more than the arithmetic.</summary>
public static class SmallProducts
{
    /// <summary>Columns of a result are a multiple of this.</summary>
    public const int Lanes = 8;

    private const int Rows = 4; // of the result at a time; with two groups of columns they fill half the registers

    /// <summary>Matrix product.</summary>
    /// <param name="a">[row, inner]</param>
    /// <param name="b">[inner, column], columns contiguous.</param>
    /// <param name="to">Receives [row, column], columns contiguous.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="inner">Inner dimension.</param>
    /// <param name="columns">Columns of the result; a multiple of <see cref="Lanes"/>.</param>
    /// <param name="add">True to accumulate into the result.</param>
    /// <exception cref="ArgumentException">A matrix is smaller than its sizes say.</exception>
    public static void Multiply(Matrix a, Matrix b, Matrix to, int rows, int inner, int columns, bool add = false)
    {
        if (rows == 0 || inner == 0)
            return;
        if (columns % Lanes != 0 || !a.Holds(rows, inner) || !b.Holds(inner, columns) || !to.Holds(rows, columns))
            throw new ArgumentException("The sizes do not fit the matrices.");
        for (var row = 0; row < rows; row += Rows)
            for (var column = 0; column < columns;)
                column +=
                    columns - column >= 2 * Lanes
                        ? TwoGroups(a, b, to, row, rows - 1, column, inner, add)
                        : OneGroup(a, b, to, row, rows - 1, column, inner, add);
    }

    // Where fewer than four rows are left, the last is computed several times over.
    private static int TwoGroups(Matrix a, Matrix b, Matrix to, int row, int lastRow, int column, int inner, bool add)
    {
        var (row1, row2, row3) = (Math.Min(row + 1, lastRow), Math.Min(row + 2, lastRow), Math.Min(row + 3, lastRow));
        Vector256<float> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default,
            b0 = default,
            b1 = default,
            b2 = default,
            b3 = default;
        if (add)
        {
            (a0, a1, a2, a3) = (
                to.Load(row, column),
                to.Load(row1, column),
                to.Load(row2, column),
                to.Load(row3, column)
            );
            (b0, b1, b2, b3) = (
                to.Load(row, column + Lanes),
                to.Load(row1, column + Lanes),
                to.Load(row2, column + Lanes),
                to.Load(row3, column + Lanes)
            );
        }
        ref readonly float left0 = ref a.At(row, 0),
            left1 = ref a.At(row1, 0),
            left2 = ref a.At(row2, 0),
            left3 = ref a.At(row3, 0),
            right = ref b.At(0, column);
        nuint from = 0,
            under = 0;
        for (var i = 0; i < inner; i++, from += a.ColumnStride, under += b.RowStride)
        {
            var (first, second) = (
                Vector256.LoadUnsafe(in right, under),
                Vector256.LoadUnsafe(in right, under + Lanes)
            );
            var value = Spread(in left0, from);
            (a0, b0) = (Vector256.FusedMultiplyAdd(value, first, a0), Vector256.FusedMultiplyAdd(value, second, b0));
            value = Spread(in left1, from);
            (a1, b1) = (Vector256.FusedMultiplyAdd(value, first, a1), Vector256.FusedMultiplyAdd(value, second, b1));
            value = Spread(in left2, from);
            (a2, b2) = (Vector256.FusedMultiplyAdd(value, first, a2), Vector256.FusedMultiplyAdd(value, second, b2));
            value = Spread(in left3, from);
            (a3, b3) = (Vector256.FusedMultiplyAdd(value, first, a3), Vector256.FusedMultiplyAdd(value, second, b3));
        }
        to.Store(row, column, a0);
        to.Store(row1, column, a1);
        to.Store(row2, column, a2);
        to.Store(row3, column, a3);
        to.Store(row, column + Lanes, b0);
        to.Store(row1, column + Lanes, b1);
        to.Store(row2, column + Lanes, b2);
        to.Store(row3, column + Lanes, b3);
        return 2 * Lanes;
    }

    private static int OneGroup(Matrix a, Matrix b, Matrix to, int row, int lastRow, int column, int inner, bool add)
    {
        var (row1, row2, row3) = (Math.Min(row + 1, lastRow), Math.Min(row + 2, lastRow), Math.Min(row + 3, lastRow));
        Vector256<float> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default;
        if (add)
            (a0, a1, a2, a3) = (
                to.Load(row, column),
                to.Load(row1, column),
                to.Load(row2, column),
                to.Load(row3, column)
            );
        ref readonly float left0 = ref a.At(row, 0),
            left1 = ref a.At(row1, 0),
            left2 = ref a.At(row2, 0),
            left3 = ref a.At(row3, 0),
            right = ref b.At(0, column);
        nuint from = 0,
            under = 0;
        for (var i = 0; i < inner; i++, from += a.ColumnStride, under += b.RowStride)
        {
            var group = Vector256.LoadUnsafe(in right, under);
            a0 = Vector256.FusedMultiplyAdd(Spread(in left0, from), group, a0);
            a1 = Vector256.FusedMultiplyAdd(Spread(in left1, from), group, a1);
            a2 = Vector256.FusedMultiplyAdd(Spread(in left2, from), group, a2);
            a3 = Vector256.FusedMultiplyAdd(Spread(in left3, from), group, a3);
        }
        to.Store(row, column, a0);
        to.Store(row1, column, a1);
        to.Store(row2, column, a2);
        to.Store(row3, column, a3);
        return Lanes;
    }

    private static Vector256<float> Spread(ref readonly float first, nuint place) =>
        Vector256.Create(Unsafe.Add(ref Unsafe.AsRef(in first), place));

    /// <summary>A strided matrix in memory. Only <see cref="Holds"/> checks bounds.</summary>
    /// <param name="values">Memory from its first value on.</param>
    /// <param name="rowStride">Values from a row to the next.</param>
    /// <param name="columnStride">Values from a column to the next.</param>
    public readonly ref struct Matrix(Span<float> values, int rowStride, int columnStride = 1)
    {
        private readonly ref float _first = ref MemoryMarshal.GetReference(values);
        private readonly int _count = values.Length,
            _rowStride = rowStride,
            _columnStride = columnStride;

        /// <summary>Values from a row to the next.</summary>
        public nuint RowStride => (nuint)_rowStride;

        /// <summary>Values from a column to the next.</summary>
        public nuint ColumnStride => (nuint)_columnStride;

        /// <summary>One value.</summary>
        public ref readonly float At(int row, int column) =>
            ref Unsafe.Add(ref _first, row * _rowStride + column * _columnStride);

        /// <summary>True if so many rows and columns lie within its memory.</summary>
        public bool Holds(int rows, int columns) => (rows - 1) * _rowStride + (columns - 1) * _columnStride < _count;

        /// <summary>Loads a vector of contiguous values.</summary>
        public Vector256<float> Load(int row, int column) =>
            Vector256.LoadUnsafe(ref _first, (nuint)(row * _rowStride + column));

        /// <summary>Stores a vector of contiguous values.</summary>
        public void Store(int row, int column, Vector256<float> numbers) =>
            numbers.StoreUnsafe(ref _first, (nuint)(row * _rowStride + column));
    }
}
