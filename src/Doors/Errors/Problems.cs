using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Errors;

/// <summary>Errors on their way to a client of plain HTTP.</summary>
public static class Problems
{
    /// <summary>Makes every endpoint of a group answer the project's errors as problems with a code.</summary>
    /// <param name="group">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static RouteGroupBuilder WithProblems(this RouteGroupBuilder group)
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
                    return error.ToProblem();
                }
            }
        );
        return group;
    }

    /// <summary>Writes an error as the response, in the shape of the API that was called.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The error.</param>
    public static Task WriteAsync(HttpContext context, VoiceSmithException error) =>
        (
            context.Request.Path.StartsWithSegments("/v1") ? error.ToOpenAiResult() : error.ToProblem()
        ).ExecuteAsync(context);

    /// <summary>An error as a problem (RFC 9457): what, why, fix, code and status.</summary>
    internal static IResult ToProblem(this VoiceSmithException error) =>
        error.WithRetryAfter(
            Results.Problem(
                title: error.What,
                detail: $"{error.Why} {error.Fix}",
                statusCode: StatusOf(error),
                extensions: new Dictionary<string, object?> { ["code"] = error.Code }
            )
        );

    /// <summary>An answer that says when to try again, where the error does.</summary>
    internal static IResult WithRetryAfter(this VoiceSmithException error, IResult answer) =>
        error switch
        {
            LimitExceededException limit => new RetryResult(answer, limit.RetryAfter),
            EngineBusyException busy => new RetryResult(answer, busy.TryAgain),
            _ => answer,
        };

    /// <summary>The status of an error, by its code.</summary>
    internal static int StatusOf(VoiceSmithException error) =>
        error is NoSuchRequestException none ? none.Status : ErrorCatalogue.StatusOf(error.Code);

    /// <summary>An answer with the header Retry-After.</summary>
    private sealed class RetryResult(IResult answer, TimeSpan after) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.Headers.RetryAfter = FormattableString.Invariant(
                $"{Math.Max(1, Math.Ceiling(after.TotalSeconds)):0}"
            );
            return answer.ExecuteAsync(context);
        }
    }
}
