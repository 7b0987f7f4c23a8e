using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

/// <summary>Maps the contract's messages to the engine's types.</summary>
internal static class Mapping
{
    public static Replacement? ToReplacement(this SpeakRequest request) =>
        request.Replaces is null ? null : new(request.Replaces, request.Played);
}
