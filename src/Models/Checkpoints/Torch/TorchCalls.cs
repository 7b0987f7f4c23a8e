using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>
/// Interpretation of the calls in a checkpoint's pickle: those that describe data; all others stay names.
/// </summary>
internal sealed class TorchCalls
{
    private static readonly Dictionary<string, ScalarType> StorageTypes = new()
    {
        ["DoubleStorage"] = ScalarType.Float64,
        ["FloatStorage"] = ScalarType.Float32,
        ["HalfStorage"] = ScalarType.Float16,
        ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64,
        ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16,
        ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte,
        ["BoolStorage"] = ScalarType.Bool,
    };

    private static readonly Dictionary<string, ScalarType> ElementTypes = new()
    {
        ["float64"] = ScalarType.Float64,
        ["float32"] = ScalarType.Float32,
        ["float16"] = ScalarType.Float16,
        ["bfloat16"] = ScalarType.BFloat16,
        ["int64"] = ScalarType.Int64,
        ["int32"] = ScalarType.Int32,
        ["int16"] = ScalarType.Int16,
        ["int8"] = ScalarType.Int8,
        ["uint8"] = ScalarType.Byte,
        ["bool"] = ScalarType.Bool,
    };

    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>Names of classes and functions that were neither loaded nor called.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    /// <summary>A storage, from the tuple ("storage", class, key, device, size).</summary>
    public static TorchStorage Persistent(PickledTuple id)
    {
        if (id.Items is not ["storage", PickledName kind, string key, _, long size, ..] || size < 0)
            throw new InvalidDataException("its pickle refers to something outside it that is no storage");
        if (key.Length is 0 or > 64 || !key.All(char.IsAsciiLetterOrDigit))
            throw new InvalidDataException(
                $"a storage has the name '{key[..Math.Min(key.Length, 64)]}', which is no plain number"
            );
        return new TorchStorage(key, StorageTypes.TryGetValue(kind.Name, out var type) ? type : null, size);
    }

    /// <summary>The value of a call.</summary>
    public object? Call(PickledName function, PickledTuple arguments) =>
        (function.Module, function.Name) switch
        {
            ("collections", "OrderedDict" or "defaultdict") or ("builtins" or "__builtin__", "dict") => Dictionary(
                arguments
            ),
            ("builtins" or "__builtin__", "set" or "frozenset" or "list" or "tuple") or ("torch", "Size") =>
                arguments.Items is [{ } items] ? items : new PickledList(),
            ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3") => Tensor(arguments),
            ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state") => arguments.Items
                is [TorchTensor data, ..]
                ? data
                : throw NoTensor(),
            _ => Name(function),
        };

    private PickledObject Name(PickledName function)
    {
        _unknown.Add(function.ToString());
        return new PickledObject(function);
    }

    private static PickledMap Dictionary(PickledTuple arguments)
    {
        var dictionary = new PickledMap();
        if (arguments.Items is [PickledList pairs])
            foreach (var pair in pairs.Items)
                if (pair is PickledTuple { Items: [var key, var value] })
                    dictionary.Set(key, value);
        return dictionary;
    }

    private static TorchTensor Tensor(PickledTuple arguments)
    {
        if (arguments.Items is not [TorchStorage storage, long offset, PickledTuple size, PickledTuple stride, ..])
            throw NoTensor();
        var type =
            storage.Type
            ?? (
                arguments.Items is [_, _, _, _, _, _, PickledName { Module: "torch" } element, ..]
                && ElementTypes.TryGetValue(element.Name, out var named)
                    ? named
                    : throw NoTensor()
            );
        var (shape, strides) = (Sizes(size), Sizes(stride));
        if (shape.Length != strides.Length || shape.Length > 8 || offset < 0)
            throw NoTensor();
        return new TorchTensor(storage, type, offset, shape, strides);
    }

    private static long[] Sizes(PickledTuple tuple) =>
        [.. tuple.Items.Select(item => item is long and >= 0 ? (long)item : throw NoTensor())];

    private static InvalidDataException NoTensor() =>
        new("a tensor in its pickle is not described as PyTorch describes tensors");
}
