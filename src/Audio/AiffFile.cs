using NAudio.Wave;

namespace VoiceSmith.Audio;

/// <summary>AIFF files of uncompressed integers, read by NAudio.</summary>
internal static class AiffFile
{
    /// <summary>Reads a file.</summary>
    /// <returns>
    /// Null for an encoding that NAudio does not read, or not exactly: compressed, floats, 8 bits; or if it finds the
    /// file damaged.
    /// </returns>
    /// <exception cref="AudioTooLongException">More than <see cref="WavFile.MaxSamples"/>.</exception>
    public static AudioClip? TryRead(string path)
    {
        try
        {
            using var aiff = new AiffFileReader(path);
            var (format, promised) = (
                aiff.WaveFormat,
                aiff.Length / Math.Max(1, aiff.WaveFormat.BlockAlign) * aiff.WaveFormat.Channels
            );
            if (
                format
                is not
                {
                    BitsPerSample: 16 or 24 or 32,
                    SampleRate: >= WavHeader.MinRate and <= WavHeader.MaxRate,
                    Channels: > 0 and <= WavHeader.MaxChannels
                }
            )
                return null;
            if (promised > WavFile.MaxSamples)
                throw new AudioTooLongException(path, WavFile.MaxSamples);
            var samples = WavFile.ReadToEnd(aiff.ToSampleProvider(), path, promised);
            return samples.Length == promised ? new(samples, format.SampleRate, format.Channels) : null;
        }
        catch (Exception error)
            when (error
                    is FormatException
                        or InvalidDataException
                        or EndOfStreamException
                        or ArgumentException
                        or OverflowException
            )
        {
            return null; // ffmpeg reads it, or says what is wrong
        }
    }
}
