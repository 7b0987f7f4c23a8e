using System.Runtime.InteropServices;

namespace VoiceSmith.Torch;

/// <summary>Settings of glibc's malloc, which libtorch allocates tensors with on Linux.</summary>
internal static partial class GlibcAllocator
{
    private const int Kept = 64 << 20;

    /// <summary>
    /// Reuses large blocks instead of mapping each anew, which makes convolutions up to four times faster. Limits the
    /// number of arenas, each of which keeps its freed blocks: with one a thread a server's memory grows for thousands
    /// of utterances.
    /// </summary>
    public static void KeepLargeBlocks()
    {
        const int trimThreshold = -1,
            topPad = -2,
            mmapThreshold = -3,
            arenas = -8;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = mallopt(mmapThreshold, 1 << 30);
            _ = mallopt(trimThreshold, int.MaxValue);
            _ = mallopt(topPad, Kept);
            _ = mallopt(arenas, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: its allocator has no such settings.
        }
    }

    /// <summary>Returns freed memory to the system, of all arenas, but for some to begin with.</summary>
    public static void ReturnFreeMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(Kept);
        }
        catch (EntryPointNotFoundException)
        {
            // As above.
        }
    }

    /// <summary>Bytes in use of all arenas; 0 with another C library.</summary>
    public static long BytesInUse()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        try
        {
            var state = mallinfo2();
            return (long)(state.UsedOfArenas + state.Mapped);
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc")]
    private static partial MallocState mallinfo2();

    /// <summary>Two of the ten fields of struct mallinfo2: malloc.h, glibc 2.33 and later, 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private readonly record struct MallocState(
        [field: FieldOffset(32)] nuint Mapped,
        [field: FieldOffset(56)] nuint UsedOfArenas
    );
}
