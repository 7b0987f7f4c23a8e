using System.Runtime.CompilerServices;

namespace VoiceSmith.Audio.Encoders;

/// <summary>Encodes mono sound while it is being made: every piece leaves as soon as its format allows.</summary>
public static class SoundEncoder
{
    /// <summary>Lowest and highest sample rate that sound is resampled to, Hz.</summary>
    public const int LowestRate = 8000,
        HighestRate = 48_000;

    /// <summary>Encodes a sound.</summary>
    /// <param name="pcm">16-bit little-endian mono samples in pieces of any length of whole samples.</param>
    /// <param name="sampleRate">Their rate, Hz.</param>
    /// <param name="format">The format wanted.</param>
    /// <param name="rate">
    /// The rate wanted, <see cref="LowestRate"/> to <see cref="HighestRate"/>; null for the sound's own. Opus has rates
    /// of its own.
    /// </param>
    /// <param name="cancellationToken">Stops the encoder.</param>
    /// <returns>Bytes of the encoded sound, in order.</returns>
    /// <exception cref="EncoderMissingException">
    /// VS5006: the format needs ffmpeg, which is not installed. Thrown before any sound is read.
    /// </exception>
    /// <exception cref="EncodeFailedException">VS5007.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        int sampleRate,
        SoundFormat format,
        int? rate,
        CancellationToken cancellationToken
    )
    {
        if (format == SoundFormat.Opus)
            return OpusEncoder.EncodeAsync(pcm, sampleRate, cancellationToken);
        var resampled =
            rate is { } wanted && wanted != sampleRate
                ? ResampleAsync(pcm, sampleRate, wanted, cancellationToken)
                : pcm;
        return format switch
        {
            SoundFormat.Pcm => resampled,
            SoundFormat.Wav => WavAsync(resampled, rate ?? sampleRate, cancellationToken),
            _ => FfmpegEncoder.EncodeAsync(
                resampled,
                rate ?? sampleRate,
                format,
                FfmpegEncoder.Find(format),
                cancellationToken
            ),
        };
    }

    /// <summary>Refuses a format that this machine cannot encode.</summary>
    /// <exception cref="EncoderMissingException">VS5006.</exception>
    public static void Require(SoundFormat format)
    {
        if (format is SoundFormat.Mp3 or SoundFormat.Aac or SoundFormat.Flac)
            _ = FfmpegEncoder.Find(format);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> WavAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        int sampleRate,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var header = new MemoryStream();
        WavHeader.Write(header, sampleRate, 1, WavEncoding.Pcm16, null);
        yield return header.ToArray();
        await foreach (var piece in pcm.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return piece;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ResampleAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> pcm,
        int from,
        int to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var resampler = new Resampler(from, to);
        await foreach (var piece in pcm.WithCancellation(cancellationToken).ConfigureAwait(false))
            if (resampler.Process(Pcm16.Decode(piece.Span)) is { Length: > 0 } samples)
                yield return Pcm16.Encode(samples);
        yield return Pcm16.Encode(resampler.Flush());
    }
}
