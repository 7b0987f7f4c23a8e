using System.Text.Json;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Doors.Errors;

namespace VoiceSmith.Doors.Mcp;

/// <summary>
/// The Model Context Protocol over streamable HTTP or standard input and output, and the sounds that its links lead to.
/// </summary>
public static class McpDoor
{
    private const string SoundPath = "/api/sounds";

    /// <summary>Adds the protocol over standard input and output; links lead to files.</summary>
    /// <param name="services">The services, with an engine and a clock.</param>
    public static void AddMcpStdio(this IServiceCollection services)
    {
        services.AddMcpOptions();
        services.AddSingleton<ISoundPlace, FileSoundPlace>();
        services.AddMcpServer().WithStdioServerTransport().WithSpeechTools();
    }

    /// <summary>Adds the protocol over HTTP; links lead to this server.</summary>
    internal static void AddMcp(this IServiceCollection services)
    {
        services.AddMcpOptions();
        services.AddSingleton<SoundLinks>();
        services.AddHttpContextAccessor();
        services.AddSingleton<ISoundPlace, HttpSoundPlace>();
        services.AddMcpServer().WithHttpTransport().WithSpeechTools();
    }

    internal static void MapMcpDoor(this IEndpointRouteBuilder routes)
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

    /// <summary>Adds the tools; arguments that do not fit their schema are an error with a code.</summary>
    private static void WithSpeechTools(this IMcpServerBuilder server) =>
        server
            .WithTools<SpeechTools>()
            .WithRequestFilters(filters =>
                filters.AddCallToolFilter(next =>
                    async (request, cancellationToken) =>
                    {
                        try
                        {
                            return await next(request, cancellationToken);
                        }
                        catch (Exception error) when (error is ArgumentException or JsonException)
                        {
                            return SpeechTools.ResultOf(
                                new RequestFormatException(
                                    null,
                                    "An argument is missing, or has a value of another type.",
                                    "Send the arguments that tools/list describes.",
                                    error
                                )
                            );
                        }
                    }
                )
            );

    private static void AddMcpOptions(this IServiceCollection services)
    {
        services.AddOptions<McpOptions>().BindConfiguration(McpOptions.Section);
        services.AddSingleton<IValidateOptions<McpOptions>, McpOptionsValidator>();
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
