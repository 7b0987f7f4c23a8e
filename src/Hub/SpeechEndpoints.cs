using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Hub;

/// <summary>A text to be spoken whole.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Voice">A voice's name; the default voice without it.</param>
/// <param name="Seed">Decides the noise in the sound.</param>
/// <param name="Rate">Speed, 1 as trained.</param>
/// <param name="Pitch">Semitones up or down.</param>
/// <param name="Energy">Decibels of articulation up or down.</param>
/// <param name="Pauses">Factor on silences.</param>
/// <param name="Speaker">Number of one of the voice's speakers.</param>
/// <param name="Markup">Whether the text is SSML; without it, whether it begins with a speak element.</param>
/// <param name="VoiceVersion">The only version of the voice that will do.</param>
/// <param name="Session">The conversation that it belongs to; decides what a comparison of versions picks.</param>
public sealed record SpeakBody(
    string? Text, string? Voice = null, ulong? Seed = null, double? Rate = null, double? Pitch = null, double? Energy = null, double? Pauses = null,
    int? Speaker = null, bool? Markup = null, string? VoiceVersion = null, string? Session = null);

/// <summary>What plain HTTP offers to listeners: a text as a WAV file, and whether the server is well.</summary>
internal static class SpeechEndpoints
{
    private const int MostNotices = 10;     // headers have their limits

    public static void MapSpeech(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/speak", SpeakAsync);
        routes.MapHealthChecks("/health");
    }

    /// <summary>The same bytes as the stream gives, as one file.</summary>
    private static async Task<IResult> SpeakAsync(SpeakBody body, ISpeechEngine engine, HttpResponse response, CancellationToken cancellationToken)
    {
        var request = new SpeakMessage
        {
            Voice = body.Voice, Seed = body.Seed, Rate = body.Rate, Pitch = body.Pitch, Energy = body.Energy, Pauses = body.Pauses,
            Speaker = body.Speaker, Markup = body.Markup, VoiceVersion = body.VoiceVersion, Session = body.Session,
        };
        try
        {
            var sound = await new OfflineSynthesizer(engine).SpeakAsync(request.ToRequest(), body.Text ?? "", cancellationToken);
            response.Headers["VoiceSmith-Model-Version"] = sound.Start.VoiceVersion;
            response.Headers["VoiceSmith-Utterance"] = sound.Start.Utterance;
            if (sound.Notices.Count > 0)
                response.Headers["VoiceSmith-Notices"] = Uri.EscapeDataString(string.Join('\n', sound.Notices.Take(MostNotices).Select(notice => notice.Message)));
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
