using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Http;

/// <summary>Explanation of a text's reading by a voice, as JSON.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplanations(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("")
            .WithProblems()
            .MapPost(ApiRoutes.Explain, ExplainAsync)
            .Needs(Scope.Speak)
            .Describe<ExplainRequest>(
                "How each piece of a text is read, and why",
                """{ "text": "It costs $5.", "voice": "lj" }""",
                "application/json"
            );
    }

    private static async Task<Explanation> ExplainAsync(
        HttpContext context,
        ITextExplainer explainer,
        IOptions<StreamingOptions> options,
        CancellationToken cancellationToken
    )
    {
        var asked = (
            await RequestReader.ReadAsync<ExplainRequest>(
                context.Request,
                options.Value.MaxTextLength,
                cancellationToken
            )
        ).Value;
        var request = new SpeakRequest { Voice = asked.Voice, Lexicon = asked.Lexicon }.ToSpeechRequest();
        return await explainer.ExplainAsync(request, asked.Text ?? "", cancellationToken);
    }
}
