using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace VoiceSmith.Training.Loggers;

/// <summary>A TensorBoard event file: protocol-buffers messages in records framed by masked CRC-32C.</summary>
/// <remarks>Source: TensorFlow's record_writer.cc for records, event.proto and summary.proto for messages.</remarks>
internal sealed class EventFile : IDisposable
{
    private const uint CrcMask = 0xa282ead8;
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    public EventFile(string folder, TimeProvider time)
    {
        _time = time;
        Directory.CreateDirectory(folder);
        var seconds = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var writer = $"{Environment.ProcessId}.{Guid.NewGuid():N}.voicesmith";
        var name = FormattableString.Invariant($"events.out.tfevents.{(long)seconds:D10}.{writer}");
        _file = File.Create(Path.Combine(folder, name));
        WriteEvent(0, message => message.Text(3, "brain.Event:2"));
    }

    public void Scalar(string tag, long step, float value) => Summary(tag, step, message => message.Float(2, value));

    /// <param name="tag">Name of the series.</param>
    /// <param name="step">Completed steps.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="png">The file's content.</param>
    public void Image(string tag, long step, int width, int height, byte[] png) =>
        Summary(tag, step, message => message.Message(4, image =>
        {
            image.Varint(1, (ulong)height);
            image.Varint(2, (ulong)width);
            image.Varint(3, 4);                     // red, green, blue, alpha
            image.Bytes(4, png);
        }));

    /// <param name="tag">Name of the series.</param>
    /// <param name="step">Completed steps.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="samples">Number of samples, mono.</param>
    /// <param name="wav">The file's content.</param>
    public void Audio(string tag, long step, int sampleRate, int samples, byte[] wav) =>
        Summary(tag, step, message => message.Message(6, audio =>
        {
            audio.Float(1, sampleRate);
            audio.Varint(2, 1);
            audio.Varint(3, (ulong)samples);
            audio.Bytes(4, wav);
            audio.Text(5, "audio/wav");
        }));

    public void Dispose() => _file.Dispose();

    private void Summary(string tag, long step, Action<ProtocolMessage> value) =>
        WriteEvent(step, message => message.Message(5, summary => summary.Message(1, entry =>
        {
            entry.Text(1, tag);
            value(entry);
        })));

    private void WriteEvent(long step, Action<ProtocolMessage> fill)
    {
        var message = new ProtocolMessage();
        message.Double(1, _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        message.Varint(2, (ulong)step);
        fill(message);
        var content = message.ToArray();
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        _file.Write(head);
        _file.Write(content);
        BinaryPrimitives.WriteUInt32LittleEndian(head, MaskedCrc(content));
        _file.Write(head[..4]);
        _file.Flush();
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var value in content)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + CrcMask;
    }
}

/// <summary>A message in protocol buffers' wire format, written field by field.</summary>
internal sealed class ProtocolMessage
{
    private const int VarintType = 0, FixedType64 = 1, LengthType = 2, FixedType32 = 5;
    private readonly ArrayBufferWriter<byte> _content = new();

    public byte[] ToArray() => _content.WrittenSpan.ToArray();

    public void Varint(int field, ulong value)
    {
        Raw((ulong)(field << 3 | VarintType));
        Raw(value);
    }

    public void Double(int field, double value)
    {
        Raw((ulong)(field << 3 | FixedType64));
        _content.Write(BitConverter.GetBytes(value));
    }

    public void Float(int field, float value)
    {
        Raw((ulong)(field << 3 | FixedType32));
        _content.Write(BitConverter.GetBytes(value));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw((ulong)(field << 3 | LengthType));
        Raw((ulong)value.Length);
        _content.Write(value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, Action<ProtocolMessage> fill)
    {
        var inner = new ProtocolMessage();
        fill(inner);
        Bytes(field, inner.ToArray());
    }

    private void Raw(ulong value)
    {
        for (; value > 127; value >>= 7)
            _content.Write([(byte)(value | 128)]);
        _content.Write([(byte)value]);
    }
}
