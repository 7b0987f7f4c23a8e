using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;

namespace VoiceSmith.Access;

/// <summary>
/// Origins of the pages whose requests are taken: those of this server's own pages, and those of configured origins.
/// </summary>
/// <remarks>
/// Browsers name the origin of a page in its requests, sockets included, which CORS does not cover. A page that an
/// attacker's name server points at this machine (DNS rebinding) names itself as host: on loopback, only names of this
/// machine are taken for the server's own.
/// </remarks>
internal sealed class PageOrigins(AccessGate gate, IOptions<AccessOptions> options)
{
    /// <summary>
    /// True if a request comes from no page, from a page of this server, or from one of a configured origin.
    /// </summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsConfigured(origin) || IsOwn(origin, request);
    }

    /// <summary>True for an origin that the configuration names.</summary>
    public bool IsConfigured(string origin) =>
        options.Value.Origins.Any(one =>
            one == "*" || string.Equals(one.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase)
        );

    private bool IsOwn(string origin, HttpRequest request)
    {
        if (
            !Uri.TryCreate(origin, UriKind.Absolute, out var from)
            || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
        )
            return false;
        return gate.IsExposed || from.IsLoopback || IPAddress.TryParse(from.Host.Trim('[', ']'), out _);
    }
}

/// <summary>Checks origins at every door, and lets the pages of configured ones read the answers.</summary>
public static class PageOriginChecks
{
    internal static void AddOrigins(this IServiceCollection services)
    {
        services.AddSingleton<PageOrigins>();
        services.AddCors();
        services
            .AddOptions<CorsOptions>()
            .Configure<PageOrigins>(
                (cors, origins) =>
                    cors.AddDefaultPolicy(policy =>
                        policy
                            .SetIsOriginAllowed(origins.IsConfigured)
                            .AllowAnyHeader()
                            .AllowAnyMethod()
                            .AllowCredentials()
                            .WithExposedHeaders(
                                SpeakHeaders.ModelVersion,
                                SpeakHeaders.Utterance,
                                SpeakHeaders.Notices,
                                "VoiceSmith-Sample-Rate",
                                "Retry-After"
                            )
                    )
            );
    }

    /// <summary>Refuses requests of foreign pages (VS4035) and answers CORS requests.</summary>
    /// <param name="server">The server, to which <see cref="AccessServices.AddAccess"/> was applied.</param>
    public static void UseOrigins(this WebApplication server)
    {
        var origins = server.Services.GetRequiredService<PageOrigins>();
        var refusals = server.Services.GetRequiredService<RefusalWriter>();
        server.Use(
            (context, next) =>
                origins.Allows(context.Request)
                    ? next(context)
                    : refusals.WriteAsync(
                        context,
                        new ForeignOriginException(context.Request.Headers.Origin.ToString())
                    )
        );
        server.UseCors();
    }
}

/// <summary>A request came from a page of another site.</summary>
/// <param name="origin">The page's origin.</param>
public sealed class ForeignOriginException(string origin)
    : VoiceSmithException(
        "VS4035",
        "This server is not open to pages of other sites.",
        $"The request comes from '{origin}'.",
        "Use the page that this server offers, or a program, or name the origin in Access:Origins."
    );
