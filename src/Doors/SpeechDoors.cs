using VoiceSmith.Access;
using VoiceSmith.Doors.Events;
using VoiceSmith.Doors.Http;
using VoiceSmith.Doors.Mcp;
using VoiceSmith.Doors.OpenAi;
using VoiceSmith.Doors.Wyoming;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors;

/// <summary>The doors of a server besides SignalR, for one engine.</summary>
public static class SpeechDoors
{
    /// <summary>Adds what the doors need, and the Wyoming server where the configuration names its port.</summary>
    /// <param name="services">
    /// The services, with an <see cref="ISpeechEngine"/>, an <see cref="ITextExplainer"/>, an <see cref="AccessGate"/>
    /// and a <see cref="TimeProvider"/>.
    /// </param>
    public static void AddDoors(this IServiceCollection services)
    {
        services.AddMcp();
        services.AddWyoming();
    }

    /// <summary>Maps the doors over HTTP: speech, streams of events, voices, OpenAI's API and MCP.</summary>
    /// <param name="routes">The server's routes.</param>
    public static void MapDoors(this IEndpointRouteBuilder routes)
    {
        routes.MapSpeech();
        routes.MapSpeechStream();
        routes.MapExplanations();
        routes.MapOpenAi();
        routes.MapMcpDoor();
        routes.MapVoices();
    }
}
