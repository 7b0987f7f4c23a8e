using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace VoiceSmith.Training.Loggers;

/// <summary>A TensorBoard event file: protocol-buffers messages in records framed by masked CRC-32C.</summary>
/// <remarks>Source of the records: TensorFlow's record_writer.cc. The messages come with TorchSharp.</remarks>
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
        Write(new() { FileVersion = "brain.Event:2" });
    }

    public void Scalar(string tag, long step, float value) => Write(step, new() { Tag = tag, SimpleValue = value });

    /// <param name="tag">Name of the series.</param>
    /// <param name="step">Completed steps.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="png">The file's content.</param>
    public void Image(string tag, long step, int width, int height, byte[] png) =>
        Write(
            step,
            new()
            {
                Tag = tag,
                Image = new()
                {
                    Height = height,
                    Width = width,
                    Colorspace = 4,
                    EncodedImageString = ByteString.CopyFrom(png),
                }, // RGBA
            }
        );

    /// <param name="tag">Name of the series.</param>
    /// <param name="step">Completed steps.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="samples">Number of samples, mono.</param>
    /// <param name="wav">The file's content.</param>
    public void Audio(string tag, long step, int sampleRate, int samples, byte[] wav) =>
        Write(
            step,
            new()
            {
                Tag = tag,
                Audio = new()
                {
                    SampleRate = sampleRate,
                    NumChannels = 1,
                    LengthFrames = samples,
                    ContentType = "audio/wav",
                    EncodedAudioString = ByteString.CopyFrom(wav),
                },
            }
        );

    public void Dispose() => _file.Dispose();

    private void Write(long step, Summary.Types.Value value) =>
        Write(
            new()
            {
                Step = step,
                Summary = new() { Value = { value } },
            }
        );

    private void Write(Event happened)
    {
        happened.WallTime = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var content = happened.ToByteArray();
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
