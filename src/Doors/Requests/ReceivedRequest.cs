using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;

namespace VoiceSmith.Doors.Requests;

/// <summary>
/// A request as a connection sent it. A fault in it does not fail the call's binding, which would hide its reason.
/// </summary>
public sealed record ReceivedRequest : SpeakRequest
{
    private static readonly string[] KnownDetails = ["phoneme", "viseme"];

    /// <summary>Names of members that nobody reads.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Reason that it cannot be used; null if it can.</summary>
    [JsonIgnore]
    public VoiceSmithException? Fault { get; init; }

    /// <summary>Notices of what in a request has no effect.</summary>
    /// <exception cref="RequestFormatException">VS4026: the request has a fault, or is null.</exception>
    public static IReadOnlyList<string> Check(SpeakRequest? request)
    {
        if (request is null or ReceivedRequest { Fault: not null })
            throw (request as ReceivedRequest)?.Fault
                ?? new RequestFormatException(null, "It is null.", "Send an object; an empty one takes all defaults.");
        var unknown = request is ReceivedRequest received
            ? new ReceivedJson<SpeakRequest>(request, received.Unknown).Notices
            : [];
        return [.. unknown, .. NoticesOf(request)];
    }

    /// <summary>Notices of values that are not known.</summary>
    public static IEnumerable<string> NoticesOf(SpeakRequest request) =>
        (request.Details ?? [])
            .Except(KnownDetails)
            .Select(name => $"The detail '{name}' is not known and has no effect.");

    /// <summary>Reads a request, keeping what is wrong with it.</summary>
    public static ReceivedRequest From(JsonElement json)
    {
        try
        {
            var (request, unknown) = RequestReader.Read<ReceivedRequest>(json);
            return request with { Unknown = unknown };
        }
        catch (VoiceSmithException fault)
        {
            return new() { Fault = fault };
        }
    }
}
