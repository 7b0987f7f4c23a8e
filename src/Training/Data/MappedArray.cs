using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace VoiceSmith.Training.Data;

/// <summary>A file as an array, paged in as it is read.</summary>
internal sealed unsafe class MappedArray : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private readonly long _length;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public MappedArray(string path)
    {
        using (var file = File.OpenHandle(path))
            _length = RandomAccess.GetLength(file); // of what a link leads to
        if (_length == 0)
            return; // nothing can be mapped of an empty file, and nothing is asked of it
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>A view of some values; no longer valid once this is disposed of.</summary>
    public ReadOnlySpan<T> Span<T>(long first, int count) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((first + count) * Unsafe.SizeOf<T>(), _length, nameof(count));
        return new(_start + first * Unsafe.SizeOf<T>(), count);
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _file?.Dispose();
    }
}
