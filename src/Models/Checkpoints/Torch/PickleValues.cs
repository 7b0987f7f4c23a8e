using TorchSharp;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>A class or function that a file names. It stays a name.</summary>
public sealed record PickledName(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>An object of a class that is not data: its class, and nothing of what its constructor would do.</summary>
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

/// <summary>A dictionary, in the order of its making.</summary>
public sealed class PickledMap
{
    private static readonly Dictionary<string, object?> Empty = [];
    private Dictionary<string, object?>? _named;

    /// <summary>The entries whose keys are strings or integers, those written as digits.</summary>
    public IReadOnlyDictionary<string, object?> Named => _named ?? Empty;

    /// <summary>The value under a name; null where there is none.</summary>
    public object? this[string name] => Named.GetValueOrDefault(name);

    /// <summary>Entries under other keys are of no use here and are dropped.</summary>
    internal void Set(object? key, object? value)
    {
        var name = key switch { string text => text, long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture), _ => null };
        if (name is not null)
            (_named ??= [])[name] = value;
    }
}

/// <summary>Numbers that lie in the file beside its pickle.</summary>
/// <param name="Key">The entry's name in the archive.</param>
/// <param name="Type">Of one element; null in files that say so tensor by tensor.</param>
/// <param name="Size">Elements, or bytes where <paramref name="Type"/> is null.</param>
public sealed record TorchStorage(string Key, torch.ScalarType? Type, long Size);

/// <summary>A tensor that has not been read yet: where its numbers lie.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Type">Of one element.</param>
/// <param name="Offset">Its first element in the storage.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Strides">Elements from one to the next, per dimension.</param>
public sealed record TorchTensor(TorchStorage Storage, torch.ScalarType Type, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
