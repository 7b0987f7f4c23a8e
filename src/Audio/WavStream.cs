using NAudio.Wave;

namespace VoiceSmith.Audio;

/// <summary>
/// The samples of a WAV stream as they are stored, for NAudio's converters. The stream need not seek.
/// </summary>
internal sealed class WavStream : IWaveProvider
{
    private readonly Stream _stream;
    private readonly string _source;
    private readonly WavHeader _header;
    private long _read;

    /// <param name="stream">At the first byte of the file; owned by the caller.</param>
    /// <param name="source">Name of the stream in errors.</param>
    /// <exception cref="WavFormatException">Not WAV, cut short within the header, or contradicting itself.</exception>
    /// <exception cref="WavEncodingException">Samples in an encoding that is not read here.</exception>
    public WavStream(Stream stream, string source)
    {
        (_stream, _source) = (stream, source);
        _header = WavHeader.Read(stream, source);
        var (rate, channels, bytes) = (_header.SampleRate, _header.Channels, _header.Encoding.BytesPerSample());
        var encoding = _header.Encoding is WavEncoding.IeeeFloat32 or WavEncoding.IeeeFloat64
            ? WaveFormatEncoding.IeeeFloat
            : WaveFormatEncoding.Pcm;
        WaveFormat = WaveFormat.CreateCustomFormat(
            encoding,
            rate,
            channels,
            rate * (channels * bytes),
            channels * bytes,
            8 * bytes
        );
    }

    /// <inheritdoc/>
    public WaveFormat WaveFormat { get; }

    /// <summary>Samples of all channels that the header promises; null if it does not say.</summary>
    public long? Promised => _header.DataBytes / WaveFormat.BlockAlign * WaveFormat.Channels;

    /// <inheritdoc/>
    /// <exception cref="WavFormatException">The stream ends before the samples that its header promises.</exception>
    public int Read(Span<byte> buffer)
    {
        var block = WaveFormat.BlockAlign;
        var wanted = (int)Math.Min(buffer.Length, (_header.DataBytes ?? long.MaxValue) - _read) / block * block;
        var whole = _stream.ReadAtLeast(buffer[..wanted], wanted, throwOnEndOfStream: false) / block * block;
        _read += whole;
        if (whole < wanted && Promised is { } promised)
            throw new WavFormatException(
                _source,
                $"Of {promised} samples that its header promises, {_read / block * WaveFormat.Channels} are there."
            );
        return whole;
    }
}
