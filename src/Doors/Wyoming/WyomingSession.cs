using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>The conversation on one connection.</summary>
/// <param name="engine">Speaks.</param>
/// <param name="writer">The way back.</param>
/// <param name="caller">The caller that is connected.</param>
/// <param name="log">For errors that no client caused.</param>
internal sealed class WyomingSession(ISpeechEngine engine, WyomingWriter writer, string caller, ILogger log)
{
    private static readonly string Version = typeof(WyomingSession)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    private Channel<string>? _text; // of the utterance whose text is still arriving
    private Task _speaking = Task.CompletedTask;

    /// <summary>Answers one event.</summary>
    /// <exception cref="VoiceSmithException">The event cannot be followed.</exception>
    public async Task HandleAsync(WyomingMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case "describe":
                await writer.WriteAsync("info", Info(), default, cancellationToken);
                break;
            case "ping":
                await writer.WriteAsync("pong", new { text = message.Text("text") }, default, cancellationToken);
                break;
            case "synthesize" when _text is null:
                var whole = message.Text("text") ?? throw new WyomingFormatException("'synthesize' has no text.");
                await BeginAsync(RequestOf(message), streamed: false, cancellationToken);
                _text!.Writer.TryWrite(whole);
                EndText();
                break;
            case "synthesize":
                break; // the whole text once more, for servers that do not stream
            case "synthesize-start":
                EndText();
                await BeginAsync(RequestOf(message), streamed: true, cancellationToken);
                break;
            case "synthesize-chunk":
                (
                    _text ?? throw new WyomingFormatException("'synthesize-chunk' comes without 'synthesize-start'.")
                ).Writer.TryWrite(
                    message.Text("text") ?? throw new WyomingFormatException("'synthesize-chunk' has no text.")
                );
                break;
            case "synthesize-stop":
                if (_text is null)
                    throw new WyomingFormatException("'synthesize-stop' comes without 'synthesize-start'.");
                EndText();
                break;
            default:
                break; // events of other services, and of later versions
        }
    }

    /// <summary>Waits for what is being said to end, once the connection has ended it.</summary>
    public async Task EndAsync()
    {
        _text?.Writer.TryComplete(new OperationCanceledException());
        await _speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reports a refusal.</summary>
    public Task RefuseAsync(VoiceSmithException error, CancellationToken cancellationToken) =>
        writer.WriteAsync("error", new { text = error.Message, code = error.Code }, default, cancellationToken);

    private async Task BeginAsync(SpeechRequest request, bool streamed, CancellationToken cancellationToken)
    {
        await _speaking; // one after another, as they came
        _text = Channel.CreateUnbounded<string>();
        _speaking = SpeakAsync(request, _text.Reader.ReadAllAsync(cancellationToken), streamed, cancellationToken);
    }

    private void EndText()
    {
        _text?.Writer.TryComplete();
        _text = null;
    }

    private async Task SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        bool streamed,
        CancellationToken cancellationToken
    )
    {
        var (format, timestamp) = ((Audio.AudioFormat?)null, 0L);
        try
        {
            await foreach (var happened in engine.SpeakAsync(request, text, cancellationToken))
            {
                if (happened is SpeechStarted start)
                    format = start.Format;
                if (happened is not SoundMade { Frame: var frame })
                    continue;
                timestamp = frame.FirstSample * 1000 / format!.SampleRate;
                var sound = new
                {
                    rate = format.SampleRate,
                    width = format.BytesPerSample,
                    channels = format.Channels,
                    timestamp,
                };
                if (frame.FirstSample == 0)
                    await writer.WriteAsync("audio-start", sound, default, cancellationToken);
                await writer.WriteAsync("audio-chunk", sound, frame.Pcm, cancellationToken);
            }
        }
        catch (VoiceSmithException error)
        {
            log.UtteranceFailed(error.Code, error.What);
            await RefuseAsync(error, cancellationToken);
        }
        // also after an error: clients wait for it
        await writer.WriteAsync("audio-stop", new { timestamp }, default, cancellationToken);
        if (streamed)
            await writer.WriteAsync("synthesize-stopped", new { }, default, cancellationToken);
    }

    private SpeechRequest RequestOf(WyomingMessage message)
    {
        var (name, speaker) = (message.Voice("name"), message.Voice("speaker"));
        var voices = engine.Voices;
        var voice = name is null
            ? voices[0]
            : voices.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UnknownVoiceException(name, [.. voices.Select(one => one.Name)]);
        var row = speaker is null ? 0 : voice.Speakers.ToList().IndexOf(speaker);
        return new()
        {
            Voice = voice.Name,
            Caller = caller,
            Controls = new()
            {
                Speaker = row >= 0 ? row : throw new UnknownVoiceException($"{voice.Name}/{speaker}", voice.Speakers),
            },
        };
    }

    private object Info() =>
        new
        {
            asr = Array.Empty<object>(),
            handle = Array.Empty<object>(),
            intent = Array.Empty<object>(),
            wake = Array.Empty<object>(),
            mic = Array.Empty<object>(),
            snd = Array.Empty<object>(),
            tts = new[]
            {
                new
                {
                    name = "voicesmith",
                    description = "VoiceSmith, speech while the text is still arriving",
                    version = Version,
                    installed = true,
                    attribution = new { name = "The VoiceSmith authors", url = "" },
                    supports_synthesize_streaming = true,
                    voices = engine.Voices.Select(Describe).ToArray(),
                },
            },
        };

    private static object Describe(VoiceInfo voice) =>
        new
        {
            name = voice.Name,
            description = voice.Name,
            version = voice.Version,
            installed = true,
            languages = new[] { voice.Language },
            attribution = new { name = voice.Licence, url = "" },
            speakers = voice.Speakers.Count > 1
                ? voice.Speakers.Select(speaker => new { name = speaker }).ToArray()
                : null,
        };
}
