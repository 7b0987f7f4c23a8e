using Microsoft.AspNetCore.Diagnostics;
using VoiceSmith.Hub.OpenAi;

namespace VoiceSmith.Hub.Requests;

/// <summary>Answers for requests that reach no endpoint, or fail in a way that no endpoint has words for.</summary>
internal static class ServerProblems
{
    /// <summary>Lets bad requests of every endpoint reach the handler, which answers with a code.</summary>
    public static void AddProblems(this IServiceCollection services) =>
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);

    /// <summary>A body with a code for every refusal.</summary>
    public static void UseProblems(this WebApplication server)
    {
        server.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            ExceptionHandler = context => ResultOf(context, ErrorOf(context)).ExecuteAsync(context),
            SuppressDiagnosticsCallback = handled => handled.Exception is VoiceSmithException or BadHttpRequestException,
        });
        server.UseStatusCodePages(pages => RefusalOf(pages.HttpContext) is { } error
            ? ResultOf(pages.HttpContext, error).ExecuteAsync(pages.HttpContext) : Task.CompletedTask);
    }

    /// <summary>The answer in the shape of the API that was asked.</summary>
    public static IResult ResultOf(HttpContext context, VoiceSmithException error) => context.Request.Path.StartsWithSegments("/v1")
        ? error.ToOpenAiResult() : error.ToProblem();

    private static VoiceSmithException? RefusalOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status415UnsupportedMediaType => RequestReader.NotJson(context.Request),
        (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed) and var status => new NoSuchRequestException(context.Request.Method, context.Request.Path.Value ?? "/", status),
        _ => null,
    };

    private static VoiceSmithException ErrorOf(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        VoiceSmithException known => known,
        BadHttpRequestException bad => new RequestFormatException(null, bad.InnerException?.Message ?? bad.Message, "Send what docs/api.md describes.", bad),
        _ => new("VS4000", "The server failed.", "Its log says why.", "Try again; if it stays, report it."),
    };
}

/// <summary>A path or a method that the server does not have.</summary>
/// <param name="method">The method.</param>
/// <param name="path">The path.</param>
/// <param name="status">404 or 405.</param>
public sealed class NoSuchRequestException(string method, string path, int status)
    : VoiceSmithException("VS4029",
        what: $"There is no {method} {path}.",
        why: status == StatusCodes.Status405MethodNotAllowed ? "The path takes other methods." : "Nothing answers at this path.",
        fix: "See docs/api.md, or /docs on this server, for what there is.")
{
    /// <summary>404 or 405.</summary>
    public int Status { get; } = status;
}
