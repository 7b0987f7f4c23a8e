using VoiceSmith.Access;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Hub.Mcp;
using VoiceSmith.Hub.OpenAi;
using VoiceSmith.Hub.Requests;
using VoiceSmith.Hub.Training;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>Errors on their way to a client of plain HTTP.</summary>
internal static class Problems
{
    /// <summary>Makes every endpoint of a group answer the project's errors as problems with a code.</summary>
    public static RouteGroupBuilder WithProblems(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (VoiceSmithException error)
            {
                return error.ToProblem();
            }
        });
        return group;
    }

    /// <summary>What, why and fix, the code, and the status that says whose fault it is.</summary>
    public static IResult ToProblem(this VoiceSmithException error) => error.WithRetryAfter(Results.Problem(
        title: error.What, detail: $"{error.Why} {error.Fix}", statusCode: StatusOf(error), extensions: new Dictionary<string, object?> { ["code"] = error.Code }));

    /// <summary>An answer that says when to try again, where the error does.</summary>
    public static IResult WithRetryAfter(this VoiceSmithException error, IResult answer) => error switch
    {
        LimitExceededException limit => new RetryResult(answer, limit.RetryAfter),
        EngineBusyException busy => new RetryResult(answer, busy.TryAgain),
        _ => answer,
    };

    /// <summary>The status that says whose fault an error is.</summary>
    public static int StatusOf(VoiceSmithException error) => error switch
    {
        NoSuchRequestException none => none.Status,
        KeyNeededException or KeyRefusedException => StatusCodes.Status401Unauthorized,
        ScopeMissingException => StatusCodes.Status403Forbidden,
        LimitExceededException => StatusCodes.Status429TooManyRequests,
        UnknownVoiceException or VersionNotKeptException or UnknownUtteranceException or UnknownTrainingItemException or UnknownModelException or LinkExpiredException => StatusCodes.Status404NotFound,
        EngineBusyException or EngineStoppingException or TrainingUnavailableException or TooManyRunsException => StatusCodes.Status503ServiceUnavailable,
        TextTooLongException or VoiceFileTooLargeException or UploadTooLargeException => StatusCodes.Status413PayloadTooLarge,
        RequestFormatException or TextFormatException or EncoderMissingException or NothingToSayException or VoiceNameException or SpeechControlException or UploadRefusedException or RunRequestException => StatusCodes.Status400BadRequest,
        VoiceVersionException or NothingToRollBackException or DataSetStateException or RunStateException or OriginNeededException or StepNotKeptException => StatusCodes.Status409Conflict,
        ForeignOriginException => StatusCodes.Status403Forbidden,
        VoiceRefusedException or VoiceNotBuiltException or CheckpointMismatchException or { Code: "VS2003" or "VS2004" } => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>An answer with the header Retry-After.</summary>
    private sealed class RetryResult(IResult answer, TimeSpan after) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.RetryAfter = FormattableString.Invariant($"{Math.Max(1, Math.Ceiling(after.TotalSeconds)):0}");
            return answer.ExecuteAsync(context);
        }
    }
}
