using System.Text.Json.Serialization;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Doors.Errors;

/// <summary>A model is asked for that this server does not have.</summary>
/// <param name="model">Its name.</param>
/// <param name="models">Names of the models there are.</param>
public sealed class UnknownModelException(string model, IEnumerable<string> models)
    : VoiceSmithException(
        "VS4028",
        what: $"There is no model '{model}'.",
        why: $"This server has {string.Join(", ", models)}, which are all the same engine.",
        fix: "Ask for one of them."
    )
{
    /// <summary>Its name.</summary>
    public string Model { get; } = model;
}

/// <summary>Errors in the shape of OpenAI's API.</summary>
internal static class OpenAiProblems
{
    /// <summary>Makes every endpoint of a group answer errors in OpenAI's shape.</summary>
    public static RouteGroupBuilder WithOpenAiErrors(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(
            async (context, next) =>
            {
                try
                {
                    return await next(context);
                }
                catch (VoiceSmithException error)
                {
                    return error.ToOpenAiResult();
                }
            }
        );
        return group;
    }

    /// <summary>The error as an answer.</summary>
    public static IResult ToOpenAiResult(this VoiceSmithException error) =>
        error.WithRetryAfter(Results.Json(error.ToOpenAi(), statusCode: Problems.StatusOf(error)));

    /// <summary>The error's body.</summary>
    public static OpenAiError ToOpenAi(this VoiceSmithException error) =>
        new(
            new(
                error.Message,
                TypeOf(Problems.StatusOf(error)),
                error switch
                {
                    RequestFormatException format => format.Member,
                    UnknownVoiceException => "voice",
                    UnknownModelException => "model",
                    SpeechControlException { Control: nameof(VoiceControls.Rate) } => "speed",
                    TextTooLongException or NothingToSayException or TextFormatException => "input",
                    EncoderMissingException => "response_format",
                    _ => null,
                },
                error.Code
            )
        );

    private static string TypeOf(int status) =>
        status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            429 => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };
}

/// <summary>An error as OpenAI's clients expect it.</summary>
/// <param name="Error">The error.</param>
internal sealed record OpenAiError([property: JsonPropertyName("error")] OpenAiErrorBody Error);

/// <summary>The content of <see cref="OpenAiError"/>.</summary>
/// <param name="Message">The failure, its reason and its remedy.</param>
/// <param name="Type">Kind of error.</param>
/// <param name="Param">The member of the request that caused it; null for none.</param>
/// <param name="Code">The error's entry in docs/errors.md.</param>
internal sealed record OpenAiErrorBody(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("param")] string? Param,
    [property: JsonPropertyName("code")] string Code
);
