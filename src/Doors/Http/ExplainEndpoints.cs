using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text.Explanations;

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
        SpeechEngine engine,
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
        return ToContract(engine.Explain(request, asked.Text ?? ""));
    }

    private static Explanation ToContract(TextExplanation explained) =>
        new(
            [
                .. explained.Pieces.Select(piece => new Contracts.ExplainedPiece(
                    piece.Span.Start,
                    piece.Span.End,
                    piece.Written,
                    piece.Class,
                    NameOf(piece.Reading),
                    piece.Spoken,
                    [.. piece.Words.Select(ToContract)]
                )),
            ],
            [
                .. explained.Notices.Select(notice => new ExplanationNotice(
                    notice.Message,
                    notice.Source.Start,
                    notice.Source.End
                )),
            ]
        );

    private static Contracts.ExplainedWord ToContract(Text.Explanations.ExplainedWord word) =>
        new(word.Word, word.Phonemes, word.Ipa, NameOf(word.Origin), word.Sense);

    /// <summary>The name of a value, as JSON has names.</summary>
    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{value}");
}
