using System.Buffers.Binary;
using System.Text;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>
/// Reader of the pickle in a PyTorch file. It executes nothing: calls become tensors, dictionaries or names.
/// </summary>
/// <remarks>
/// Source: the pickle format in Python's documentation, protocols 2 to 5. Work and memory are bounded by the input's
/// length: every operation runs once and makes at most one value, and shared values stay shared.
/// </remarks>
internal sealed class PickleReader
{
    // a checkpoint of a thousand tensors with its optimizer has about fifty thousand
    private const int MaxOperations = 4_000_000;
    private static readonly object Mark = new();

    private readonly byte[] _data;
    private readonly TorchCalls _calls;
    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;

    private PickleReader(byte[] data, TorchCalls calls) => (_data, _calls) = (data, calls);

    /// <summary>The value of a pickle.</summary>
    /// <exception cref="InvalidDataException">
    /// The pickle is damaged, or has operations that no checkpoint needs.
    /// </exception>
    public static object? Read(byte[] data, TorchCalls calls) => new PickleReader(data, calls).Run();

    private object? Run()
    {
        for (var operations = 0; operations < MaxOperations; operations++)
        {
            var start = _position;
            var operation = (char)Byte();
            if (operation == '.')
                return Pop();
            if (!Scalar(operation) && !Container(operation) && !Memo(operation) && !Call(operation))
                throw new InvalidDataException(
                    $"its pickle has the operation 0x{(int)operation:X2} at byte {start}, "
                        + "which no PyTorch checkpoint needs"
                );
        }
        throw new InvalidDataException($"its pickle has more than {MaxOperations} operations");
    }

