using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace VoiceSmith.Access;

/// <summary>The scope that an endpoint needs.</summary>
internal sealed record ScopeRequirement(Scope Scope) : IAuthorizationRequirement;

/// <summary>Lets callers pass whose scope is wide enough; all of them on a server that asks for no keys.</summary>
internal sealed class ScopeHandler(AccessGate gate) : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        var granted = Scopes.Widest(context.User.FindAll(ClaimNames.Scope).Select(claim => claim.Value));
        if (!gate.AsksForKeys || (context.User.Identity?.IsAuthenticated == true && granted >= requirement.Scope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Writes the responses of refused requests.</summary>
/// <param name="refuse">Writes one.</param>
internal sealed class RefusalWriter(Func<HttpContext, VoiceSmithException, Task> refuse)
{
    public Task WriteAsync(HttpContext context, VoiceSmithException error) => refuse(context, error);
}

/// <summary>Answers callers without the scope that an endpoint needs, with a code.</summary>
internal sealed class ScopeRefusals(RefusalWriter refusals) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return next(context);
        VoiceSmithException refusal =
            authorizeResult.Forbidden
                ? new ScopeMissingException(policy.Requirements.OfType<ScopeRequirement>().First().Scope)
            : ApiKeyHandler.SecretOf(context.Request) is null ? new KeyNeededException()
            : new KeyRefusedException();
        if (!authorizeResult.Forbidden)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return refusals.WriteAsync(context, refusal);
    }
}

/// <summary>Asks endpoints' callers for scopes.</summary>
public static class ScopeAuthorization
{
    internal static void AddScopes(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeRefusals>();
        services.AddAuthorization(authorization =>
        {
            foreach (var scope in Enum.GetValues<Scope>())
                authorization.AddPolicy(scope.Name(), policy => policy.AddRequirements(new ScopeRequirement(scope)));
        });
    }

    /// <summary>Requires a scope of the callers of endpoints.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="scope">The least that a caller may have.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Scope scope)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(scope.Name());
}
