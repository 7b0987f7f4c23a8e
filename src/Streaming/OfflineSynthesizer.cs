using VoiceSmith.Audio;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming;

/// <summary>A text, spoken to its end.</summary>
/// <param name="Start">Format, voice and seed.</param>
/// <param name="Pcm">All samples, laid out as the format says.</param>
/// <param name="Sentences">In speaking order.</param>
/// <param name="Words">In speaking order.</param>
public sealed record SpokenSound(
    SpeechStarted Start,
    byte[] Pcm,
    IReadOnlyList<SentenceStarted> Sentences,
    IReadOnlyList<WordStarted> Words
)
{
    /// <summary>In speaking order; empty where the request does not ask for them.</summary>
    public IReadOnlyList<PhonemeStarted> Phonemes { get; init; } = [];

    /// <summary>Markup that was not followed.</summary>
    public IReadOnlyList<NoticeGiven> Notices { get; init; } = [];

    /// <summary>Duration of the sound.</summary>
    public TimeSpan Duration => Start.Format.DurationOf(Pcm.Length / Start.Format.BytesPerSample);

    /// <summary>The sound as floats.</summary>
    public AudioClip ToClip() => new(Pcm16.Decode(Pcm), Start.Format.SampleRate, Start.Format.Channels);

    /// <summary>Writes a 16-bit WAV file: the streamed bytes after a header.</summary>
    /// <param name="stream">Stays open; need not seek.</param>
    public void WriteWav(Stream stream)
    {
        using var wav = new WavWriter(
            stream,
            Start.Format.SampleRate,
            Start.Format.Channels,
            samples: Pcm.Length / 2,
            leaveOpen: true
        );
        wav.WriteEncoded(Pcm);
    }
}

/// <summary>Speaks a whole text at once: the stream, collected, and so the same bytes.</summary>
public sealed class OfflineSynthesizer(ISpeechEngine engine)
{
    /// <summary>Speaks a text.</summary>
    /// <param name="request">Voice and controls.</param>
    /// <param name="text">All of it.</param>
    /// <param name="cancellationToken">Ends the work within one chunk.</param>
    /// <exception cref="VoiceSmithException">As <see cref="ISpeechEngine"/> says.</exception>
    public Task<SpokenSound> SpeakAsync(SpeechRequest request, string text, CancellationToken cancellationToken) =>
        CollectAsync(engine.SpeakAsync(request, new[] { text }.ToAsyncEnumerable(), cancellationToken));

    /// <summary>Collects an utterance.</summary>
    /// <param name="events">All its events.</param>
    public static async Task<SpokenSound> CollectAsync(IAsyncEnumerable<SpeechEvent> events)
    {
        SpeechStarted? start = null;
        var (sentences, words, phonemes) = (
            new List<SentenceStarted>(),
            new List<WordStarted>(),
            new List<PhonemeStarted>()
        );
        var notices = new List<NoticeGiven>();
        using var pcm = new MemoryStream();
        await foreach (var happened in events.ConfigureAwait(false))
        {
            switch (happened)
            {
                case SpeechStarted started:
                    start = started;
                    break;
                case SentenceStarted sentence:
                    sentences.Add(sentence);
                    break;
                case WordStarted word:
                    words.Add(word);
                    break;
                case PhonemeStarted phoneme:
                    phonemes.Add(phoneme);
                    break;
                case NoticeGiven notice:
                    notices.Add(notice);
                    break;
                case SoundMade sound:
                    pcm.Write(sound.Frame.Pcm.Span);
                    break;
            }
        }
        return new(start!, pcm.ToArray(), sentences, words) { Phonemes = phonemes, Notices = notices };
    }
}
