using Microsoft.AspNetCore.Diagnostics;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;

namespace VoiceSmith.Doors;

/// <summary>Answers for requests that reach no endpoint, or fail in a way that no endpoint has words for.</summary>
public static class ServerProblems
{
    /// <summary>Lets bad requests of every endpoint reach the handler, which answers with a code.</summary>
    public static void AddProblems(this IServiceCollection services) =>
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);

    /// <summary>A body with a code for every refusal.</summary>
    public static void UseProblems(this WebApplication server)
    {
        server.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                AllowStatusCode404Response = true,
                ExceptionHandler = context => Problems.WriteAsync(context, ErrorOf(context)),
                SuppressDiagnosticsCallback = handled =>
                    handled.Exception is VoiceSmithException or BadHttpRequestException,
            }
        );
        server.UseStatusCodePages(pages =>
            RefusalOf(pages.HttpContext) is { } error
                ? Problems.WriteAsync(pages.HttpContext, error)
                : Task.CompletedTask
        );
    }

    private static VoiceSmithException? RefusalOf(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status415UnsupportedMediaType => RequestReader.NotJson(context.Request),
            (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed) and var status =>
                new NoSuchRequestException(context.Request.Method, context.Request.Path.Value ?? "/", status),
            _ => null,
        };

    private static VoiceSmithException ErrorOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            VoiceSmithException known => known,
            BadHttpRequestException bad => new RequestFormatException(
                null,
                bad.InnerException?.Message ?? bad.Message,
                "Send what docs/api.md describes.",
                bad
            ),
            var unexpected => ErrorCatalogue.ForClients(unexpected),
        };
}
