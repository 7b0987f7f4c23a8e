using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Hub;

/// <summary>HTTP endpoints for listeners: a text as a WAV file, and the server's health.</summary>
internal static class SpeechEndpoints
{
    private const int MostNotices = 10;     // headers have their limits

    public static void MapSpeech(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.Speak, SpeakAsync);
        routes.MapHealthChecks(ApiRoutes.Health);
    }

    /// <summary>One WAV file with the bytes of the stream.</summary>
    private static async Task<IResult> SpeakAsync(
        SpeakTextRequest request, ISpeechEngine engine, HttpResponse response, CancellationToken cancellationToken)
    {
        try
        {
            var unpaced = request.ToSpeechRequest() with { MaxLead = null, MaxDelay = null };
            var sound = await new OfflineSynthesizer(engine).SpeakAsync(unpaced, request.Text ?? "", cancellationToken);
            response.Headers[SpeakHeaders.ModelVersion] = sound.Start.VoiceVersion;
            response.Headers[SpeakHeaders.Utterance] = sound.Start.Utterance;
            if (sound.Notices.Count > 0)
                response.Headers[SpeakHeaders.Notices] =
                    Uri.EscapeDataString(string.Join('\n', sound.Notices.Take(MostNotices).Select(notice => notice.Message)));
            var wav = new MemoryStream();
            sound.WriteWav(wav);
            wav.Position = 0;
            return Results.Stream(wav, "audio/wav", "speech.wav");
        }
        catch (VoiceSmithException error)
        {
            return error.ToProblem();
        }
    }
}
