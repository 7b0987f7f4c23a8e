using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Concentus;
using Concentus.Enums;

namespace VoiceSmith.Audio.Encoders;

/// <summary>Encodes speech as Opus in Ogg, in packets of 20 ms.</summary>
/// <remarks>
/// RFC 7845. Positions of the container count at 48 kHz whatever the codec's rate; the first <c>pre-skip</c> of them
/// are the encoder's look-ahead and are dropped by players, and the last page's position cuts the padding of the last
/// packet off.
/// </remarks>
internal static class OpusEncoder
{
    private const int ContainerRate = 48_000,
        PacketsPerSecond = 50,
        BitsPerSecond = 64_000,
        LongestPacket = 1275;

    /// <param name="pcm">16-bit little-endian mono samples.</param>
    /// <param name="sampleRate">Their rate, Hz.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Pages: two of headers, then one for each piece of sound that completes a packet.</returns>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        int sampleRate,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rate = sampleRate > 24_000 ? 48_000 : 24_000; // 24 kHz holds all that a 22.05 kHz voice has, and costs half
        using var codec = OpusCodecFactory.CreateEncoder(rate, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        (codec.Bitrate, codec.Complexity, codec.SignalType) = (BitsPerSecond, 5, OpusSignal.OPUS_SIGNAL_VOICE);
        var packets = new Packets(codec, rate);
        var ogg = new OggPages();
        yield return ogg.Head(codec.Lookahead * (ContainerRate / rate), sampleRate);
        yield return ogg.Tags("VoiceSmith");

        var resampler = new Resampler(sampleRate, rate);
        await foreach (var piece in pcm.WithCancellation(cancellationToken).ConfigureAwait(false))
            if (packets.Add(resampler.Process(Pcm16.Decode(piece.Span))) is { Count: > 0 } some)
                yield return ogg.Page(some, packets.Encoded * (ContainerRate / rate), last: false);
        var rest = packets.Finish(resampler.Flush());
        yield return ogg.Page(rest, (codec.Lookahead + packets.Samples) * (ContainerRate / rate), last: true);
    }

    /// <summary>Cuts samples into packets.</summary>
    private sealed class Packets(IOpusEncoder codec, int rate)
    {
        private readonly List<float> _pending = [];
        private readonly int _length = rate / PacketsPerSecond;
        private readonly byte[] _buffer = new byte[LongestPacket];

        /// <summary>Samples given.</summary>
        public long Samples { get; private set; }

        /// <summary>Samples in packets.</summary>
        public long Encoded { get; private set; }

        public List<byte[]> Add(float[] samples)
        {
            _pending.AddRange(samples);
            Samples += samples.Length;
            return Encode(_pending.Count / _length);
        }

        /// <summary>The last samples, then silence until they are through the encoder's look-ahead.</summary>
        public List<byte[]> Finish(float[] samples)
        {
            _pending.AddRange(samples);
            Samples += samples.Length;
            var packets = (_pending.Count + codec.Lookahead + _length - 1) / _length;
            CollectionsMarshal.SetCount(_pending, packets * _length);
            CollectionsMarshal.AsSpan(_pending)[(int)(Samples - Encoded)..].Clear();
            return Encode(packets);
        }

        private List<byte[]> Encode(int count)
        {
            var packets = new List<byte[]>(count);
            var samples = CollectionsMarshal.AsSpan(_pending);
            for (var i = 0; i < count; i++)
            {
                var bytes = codec.Encode(samples.Slice(i * _length, _length), _length, _buffer, _buffer.Length);
                packets.Add(_buffer[..bytes]);
            }
            _pending.RemoveRange(0, count * _length);
            Encoded += count * _length;
            return packets;
        }
    }
}
