using TorchSharp;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>Name of a class or function in a file. It is never resolved.</summary>
public sealed record PickledName(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>An object of an unknown class: its class name, without contents.</summary>
public sealed record PickledObject(PickledName Class);

/// <summary>A tuple.</summary>
/// <param name="items">Its elements: null, bool, long, double, string, byte[] or other pickled values.</param>
public sealed class PickledTuple(object?[] items)
{
    /// <summary>Its elements.</summary>
    public IReadOnlyList<object?> Items => items;
}

/// <summary>A list or set.</summary>
public sealed class PickledList
{
    private List<object?>? _items;

    /// <summary>Its elements, in order.</summary>
    public IReadOnlyList<object?> Items => _items ?? (IReadOnlyList<object?>)[];

    internal void Add(object? item) => (_items ??= []).Add(item);
}

/// <summary>A dictionary, in insertion order.</summary>
public sealed class PickledMap
{
    private static readonly Dictionary<string, object?> Empty = [];
    private Dictionary<string, object?>? _named;

    /// <summary>Entries whose keys are strings or integers; integers are written as digits.</summary>
    public IReadOnlyDictionary<string, object?> Named => _named ?? Empty;

    /// <summary>The value of a key; null for none.</summary>
    public object? this[string name] => Named.GetValueOrDefault(name);

    /// <summary>Sets an entry; entries with other keys are ignored.</summary>
    internal void Set(object? key, object? value)
    {
        var name = key switch
        {
            string text => text,
            long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };
        if (name is not null)
            (_named ??= [])[name] = value;
    }
}

/// <summary>Numbers in the archive, outside the pickle.</summary>
/// <param name="Key">Name of the archive entry.</param>
/// <param name="Type">Element type; null in files that state it per tensor.</param>
/// <param name="Size">Elements, or bytes where <paramref name="Type"/> is null.</param>
public sealed record TorchStorage(string Key, torch.ScalarType? Type, long Size);

/// <summary>A tensor that is not read yet: the location of its numbers.</summary>
/// <param name="Storage">Its storage.</param>
/// <param name="Type">Element type.</param>
/// <param name="Offset">Index of its first element in the storage.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Strides">Stride in elements, per dimension.</param>
public sealed record TorchTensor(
    TorchStorage Storage,
    torch.ScalarType Type,
    long Offset,
    IReadOnlyList<long> Shape,
    IReadOnlyList<long> Strides
);
