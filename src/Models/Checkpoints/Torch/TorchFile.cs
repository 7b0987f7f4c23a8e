using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>
/// A file written by PyTorch's <c>torch.save</c>, read as data. No code in it runs: see <see cref="PickleReader"/>.
/// </summary>
/// <remarks>
/// Tensors are read on demand. All tensors together have at most twice the file's bytes: see <see cref="Read"/>.
/// </remarks>
public sealed class TorchFile : IDisposable
{
    private const int MaxPickleBytes = 64 << 20;
    private const string PickleName = "data.pkl";

    private readonly StoredZip _archive;
    private readonly string _folder;
    private readonly TorchCalls _calls = new();
    private long _bytesRead;

    private TorchFile(string path, StoredZip archive)
    {
        (Path, _archive) = (path, archive);
        var name =
            archive.Names.FirstOrDefault(entry =>
                entry == PickleName || entry.EndsWith("/" + PickleName, StringComparison.Ordinal)
            ) ?? throw new InvalidDataException($"it has no {PickleName}");
        _folder = name[..^PickleName.Length];
        var order = _folder + "byteorder";
        if (archive.Names.Contains(order) && archive.LengthOf(order) == "big".Length)
            throw new InvalidDataException("its numbers are big-endian");
        if (archive.LengthOf(name) > MaxPickleBytes)
            throw new InvalidDataException(
                $"its {PickleName} has {archive.LengthOf(name)} bytes, and no checkpoint has over {MaxPickleBytes}"
            );
        var pickle = new byte[archive.LengthOf(name)];
        archive.Read(name, 0, pickle);
        Root = PickleReader.Read(pickle, _calls);
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>
    /// The saved value: null, bool, long, double, string, byte[], <see cref="TorchTensor"/>, or a container of these.
    /// </summary>
    public object? Root { get; }

    /// <summary>Names of classes and functions in the file; none was loaded or called.</summary>
    public IReadOnlyCollection<string> UnknownNames => _calls.Unknown;

    /// <summary>Opens a file and reads everything but its tensors.</summary>
    /// <exception cref="TorchFileException">The file is damaged, of another format, or malicious.</exception>
    public static TorchFile Open(string path)
    {
        StoredZip? archive = null;
        try
        {
            archive = new StoredZip(path);
            return new TorchFile(path, archive);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            archive?.Dispose();
            throw new TorchFileException(path, error.Message, error);
        }
    }

    /// <summary>Reads a tensor.</summary>
    /// <returns>On the CPU, contiguous, of its own type; belongs to the caller's dispose scope.</returns>
    /// <exception cref="TorchFileException">
    /// Shape and storage do not fit, or too many tensors share numbers.
    /// </exception>
    public Tensor Read(TorchTensor description)
    {
        try
        {
            return ReadChecked(description);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new TorchFileException(Path, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private Tensor ReadChecked(TorchTensor description)
    {
        var (storage, type, offset, shape, strides) = description;
        var width = (long)type.ElementSize();
        var entry = $"{_folder}data/{storage.Key}";
        var stored = _archive.LengthOf(entry) / width;
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count == 0)
            return empty([.. shape], type, CPU);
        var extent = checked(1 + shape.Zip(strides, (size, stride) => checked((size - 1) * stride)).Sum());
        if (count > stored || offset > stored - extent)
            throw new InvalidDataException(
                $"a tensor of [{string.Join(", ", shape)}] does not fit the {stored} numbers of '{entry}'"
            );
        _bytesRead = checked(_bytesRead + extent * width);
        if (_bytesRead > 2 * _archive.Length)
            throw new InvalidDataException("its tensors share numbers so often that they would outgrow it");
        using var scope = NewDisposeScope();
        var numbers = empty(extent, type, CPU);
        _archive.Read(entry, offset * width, numbers.bytes);
        return numbers.as_strided([.. shape], [.. strides]).contiguous().MoveToOuterDisposeScope();
    }
}
