using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace VoiceSmith.Training.Data;

/// <summary>A memory-mapped file as an array.</summary>
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
            _length = RandomAccess.GetLength(file); // follows links
        if (_length == 0)
            return; // an empty file cannot be mapped
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>A view of some values, valid until this is disposed.</summary>
    public ReadOnlySpan<T> Span<T>(long first, int count)
        where T : unmanaged
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
