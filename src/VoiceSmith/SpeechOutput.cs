using System.Runtime.CompilerServices;
using NAudio.Wave;
using VoiceSmith.Audio;
using VoiceSmith.Audio.Playback;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith;

/// <summary>Facts of an utterance that was spoken to its end.</summary>
/// <param name="Format">Format of the sound.</param>
/// <param name="Samples">Length of the sound.</param>
/// <param name="Notices">Markup that was not followed.</param>
public sealed record SpokenSummary(AudioFormat Format, long Samples, IReadOnlyList<NoticeGiven> Notices)
{
    /// <summary>Duration of the sound.</summary>
    public TimeSpan Duration => Format.DurationOf(Samples);
}

/// <summary>Destinations of speech. Each passes every event on, so that they can be combined.</summary>
public static class SpeechOutput
{
    /// <summary>Writes the sound as 16-bit WAV while it is made.</summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="stream">Stays open. If it cannot seek, the header says that the length is unknown.</param>
    /// <param name="cancellationToken">Stops the utterance.</param>
    public static async IAsyncEnumerable<SpeechEvent> WriteWav(
        this IAsyncEnumerable<SpeechEvent> speech,
        Stream stream,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        WavWriter? wav = null;
        try
        {
            await foreach (var happened in speech.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (happened is SpeechStarted { Format: var format })
                    wav = new(stream, format.SampleRate, format.Channels, leaveOpen: true);
                else if (happened is SoundMade { Frame.Pcm: var pcm })
                    wav!.WriteEncoded(pcm.Span);
                yield return happened;
            }
        }
        finally
        {
            wav?.Dispose();
        }
    }

    /// <summary>
    /// Writes the sound to a 16-bit WAV file, which appears whole when the utterance ends, or not at all.
    /// </summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cancellationToken">Stops the utterance.</param>
    /// <exception cref="SoundNotWrittenException">The file cannot be written.</exception>
    public static async IAsyncEnumerable<SpeechEvent> WriteFile(
        this IAsyncEnumerable<SpeechEvent> speech,
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var file = SoundFile.Create(path);
        await foreach (var happened in speech.WriteWav(file, cancellationToken).ConfigureAwait(false))
            yield return happened;
        file.Keep();
    }

    /// <summary>Plays the sound on the loudspeaker while it is made; ends when all of it has been played.</summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="cancellationToken">Stops playing and the utterance.</param>
    /// <exception cref="PlayerMissingException">There is nothing to play with.</exception>
    /// <exception cref="PlayerFailedException">The player gave up.</exception>
    public static async IAsyncEnumerable<SpeechEvent> Play(
        this IAsyncEnumerable<SpeechEvent> speech,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var player = Loudspeaker.Open();
        await foreach (var happened in speech.Play(player, cancellationToken).ConfigureAwait(false))
            yield return happened;
    }

    /// <summary>Plays the sound while it is made; ends when all of it has been played.</summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="player">A new player, owned by the caller.</param>
    /// <param name="cancellationToken">Stops playing and the utterance.</param>
    public static async IAsyncEnumerable<SpeechEvent> Play(
        this IAsyncEnumerable<SpeechEvent> speech,
        IWavePlayer player,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(player);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StreamedWave? wave = null;
        void OnStopped(object? sender, StoppedEventArgs stop)
        {
            _ = stop.Exception is { } error ? stopped.TrySetException(error) : stopped.TrySetResult();
            wave?.StopReading();
        }
        player.PlaybackStopped += OnStopped;
        try
        {
            await foreach (var happened in speech.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (happened is SpeechStarted { Format: var format })
                {
                    player.Init(wave = new(format));
                    player.Play();
                }
                else if (
                    happened is SoundMade { Frame.Pcm: var pcm }
                    && !await wave!.WriteAsync(pcm, cancellationToken).ConfigureAwait(false)
                )
                    break;
                yield return happened;
            }
            wave?.Complete();
            if (wave is not null)
                await stopped.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            player.PlaybackStopped -= OnStopped;
            player.Stop();
            wave?.Complete();
        }
    }

    /// <summary>Speaks to the end.</summary>
    /// <param name="speech">Events of one utterance.</param>
    /// <param name="cancellationToken">Stops the utterance.</param>
    public static async Task<SpokenSummary> SummarizeAsync(
        this IAsyncEnumerable<SpeechEvent> speech,
        CancellationToken cancellationToken = default
    )
    {
        AudioFormat? format = null;
        var (samples, notices) = (0L, new List<NoticeGiven>());
        await foreach (var happened in speech.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (happened is SpeechStarted start)
                format = start.Format;
            else if (happened is SoundMade { Frame.Pcm: var pcm })
                samples += pcm.Length / format!.BytesPerSample;
            else if (happened is NoticeGiven notice)
                notices.Add(notice);
        }
        return new(
            format ?? throw new InvalidOperationException("The events hold no SpeechStarted."),
            samples,
            notices
        );
    }
}