    /// <summary>Operations that push one plain value, and those without effect.</summary>
    private bool Scalar(char operation)
    {
        switch (operation)
        {
            case '\x80':
                Bytes(1);
                break; // protocol
            case '\x95':
                Bytes(8);
                break; // frame
            case 'N':
                _stack.Push(null);
                break;
            case '\x88':
                _stack.Push(true);
                break;
            case '\x89':
                _stack.Push(false);
                break;
            case 'K':
                _stack.Push((long)Byte());
                break;
            case 'M':
                _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)));
                break;
            case 'J':
                _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
                break;
            case '\x8a':
                _stack.Push(Integer(Bytes(Byte())));
                break;
            case '\x8b':
                _stack.Push(Integer(Bytes(Length(4))));
                break;
            case 'G':
                _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)));
                break;
            case 'X':
                _stack.Push(Text(Length(4)));
                break;
            case '\x8c':
                _stack.Push(Text(Byte()));
                break;
            case '\x8d':
                _stack.Push(Text(Length(8)));
                break;
            case 'U':
                _stack.Push(Encoding.Latin1.GetString(Bytes(Byte())));
                break;
            case 'T':
                _stack.Push(Encoding.Latin1.GetString(Bytes(Length(4))));
                break;
            case 'C':
                _stack.Push(Bytes(Byte()).ToArray());
                break;
            case 'B':
                _stack.Push(Bytes(Length(4)).ToArray());
                break;
            case '\x8e' or '\x96':
                _stack.Push(Bytes(Length(8)).ToArray());
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Container(char operation)
    {
        switch (operation)
        {
            case '(':
                _stack.Push(Mark);
                break;
            case '0':
                if (!_stack.TryPop(out _)) // unlike other operations, it may take a mark
                    throw Underflow();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                _stack.Push(Peek());
                break;
            case ']' or '\x8f':
                _stack.Push(new PickledList());
                break;
            case '}':
                _stack.Push(new PickledMap());
                break;
            case ')':
                _stack.Push(new PickledTuple([]));
                break;
            case '\x85':
                _stack.Push(new PickledTuple(Pop(1)));
                break;
            case '\x86':
                _stack.Push(new PickledTuple(Pop(2)));
                break;
            case '\x87':
                _stack.Push(new PickledTuple(Pop(3)));
                break;
            case 't':
                _stack.Push(new PickledTuple(PopToMark()));
                break;
            case 'l' or '\x91':
                Fill(new PickledList(), PopToMark(), push: true);
                break;
            case 'd':
                Fill(new PickledMap(), PopToMark(), push: true);
                break;
            case 'a':
                Append(Pop(1));
                break;
            case 'e' or '\x90':
                Append(PopToMark());
                break;
            case 's':
                Set(Pop(2));
                break;
            case 'u':
                Set(PopToMark());
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Memo(char operation)
    {
        switch (operation)
        {
            case 'q':
                _memo[Byte()] = Peek();
                break;
            case 'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Peek();
                break;
            case '\x94':
                _memo[(uint)_memo.Count] = Peek();
                break;
            case 'h':
                Recall(Byte());
                break;
            case 'j':
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)));
                break;
            default:
                return false;
        }
        return true;
    }

    private bool Call(char operation)
    {
        switch (operation)
        {
            case 'c':
                _stack.Push(new PickledName(Line(), Line()));
                break;
            case '\x93':
                var name = Pop(2);
                _stack.Push(new PickledName(As<string>(name[0]), As<string>(name[1])));
                break;
            case 'Q':
                _stack.Push(TorchCalls.Persistent(As<PickledTuple>(Pop())));
                break;
            case 'R' or '\x81':
                var call = Pop(2);
                _stack.Push(_calls.Call(As<PickledName>(call[0]), As<PickledTuple>(call[1])));
                break;
            case '\x92':
                var made = Pop(3);
                _stack.Push(new PickledObject(As<PickledName>(made[0])));
                break;
            case 'b':
                Pop();
                Peek();
                break; // an object's state: ignored
            default:
                return false;
        }
        return true;
    }

    private void Append(object?[] items) => Fill(As<PickledList>(Peek()), items, push: false);

    private void Set(object?[] pairs)
    {
        if (Peek() is not PickledObject) // some classes are filled like dictionaries
            Fill(As<PickledMap>(Peek()), pairs, push: false);
    }

    private void Fill(PickledList list, object?[] items, bool push)
    {
        foreach (var item in items)
            list.Add(item);
        if (push)
            _stack.Push(list);
    }

    private void Fill(PickledMap dictionary, object?[] pairs, bool push)
    {
        if (pairs.Length % 2 != 0)
            throw new InvalidDataException("a dictionary in its pickle has a key without a value");
        for (var i = 0; i < pairs.Length; i += 2)
            dictionary.Set(pairs[i], pairs[i + 1]);
        if (push)
            _stack.Push(dictionary);
    }

    private void Recall(uint number) =>
        _stack.Push(
            _memo.TryGetValue(number, out var value)
                ? value
                : throw new InvalidDataException($"its pickle recalls value {number}, which it never stored")
        );

    private object? Peek() => _stack.TryPeek(out var value) && value != Mark ? value : throw Underflow();

    private object? Pop() => _stack.TryPop(out var value) && value != Mark ? value : throw Underflow();

    private object?[] Pop(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        var items = new List<object?>();
        while (_stack.TryPop(out var value))
        {
            if (value == Mark)
            {
                items.Reverse();
                return [.. items];
            }
            items.Add(value);
        }
        throw Underflow();
    }

    private static InvalidDataException Underflow() => new("its pickle takes values that it never made");

    private static T As<T>(object? value)
        where T : class =>
        value as T
        ?? throw new InvalidDataException($"its pickle uses {value?.GetType().Name ?? "nothing"} as {typeof(T).Name}");

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _data.Length - _position)
            throw new InvalidDataException($"its pickle ends at byte {_data.Length}, in the middle of an operation");
        _position += count;
        return _data.AsSpan(_position - count, count);
    }

    /// <summary>A length of 4 or 8 bytes, at most that of the remaining input.</summary>
    private int Length(int width)
    {
        var length =
            width == 4
                ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))
                : BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
        if (length > (ulong)(_data.Length - _position))
            throw new InvalidDataException(
                $"its pickle claims a value of {length} bytes where {_data.Length - _position} are left"
            );
        return (int)length;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Bytes(length));

    private string Line()
    {
        var length = _data.AsSpan(_position).IndexOf((byte)'\n');
        if (length < 0)
            throw new InvalidDataException("its pickle ends in the middle of a name");
        var line = Text(length);
        _position++;
        return line;
    }

    private static object Integer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
            return "an integer beyond 64 bits"; // none has a meaning in a checkpoint
        var value = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0L;
        for (var i = bytes.Length - 1; i >= 0; i--)
            value = value << 8 | bytes[i];
        return value;
    }
}
