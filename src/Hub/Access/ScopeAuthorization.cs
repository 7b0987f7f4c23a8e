using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using VoiceSmith.Access;
using VoiceSmith.Hub.Errors;
using VoiceSmith.Hub.Requests;

namespace VoiceSmith.Hub.Access;

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

/// <summary>Answers refused callers with a code.</summary>
internal sealed class RefusalWriter : IAuthorizationMiddlewareResultHandler
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
        return Problems.ResultOf(context, refusal).ExecuteAsync(context);
    }
}

/// <summary>Asks endpoints' callers for scopes.</summary>
internal static class ScopeAuthorization
{
    public static void AddScopes(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWriter>();
        services.AddAuthorization(authorization =>
        {
            foreach (var scope in Enum.GetValues<Scope>())
                authorization.AddPolicy(scope.Name(), policy => policy.AddRequirements(new ScopeRequirement(scope)));
        });
    }

    /// <summary>Asks for a scope.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoints, Scope scope)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(scope.Name());
}
