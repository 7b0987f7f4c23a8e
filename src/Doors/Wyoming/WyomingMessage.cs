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
        Data.ValueKind == JsonValueKind.Object
        && Data.TryGetProperty("voice", out var voice)
        && Text(voice, name) is { Length: > 0 } text
            ? text
            : null;

    private static string? Text(JsonElement data, string name)
    {
        if (
            data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty(name, out var value)
            || value.ValueKind == JsonValueKind.Null
        )
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
