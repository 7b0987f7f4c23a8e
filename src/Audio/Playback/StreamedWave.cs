using System.IO.Pipelines;
using NAudio.Wave;

namespace VoiceSmith.Audio.Playback;

/// <summary>
/// Sound that is read while it is being made: written by a synthesizer, read by a player or mixer of NAudio.
/// </summary>
/// <remarks>
/// One writer and one reader. The writer waits while the reader is far behind, the reader while there is no sound.
/// </remarks>
public sealed class StreamedWave : IWaveProvider
{
    private readonly Pipe _pipe;
    private readonly Stream _read;

    /// <param name="format">Format of the sound.</param>
    /// <param name="ahead">Largest lead of the writer over the reader; 10 s if null.</param>
    public StreamedWave(AudioFormat format, TimeSpan? ahead = null)
    {
        WaveFormat = new(format.SampleRate, AudioFormat.BitsPerSample, format.Channels);
        var bytes = format.SamplesIn(ahead ?? TimeSpan.FromSeconds(10)) * format.BytesPerSample;
        _pipe = new(
            new(pauseWriterThreshold: bytes, resumeWriterThreshold: bytes / 2, useSynchronizationContext: false)
        );
        _read = _pipe.Reader.AsStream();
    }

    /// <inheritdoc/>
    public WaveFormat WaveFormat { get; }

    /// <summary>Appends sound.</summary>
    /// <param name="pcm">Samples in the given format.</param>
    /// <param name="cancellationToken">Ends the wait for the reader.</param>
    /// <returns>False if the reader has stopped and nothing more need be written.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken) =>
        !(await _pipe.Writer.WriteAsync(pcm, cancellationToken).ConfigureAwait(false)).IsCompleted;

    /// <summary>Ends the sound: the reader gets what was written, then the end.</summary>
    public void Complete() => _pipe.Writer.Complete();

    /// <summary>Stops reading: the writer waits no longer.</summary>
    public void StopReading() => _pipe.Reader.Complete();

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && _read.Read(buffer[count..]) is > 0 and var read)
        {
            count += read;
            if (count % WaveFormat.BlockAlign == 0)
                break;
        }
        return count;
    }
}
