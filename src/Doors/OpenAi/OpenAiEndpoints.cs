using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Doors.OpenAi;

/// <summary>OpenAI's speech API: programs written for it speak with this engine when given its address.</summary>
internal static class OpenAiEndpoints
{
    public static void MapOpenAi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1").WithOpenAiErrors().Needs(Scope.Speak);
        api.MapPost("/audio/speech", CreateSpeechAsync)
            .Describe<CreateSpeechRequest>(
                "Speech as OpenAI's clients ask for it",
                """{ "model": "tts-1", "input": "Good evening.", "voice": "lj", "response_format": "wav" }""",
                "audio/mpeg", "audio/ogg", "audio/aac", "audio/flac", "audio/wav", "audio/pcm",
                "text/event-stream"
            );
        api.MapGet(
            "/audio/voices",
            (ISpeechEngine engine) =>
                Results.Json(
                    new OpenAiVoices([
                        .. engine.Voices.Select(voice => new OpenAiVoice(
                            voice.Name,
                            voice.Name,
                            voice.Language,
                            voice.Version,
                            voice.SampleRate
                        )),
                    ])
                )
        ).Describe("Voices");
        api.MapGet(
            "/models",
            () =>
                Results.Json(new OpenAiList<OpenAiModel>([.. OpenAiNames.Models.Select(name => new OpenAiModel(name))]))
        ).Describe("Models: names of the one engine");
        api.MapGet(
            "/models/{id}",
            (string id) =>
                OpenAiNames.Models.Contains(id)
                    ? Results.Json(new OpenAiModel(id))
                    : throw new UnknownModelException(id, OpenAiNames.Models)
        ).Describe("A model");
    }

    private static async Task<IResult> CreateSpeechAsync(
        HttpContext context,
        ISpeechEngine engine,
        IOptions<StreamingOptions> options,
        CancellationToken cancellationToken
    )
    {
        var received = await RequestReader.ReadAsync<CreateSpeechRequest>(
            context.Request,
            options.Value.MaxTextLength,
            cancellationToken
        );
        var body = received.Value;
        CheckModel(body.Model);
        if (body.Input is not { } input)
            throw new RequestFormatException("input", "It is absent.", "Send the text to be spoken.");
        var format = FormatOf(body.ResponseFormat ?? "mp3");
        var asEvents = AsEvents(body.StreamFormat ?? "audio");
        if (body.SampleRate is { } rate and not (>= SoundEncoder.LowestRate and <= SoundEncoder.HighestRate))
            throw new RequestFormatException(
                "sample_rate",
                $"It is {rate}.",
                $"Send a rate from {SoundEncoder.LowestRate} to {SoundEncoder.HighestRate}."
            );
        SoundEncoder.Require(format);
        var notices = received.Notices.ToList();
        var request = new SpeechRequest
        {
            Voice = VoiceOf(body.Voice, engine, notices),
            Seed = body.Seed ?? 0,
            Controls = new() { Rate = body.Speed ?? 1 },
            Caller = AccessGate.CallerOf(context).Id,
        };
        if (!string.IsNullOrWhiteSpace(body.Instructions))
            notices.Add("Instructions are not followed: the voices have one style.");

        var spoken = await SpokenStream.BeginAsync(engine, request, input, cancellationToken);
        context.Response.RegisterForDisposeAsync(spoken);
        spoken.Describe(context.Response, notices);
        var sampleRate = body.SampleRate ?? (format == SoundFormat.Pcm ? OpenAiNames.PcmRate : null);
        return new SpeechResult(spoken, format, sampleRate, asEvents, input.Length);
    }

    private static void CheckModel(string? model)
    {
        if (string.IsNullOrEmpty(model))
            throw new RequestFormatException(
                "model",
                "It is absent.",
                $"Send one of {string.Join(", ", OpenAiNames.Models)}."
            );
        if (!OpenAiNames.Models.Contains(model))
            throw new UnknownModelException(model, OpenAiNames.Models);
    }

    private static SoundFormat FormatOf(string name) =>
        SoundFormats.Find(name)
        ?? throw new RequestFormatException(
            "response_format",
            $"It is '{name}'.",
            $"Send one of {SoundFormats.Names}."
        );

    private static bool AsEvents(string name) =>
        name switch
        {
            "audio" => false,
            "sse" => true,
            _ => throw new RequestFormatException("stream_format", $"It is '{name}'.", "Send audio or sse."),
        };

    /// <summary>A voice of the server by name; the default for OpenAI's names, which a notice says.</summary>
    private static string? VoiceOf(JsonElement? voice, ISpeechEngine engine, List<string> notices)
    {
        const string fix = "Send a name of GET /v1/audio/voices.";
        string name;
        try
        {
            name = voice switch
            {
                { ValueKind: JsonValueKind.String } text => text.GetString()!,
                { ValueKind: JsonValueKind.Object } one
                    when one.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String =>
                    id.GetString()!,
                null or { ValueKind: JsonValueKind.Null } => throw new RequestFormatException(
                    "voice",
                    "It is absent.",
                    fix
                ),
                _ => throw new RequestFormatException("voice", "It is neither a string nor an object with an id.", fix),
            };
        }
        catch (InvalidOperationException error) // strings are decoded as they are read
        {
            throw new RequestFormatException("voice", "It has half of a surrogate pair.", fix, error);
        }
        if (engine.Voices.Any(one => string.Equals(one.Name, name.Trim(), StringComparison.OrdinalIgnoreCase)))
            return name;
        if (!OpenAiNames.Voices.Contains(name))
            throw new UnknownVoiceException(name, [.. engine.Voices.Select(one => one.Name)]);
        notices.Add($"The voice {engine.Voices[0].Name} speaks for '{name}', which this server does not have.");
        return null;
    }

    /// <summary>
    /// Writes the sound while it is being made. An error after the first byte breaks the connection, so that nobody
    /// takes half for all.
    /// </summary>
    private sealed class SpeechResult(SpokenStream spoken, SoundFormat format, int? rate, bool asEvents, int characters)
        : IResult
    {
        private static readonly JsonSerializerOptions Json = new();

        public async Task ExecuteAsync(HttpContext context)
        {
            var (response, sampleRate, cancelled) = (
                context.Response,
                spoken.Start.Format.SampleRate,
                context.RequestAborted
            );
            response.ContentType = asEvents ? "text/event-stream" : format.MediaType(rate ?? sampleRate);
            response.Headers.CacheControl = "no-store";
            response.Headers["VoiceSmith-Sample-Rate"] = (rate ?? sampleRate).ToString(CultureInfo.InvariantCulture);
            var samples = 0L;
            try
            {
                await foreach (
                    var bytes in SoundEncoder.EncodeAsync(CountedAsync(), sampleRate, format, rate, cancelled)
                )
                {
                    if (asEvents)
                        await WriteEventAsync(response, new SpeechAudioDelta(bytes), cancelled);
                    else
                        await response.Body.WriteAsync(bytes, cancelled);
                    await response.Body.FlushAsync(cancelled);
                }
                if (asEvents)
                    await WriteEventAsync(
                        response,
                        new SpeechAudioDone(new(characters, samples * 20 / sampleRate)),
                        cancelled
                    );
            }
            catch (VoiceSmithException error)
            {
                if (!response.HasStarted)
                    await error.ToOpenAiResult().ExecuteAsync(context);
                else if (asEvents)
                    await WriteEventAsync(response, error.ToOpenAi(), cancelled);
                else
                    context.Abort();
            }

            async IAsyncEnumerable<ReadOnlyMemory<byte>> CountedAsync()
            {
                await foreach (var piece in spoken.SoundAsync(cancelled))
                {
                    samples += piece.Length / 2;
                    yield return piece;
                }
            }
        }

        private static async Task WriteEventAsync<T>(
            HttpResponse response,
            T happened,
            CancellationToken cancellationToken
        )
        {
            await response.Body.WriteAsync("data: "u8.ToArray(), cancellationToken);
            await JsonSerializer.SerializeAsync(response.Body, happened, Json, cancellationToken);
            await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
        }
    }
}
