using System.Text.Json;
using VoiceSmith.Doors.Errors;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>One event of the protocol: a line of JSON, more JSON if <c>data_length</c> says so, and bytes.</summary>
/// <param name="Type">Kind of event.</param>
/// <param name="Data">Its data; an object, or undefined for none.</param>
internal sealed record WyomingMessage(string Type, JsonElement Data)
{
    /// <summary>A string of the data; null if it is absent.</summary>
    /// <exception cref="WyomingFormatException">VS4060: it is no string.</exception>
    public string? Text(string name) => Text(Data, name);

    /// <summary>A string of the data's <c>voice</c>; null if it is absent or empty.</summary>
    public string? Voice(string name) =>
        Member(Data, "voice") is { } voice && Text(voice, name) is { Length: > 0 } text ? text : null;

    /// <summary>A member of an object; null if it is absent or null, or what has it is no object.</summary>
    /// <exception cref="WyomingFormatException">VS4060: a member's name has half of a surrogate pair.</exception>
    public static JsonElement? Member(JsonElement of, string name)
    {
        try
        {
            return
                of.ValueKind == JsonValueKind.Object
                && of.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException) // names are decoded as they are compared
        {
            throw new WyomingFormatException("The name of a member has half of a surrogate pair.");
        }
    }

    private static string? Text(JsonElement data, string name)
    {
        if (Member(data, name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new WyomingFormatException($"'{name}' is no string.");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new TextFormatException($"'{name}' has half of a surrogate pair.");
        }
    }
}

/// <summary>An event of the Wyoming protocol cannot be read.</summary>
/// <param name="why">The defect.</param>
public sealed class WyomingFormatException(string why)
    : VoiceSmithException(
        "VS4060",
        what: "A Wyoming event cannot be read.",
        why: why,
        fix: "Send each event as one line of JSON with a type, and as many bytes after it as it announces."
    );
