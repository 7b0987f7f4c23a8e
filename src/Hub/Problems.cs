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
    public static IResult ToProblem(this VoiceSmithException error) => Results.Problem(
        title: error.What, detail: $"{error.Why} {error.Fix}", statusCode: StatusOf(error), extensions: new Dictionary<string, object?> { ["code"] = error.Code });

    private static int StatusOf(VoiceSmithException error) => error switch
    {
        UnknownVoiceException or VersionNotKeptException or UnknownUtteranceException or UnknownTrainingItemException => StatusCodes.Status404NotFound,
        EngineBusyException or EngineStoppingException or TrainingUnavailableException or TooManyRunsException => StatusCodes.Status503ServiceUnavailable,
        TextTooLongException or VoiceFileTooLargeException or UploadTooLargeException => StatusCodes.Status413PayloadTooLarge,
        NothingToSayException or VoiceNameException or SpeechControlException or UploadRefusedException or RunRequestException => StatusCodes.Status400BadRequest,
        VoiceVersionException or NothingToRollBackException or DataSetStateException or RunStateException or OriginNeededException or StepNotKeptException => StatusCodes.Status409Conflict,
        ForeignOriginException => StatusCodes.Status403Forbidden,
        VoiceRefusedException or VoiceNotBuiltException or CheckpointMismatchException or { Code: "VS2003" or "VS2004" } => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
