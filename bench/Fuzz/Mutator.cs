using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>Changes inputs at random: bytes, numbers, pieces, tokens of the format, halves of two inputs.</summary>
/// <param name="seed">The same seed makes the same changes.</param>
/// <param name="tokens">Pieces that the format is made of.</param>
/// <param name="maxLength">Longest input in bytes.</param>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> tokens, int maxLength)
{
    private const int MostChanges = 6;
    private static readonly long[] Borders =
    [
        0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue,
        1L << 32, long.MaxValue, long.MinValue, 1L << 40,
    ];
    private static readonly string[] Numbers =
    [
        "0", "-1", "1e309", "-0", "0.1", "2147483648", "9223372036854775807", "18446744073709551616", "1e-400", "NaN",
    ];

    /// <summary>Values of JSON that a reader may not expect.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "65536", "2147483647", "-2147483648", "1e9", "1e300", "0.5", "\"\"", "\"x\"",
        "\"../x\"", "[]", "[null]", "[0,0]", "{}", "{\"x\":1}",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A changed copy of an input: as bytes, or, where it ends in an object of JSON, as that object.</summary>
    /// <param name="input">Stays as it is.</param>
    /// <param name="other">Another input, to take pieces of.</param>
    public byte[] Change(byte[] input, byte[] other)
    {
        if (_random.Next(2) == 0 && ChangeJson(input) is { } changed)
            return changed;
        var bytes = new List<byte>(input);
        for (var left = 1 + _random.Next(MostChanges); left > 0; left--)
            ChangeOnce(bytes, other);
        if (bytes.Count > maxLength)
            bytes.RemoveRange(maxLength, bytes.Count - maxLength);
        return [.. bytes];
    }

    /// <summary>One member or element of the object that an input ends with becomes another value, or goes.</summary>
    /// <returns>Null for an input that ends with no object.</returns>
    private byte[]? ChangeJson(byte[] input)
    {
        var start = Array.IndexOf(input, (byte)'{');
        if (start < 0)
            return null;
        try
        {
            var root = JsonNode.Parse(input.AsSpan(start))!;
            var node = root;
            while (Children(node) is { Count: > 0 } children && (node == root || _random.Next(3) > 0))
                if (children[_random.Next(children.Count)] is { } child)
                    node = child;
                else
                    break;
            if (node.Parent is JsonObject parent && node != root)
                parent[node.GetPropertyName()] = JsonNode.Parse(Values[_random.Next(Values.Length)]);
            else if (node.Parent is JsonArray array)
                array[node.GetElementIndex()] = JsonNode.Parse(Values[_random.Next(Values.Length)]);
            byte[] changed = [.. input[..start], .. System.Text.Encoding.UTF8.GetBytes(root.ToJsonString())];
            return changed.Length <= maxLength ? changed : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<JsonNode?> Children(JsonNode node) =>
        node switch
        {
            JsonObject members => [.. members.Select(member => member.Value)],
            JsonArray elements => [.. elements],
            _ => [],
        };

    private void ChangeOnce(List<byte> bytes, byte[] other)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(12))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                Overwrite(bytes, at, Number());
                break;
            case 3:
                bytes.RemoveRange(at, Length(bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, Length(bytes.Count - at)));
                break;
            case 5 or 6 when tokens.Count > 0:
                bytes.InsertRange(at, tokens[_random.Next(tokens.Count)]);
                break;
            case 7 when tokens.Count > 0:
                Overwrite(bytes, at, tokens[_random.Next(tokens.Count)]);
                break;
            case 8:
                var from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Length(other.Length - from)));
                break;
            case 9:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(Math.Min(at, other.Length)));
                break;
            case 10:
                Repeat(bytes, at);
                break;
            default:
                ReplaceNumber(bytes, at);
                break;
        }
    }

    /// <summary>Mostly short, sometimes all.</summary>
    private int Length(int most) => Math.Min(most, _random.Next(4) > 0 ? _random.Next(17) : _random.Next(most + 1));

    private byte[] Number()
    {
        Span<byte> number = stackalloc byte[8];
        var value = Borders[_random.Next(Borders.Length)] + _random.Next(-1, 2);
        if (_random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value);
        var width = 1 << _random.Next(4);
        return (_random.Next(2) == 0 ? number[..width] : number[^width..]).ToArray();
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
        bytes.InsertRange(at, piece);
    }

    /// <summary>A short piece many times over: what takes quadratic time or deep recursion shows.</summary>
    private void Repeat(List<byte> bytes, int at)
    {
        var piece =
            tokens.Count > 0 && _random.Next(2) == 0
                ? tokens[_random.Next(tokens.Count)]
                : [.. bytes.GetRange(at, Math.Min(_random.Next(1, 9), bytes.Count - at))];
        if (piece.Length == 0)
            return;
        var times = Math.Min(1 << _random.Next(1, 14), Math.Max(0, maxLength - bytes.Count) / piece.Length);
        bytes.InsertRange(at, Enumerable.Repeat(piece, times).SelectMany(part => part));
    }

    private void ReplaceNumber(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
            return;
        var end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, System.Text.Encoding.ASCII.GetBytes(Numbers[_random.Next(Numbers.Length)]));
    }
}
