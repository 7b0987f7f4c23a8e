using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Hub.Access;
using VoiceSmith.Hub.Errors;

namespace VoiceSmith.Hub.Mcp;

/// <summary>The Model Context Protocol over streamable HTTP, and the sounds that its links lead to.</summary>
internal static class McpDoor
{
    private const string SoundPath = "/api/sounds";

    public static void AddMcp(this IServiceCollection services)
    {
        services.AddOptions<McpOptions>().BindConfiguration(McpOptions.Section);
        services.AddSingleton<IValidateOptions<McpOptions>, McpOptionsValidator>();
        services.AddSingleton<SoundLinks>();
        services.AddHttpContextAccessor();
        services.AddSingleton<ISoundPlace, HttpSoundPlace>();
        services.AddMcpServer().WithHttpTransport().WithTools<SpeechTools>();
    }

    public static void MapMcpDoor(this IEndpointRouteBuilder routes)
    {
        routes.MapMcp("/mcp").Needs(Scope.Speak);
        routes
            .MapGroup(SoundPath)
            .WithProblems()
            .MapGet(
                "{id}",
                (string id, SoundLinks links) =>
                    links.Find(id) is { } sound
                        ? Results.Bytes(sound.Bytes, sound.MediaType, enableRangeProcessing: true)
                        : throw new LinkExpiredException()
            )
            .ExcludeFromDescription(); // whoever has the link may listen: assistants hand it on to players
    }

    /// <summary>Links to this server, by the name that the assistant has called it by.</summary>
    private sealed class HttpSoundPlace(IHttpContextAccessor context, SoundLinks links) : ISoundPlace
    {
        public string? Caller => AccessGate.CallerOf(context.HttpContext).Id;

        public Task<Uri> LinkAsync(byte[] sound, SoundFormat format, int sampleRate)
        {
            var request = context.HttpContext!.Request;
            return Task.FromResult(
                new Uri(
                    $"{request.Scheme}://{request.Host}{request.PathBase}{SoundPath}/{links.Add(sound, format.MediaType(sampleRate))}"
                )
            );
        }
    }
}

/// <summary>A link to a sound has expired.</summary>
public sealed class LinkExpiredException()
    : VoiceSmithException(
        "VS4062",
        what: "There is no sound behind this link.",
        why: "It has expired, or never was.",
        fix: "Speak the text again, or raise Mcp:LinkLifetime."
    );
