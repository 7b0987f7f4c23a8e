using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>
/// Branches that SharpFuzz's instrumentation counts; none where the assemblies are as they were built.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;
    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Attaches the counters. Before any instrumented code runs.</summary>
    public Coverage() => Trace.SharedMem = _counts;

    /// <summary>Pairs of branches that were taken so far.</summary>
    public int Seen { get; private set; }

    /// <summary>Forgets the last input's branches.</summary>
    public void Clear()
    {
        new Span<byte>(_counts, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>True if the last input took a branch that none took before, or one far more often.</summary>
    public bool IsNew()
    {
        var isNew = false;
        var counts = new ReadOnlySpan<byte>(_counts, Size);
        for (var i = counts.IndexOfAnyExcept((byte)0); i < Size; i++)
        {
            if (i < 0)
                break;
            var bucket = Bucket(counts[i]);
            if ((bucket & ~_seen[i]) == 0)
                continue;
            if (_seen[i] == 0)
                Seen++;
            _seen[i] |= bucket;
            isNew = true;
        }
        return isNew;
    }

    /// <summary>A bit for 1, 2, 3, 4–7, 8–15, 16–31, 32–127 and 128–255 times, as AFL has them.</summary>
    private static byte Bucket(byte count) =>
        count switch
        {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => 4,
            < 8 => 8,
            < 16 => 16,
            < 32 => 32,
            < 128 => 64,
            _ => 128,
        };
}
