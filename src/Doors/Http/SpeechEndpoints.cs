using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Http;

/// <summary>A text as a WAV file.</summary>
internal static class SpeechEndpoints
{
    public static void MapSpeech(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("")
            .WithProblems()
            .MapPost(ApiRoutes.Speak, SpeakAsync)
            .Needs(Scope.Speak)
            .Describe<SpeakTextRequest>(
                "A text as a WAV file",
                """{ "text": "Good evening.", "voice": "lj", "seed": 0, "rate": 1 }""",
                "audio/wav"
            );
    }

    /// <summary>One WAV file with the bytes of the stream.</summary>
    private static async Task<IResult> SpeakAsync(
        HttpContext context,
        ISpeechEngine engine,
        IOptions<StreamingOptions> options,
        CancellationToken cancellationToken
    )
    {
        var received = await RequestReader.ReadAsync<SpeakTextRequest>(
            context.Request,
            options.Value.MaxTextLength,
            cancellationToken
        );
        var unpaced = received.Value.ToSpeechRequest() with
        {
            MaxLead = null,
            MaxDelay = null,
            Caller = AccessGate.CallerOf(context).Id,
        };
        var sound = await new OfflineSynthesizer(engine).SpeakAsync(
            unpaced,
            received.Value.Text ?? "",
            cancellationToken
        );
        context.Response.Headers[SpeakHeaders.ModelVersion] = sound.Start.VoiceVersion;
        context.Response.Headers[SpeakHeaders.Utterance] = sound.Start.Utterance;
        context.Response.AddNotices(received.Notices.Concat(sound.Notices.Select(notice => notice.Message)));
        var wav = new MemoryStream();
        sound.WriteWav(wav);
        wav.Position = 0;
        return Results.Stream(wav, "audio/wav", "speech.wav");
    }
}
