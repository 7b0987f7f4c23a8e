using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using VoiceSmith.Contracts;

namespace VoiceSmith.Access;

/// <summary>Tells callers by API keys; what is no key of ours is left to tokens.</summary>
/// <remarks>
/// A key comes as bearer token, in X-Api-Key, or, for browsers' sockets, which have no headers, as access_token in the
/// query of a hub.
/// </remarks>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessGate gate
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme_ = "ApiKey";

    /// <summary>Name of the scheme that picks the one to be used.</summary>
    public const string Any = "Any";

    /// <summary>The key or token of a request; null for none.</summary>
    public static string? SecretOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header["Bearer ".Length..].Trim();
        if (request.Headers["X-Api-Key"].FirstOrDefault() is { Length: > 0 } key)
            return key;
        return request.Path.StartsWithSegments("/hubs") ? request.Query["access_token"].FirstOrDefault() : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SecretOf(Request) is not { } secret)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (gate.Keys.Find(secret) is not { } key)
            return Task.FromResult(AuthenticateResult.Fail(new KeyRefusedException()));
        var identity = new ClaimsIdentity(
            [new(ClaimNames.Caller, $"key:{key.Id}"), new(ClaimTypes.Name, key.Name), new(ClaimNames.Scope, key.Scope)],
            Scheme.Name
        );
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
    }
}

/// <summary>Sets the schemes up.</summary>
internal static class CallerAuthentication
{
    public static void AddCallers(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyHandler.Any)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme_, null)
            .AddJwtBearer()
            .AddPolicyScheme(
                ApiKeyHandler.Any,
                null,
                any =>
                    any.ForwardDefaultSelector = context =>
                        context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.Jwt.IsConfigured
                        && ApiKeyHandler.SecretOf(context.Request) is { } secret
                        && !secret.StartsWith(ApiKey.Prefix, StringComparison.Ordinal)
                            ? JwtBearerDefaults.AuthenticationScheme
                            : ApiKeyHandler.Scheme_
            );
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AccessOptions>>((jwt, access) => Configure(jwt, access.Value.Jwt));
    }

    private static void Configure(JwtBearerOptions jwt, TokenOptions options)
    {
        jwt.MapInboundClaims = false;
        jwt.Audience = options.Audience;
        if (options.Authority.Length > 0)
            jwt.Authority = options.Authority;
        jwt.TokenValidationParameters.NameClaimType = "sub";
        if (options.Secret.Length > 0)
        {
            jwt.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(
                Encoding.UTF8.GetBytes(options.Secret)
            );
            jwt.TokenValidationParameters.ValidateIssuer = options.Issuer.Length > 0;
            jwt.TokenValidationParameters.ValidIssuer = options.Issuer;
        }
        jwt.Events = new()
        {
            OnMessageReceived = received =>
            {
                received.Token = ApiKeyHandler.SecretOf(received.Request);
                return Task.CompletedTask;
            },
            OnTokenValidated = validated =>
            {
                if (validated.Principal?.FindFirst("sub")?.Value is { } subject)
                    ((ClaimsIdentity)validated.Principal.Identity!).AddClaim(
                        new(ClaimNames.Caller, $"token:{subject}")
                    );
                else
                    validated.Fail("The token names nobody (sub).");
                return Task.CompletedTask;
            },
        };
    }
}
