using VoiceSmith.Audio;
using VoiceSmith.Audio.Playback;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith;

/// <summary>Text to speech in this process, with one voice.</summary>
/// <remarks>Thread-safe: any number of utterances may be spoken at a time; they share the workers.</remarks>
public sealed class TextToSpeech : IAsyncDisposable
{
    private const int MaxTextLength = 10_000_000; // memory is the caller's own

    private readonly VoiceRegistry _voices = new();
    private readonly VoiceManifest _manifest;
    private readonly SpeechEngine _engine;

    /// <param name="voice">Voice that speaks, loaded to the processor; owned from here on.</param>
    /// <param name="options">Setup; its voice and its device are not used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of workers is out of its range.</exception>
    /// <exception cref="VoiceSmithException">VS1030: the lexicon cannot be read.</exception>
    public TextToSpeech(Voice voice, TextToSpeechOptions? options = null)
        : this(
            (options ?? new()) with
            {
                Device = "cpu",
            },
            _ => new(voice ?? throw new ArgumentNullException(nameof(voice)))
        )
    { }

    private TextToSpeech(TextToSpeechOptions options, Func<SpeechDevices, ModelVoice> load)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Workers, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Workers, 256, nameof(options));
        var streaming = new StreamingOptions
        {
            Workers = options.Workers,
            Device = options.Device,
            Lexicon = options.Lexicon ?? "",
            MaxTextLength = MaxTextLength,
            MaxLoad = 0,
            KeepUtterances = TimeSpan.Zero,
        };
        var voice = load(streaming.FindDevices());
        (_manifest, Voice) = (voice.Manifest, voice.Info);
        _voices.Publish(voice);
        _engine = new(_voices, streaming, TimeProvider.System);
    }

    /// <summary>Facts of the voice: name, version, language, speakers, sample rate, licence.</summary>
    public VoiceInfo Voice { get; }

    /// <summary>Format of the sound: 16-bit PCM at the voice's sample rate.</summary>
    public AudioFormat Format => new(Voice.SampleRate);

    /// <summary>Number of a speaker, for <see cref="VoiceControls.Speaker"/>.</summary>
    /// <param name="name">One of the voice's speakers; null for the first.</param>
    /// <exception cref="VoiceSmithException">VS4001: the voice has no such speaker.</exception>
    public int SpeakerNamed(string? name) => _manifest.SpeakerRow(name);

    /// <summary>Loads a voice and starts the workers.</summary>
    /// <param name="options">Setup; null for the default voice and one worker per core.</param>
    /// <param name="cancellationToken">Cancels before the voice is loaded.</param>
    /// <exception cref="VoiceSmithException">
    /// VS4001: there is no such voice; VS2004: it is damaged; VS2005: none is built in.
    /// </exception>
    /// <exception cref="SpeechDeviceException">VS4016: the options name a device that is not there.</exception>
    public static Task<TextToSpeech> LoadAsync(
        TextToSpeechOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        return Task.Run(
            () =>
                new TextToSpeech(
                    options,
                    devices => ModelVoice.Load(devices, device => Models.Voice.LoadNamed(options.Voice, device))
                ),
            cancellationToken
        );
    }

    /// <summary>Speaks a text.</summary>
    /// <inheritdoc cref="SpeakAsync(IAsyncEnumerable{string}, SpeechRequest?, CancellationToken)"/>
    /// <param name="text">The whole text, or SSML.</param>
    /// <param name="request">Rate, pitch, seed and other wishes; null for none.</param>
    /// <param name="cancellationToken">Stops the utterance within one chunk.</param>
    public IAsyncEnumerable<SpeechEvent> SpeakAsync(
        string text,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) => SpeakAsync(new[] { text }.ToAsyncEnumerable(), request, cancellationToken);

    /// <summary>Speaks a text while it is still arriving, for example from a language model.</summary>
    /// <param name="text">Pieces of the text, cut anywhere.</param>
    /// <param name="request">Rate, pitch, seed and other wishes; null for none.</param>
    /// <param name="cancellationToken">Stops the utterance within one chunk.</param>
    /// <returns>
    /// <see cref="SpeechStarted"/>, then <see cref="SoundMade"/> with the sentences and words that begin in it, then
    /// <see cref="SpeechEnded"/>. The same voice, text and request give the same samples.
    /// </returns>
    /// <exception cref="VoiceSmithException">As <see cref="ISpeechEngine"/> says; thrown while enumerating.</exception>
    public IAsyncEnumerable<SpeechEvent> SpeakAsync(
        IAsyncEnumerable<string> text,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return _engine.SpeakAsync(request ?? new(), text, cancellationToken);
    }

    /// <summary>Speaks a text into memory.</summary>
    /// <inheritdoc cref="SpeakAsync(string, SpeechRequest?, CancellationToken)"/>
    /// <returns>The sound with its sentences and words.</returns>
    public Task<SpokenSound> SpeakToMemoryAsync(
        string text,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) => new OfflineSynthesizer(_engine).SpeakAsync(request ?? new(), text, cancellationToken);

    /// <summary>Speaks a text into a 16-bit WAV file, which appears when the whole text has been spoken.</summary>
    /// <inheritdoc cref="SpeakAsync(string, SpeechRequest?, CancellationToken)"/>
    /// <param name="text">The whole text, or SSML.</param>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="request">Rate, pitch, seed and other wishes; null for none.</param>
    /// <param name="cancellationToken">Stops the utterance within one chunk.</param>
    /// <returns>Duration and notices.</returns>
    /// <exception cref="SoundNotWrittenException">The file cannot be written.</exception>
    public Task<SpokenSummary> SpeakToFileAsync(
        string text,
        string path,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) =>
        SpeakAsync(text, request, cancellationToken)
            .WriteFile(path, cancellationToken)
            .SummarizeAsync(cancellationToken);

    /// <inheritdoc cref="SpeakToFileAsync(string, string, SpeechRequest?, CancellationToken)"/>
    public Task<SpokenSummary> SpeakToFileAsync(
        IAsyncEnumerable<string> text,
        string path,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) =>
        SpeakAsync(text, request, cancellationToken)
            .WriteFile(path, cancellationToken)
            .SummarizeAsync(cancellationToken);

    /// <summary>Speaks a text on the loudspeaker while it is being synthesised.</summary>
    /// <inheritdoc cref="SpeakAsync(string, SpeechRequest?, CancellationToken)"/>
    /// <returns>Duration and notices, when everything has been played.</returns>
    /// <exception cref="PlayerMissingException">There is nothing to play with.</exception>
    /// <exception cref="PlayerFailedException">The player gave up.</exception>
    public Task<SpokenSummary> SpeakAloudAsync(
        string text,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) => SpeakAsync(text, request, cancellationToken).Play(cancellationToken).SummarizeAsync(cancellationToken);

    /// <inheritdoc cref="SpeakAloudAsync(string, SpeechRequest?, CancellationToken)"/>
    public Task<SpokenSummary> SpeakAloudAsync(
        IAsyncEnumerable<string> text,
        SpeechRequest? request = null,
        CancellationToken cancellationToken = default
    ) => SpeakAsync(text, request, cancellationToken).Play(cancellationToken).SummarizeAsync(cancellationToken);

    /// <summary>Stops the workers and frees the voice. Utterances should have ended before.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.Run(() =>
            {
                _engine.Dispose();
                _voices.Dispose();
            })
            .ConfigureAwait(false);
}
