using System.Text.Json;

namespace VoiceSmith.Training.Corpora;

/// <summary>A line of a list or manifest that describes one recording as a JSON object.</summary>
internal static class JsonLine
{
    /// <summary>Strings and numbers by lower-case name, of an object its path; null if the line is no object.</summary>
    /// <exception cref="JsonException">It is not JSON, or a string has half of a surrogate pair.</exception>
    public static Dictionary<string, string>? Values(string line)
    {
        using var document = JsonDocument.Parse(line);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        var values = new Dictionary<string, string>();
        try
        {
            foreach (var member in document.RootElement.EnumerateObject())
                if (Text(member.Value) is { } text)
                    values.TryAdd(member.Name.ToLowerInvariant(), text);
        }
        catch (InvalidOperationException error) // names and strings are decoded as they are read
        {
            throw new JsonException(error.Message, error);
        }
        return values;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Object when value.TryGetProperty("path", out var path) => Text(path),
            _ => null,
        };
}
