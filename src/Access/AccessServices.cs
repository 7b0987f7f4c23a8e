using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Access;

/// <summary>Registers keys, scopes, limits and origins.</summary>
public static class AccessServices
{
    /// <summary>Adds authentication by keys and tokens, authorization by scopes, limits and CORS.</summary>
    /// <param name="services">The services.</param>
    /// <param name="refuse">Writes the response of a refused request, in the shape of the API that was called.</param>
    public static void AddAccess(this IServiceCollection services, Func<HttpContext, VoiceSmithException, Task> refuse)
    {
        services.AddSingleton(new RefusalWriter(refuse));
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<AccessGate>();
        services.AddCallers();
        services.AddScopes();
        services.AddOrigins();
    }
}
