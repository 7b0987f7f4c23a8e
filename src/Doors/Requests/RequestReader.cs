using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Requests;

/// <summary>A request and the names of its members that nobody reads.</summary>
/// <param name="Value">The request.</param>
/// <param name="Unknown">Names of unknown members, in their order.</param>
internal sealed record ReceivedJson<T>(T Value, IReadOnlyList<string> Unknown)
{
    /// <summary>A notice for each unknown member.</summary>
    public IEnumerable<string> Notices =>
        Unknown.Select(name => $"The option '{name}' is not known and has no effect.");
}

/// <summary>
/// Reads JSON requests member by member, so that an error names its member and unknown members are reported.
/// </summary>
internal static class RequestReader
{
    private const int MostBytesPerUnit = 6; // \uXXXX

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="maxTextLength">UTF-16 units that a text in it may have.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="RequestFormatException">VS4026.</exception>
    /// <exception cref="TextFormatException">VS4027.</exception>
    /// <exception cref="TextTooLongException">VS4003: the body is longer than any text can make it.</exception>
    public static async Task<ReceivedJson<T>> ReadAsync<T>(
        HttpRequest request,
        int maxTextLength,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (!request.HasJsonContentType())
            throw NotJson(request);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = (long)MostBytesPerUnit * maxTextLength + 65_536;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            return Read<T>(document.RootElement);
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new TextTooLongException(maxTextLength);
        }
        catch (BadHttpRequestException error)
        {
            throw new RequestFormatException(
                null,
                error.Message,
                "Send the whole body that the headers announce.",
                error
            );
        }
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="RequestFormatException">VS4026.</exception>
    /// <exception cref="TextFormatException">VS4027.</exception>
    public static ReceivedJson<T> Read<T>(JsonElement json)
        where T : class
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new RequestFormatException(null, $"It is {Describe(json)}.", "Send a JSON object.");
        var type = ContractJson.Options.GetTypeInfo(typeof(T));
        var (request, unknown) = ((T)type.CreateObject!(), new List<string>());
        foreach (var member in json.EnumerateObject())
            if (
                type.Properties.FirstOrDefault(one =>
                    string.Equals(one.Name, NameOf(member), StringComparison.OrdinalIgnoreCase)
                ) is
                { Set: { } set } property
            )
                set(request, ValueOf(property, member.Value));
            else
                unknown.Add(Shortened(NameOf(member)));
        return new(request, unknown);
    }

    /// <summary>The error for a body that is not announced as JSON.</summary>
    public static RequestFormatException NotJson(HttpRequest request) =>
        new(
            null,
            $"Its content type is '{request.ContentType}'.",
            "Send JSON, with the header 'Content-Type: application/json'."
        );

    /// <summary>The error for a body that is not JSON.</summary>
    public static RequestFormatException NotJson(JsonException error) =>
        new(
            null,
            error.LineNumber is { } line
                ? $"It is not JSON: line {line + 1}, byte {error.BytePositionInLine + 1}."
                : "It is not JSON.",
            "Send a JSON object, in UTF-8.",
            error
        );

    private static object? ValueOf(JsonPropertyInfo property, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return value.Deserialize(property.PropertyType, ContractJson.Options);
        }
        catch (JsonException error)
            when (value.ValueKind == JsonValueKind.String && property.PropertyType == typeof(string))
        {
            // nothing else keeps a string from being one
            throw new TextFormatException($"'{property.Name}' has half of a surrogate pair.", error);
        }
        catch (JsonException error)
        {
            throw new RequestFormatException(
                property.Name,
                $"It is {Describe(value)}.",
                $"Send {Expected(property.PropertyType)}.",
                error
            );
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new TextFormatException("The name of a member has half of a surrogate pair.", error);
        }
    }

    private static string Shortened(string name) => name.Length <= 60 ? name : name[..59] + "…";

    private static string Expected(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var one when one == typeof(string) => "a string",
            var one when one == typeof(bool) => "true or false",
            var one when one == typeof(double) => "a number",
            var one when one == typeof(ulong) => "a whole number from 0 to 18446744073709551615",
            var one when one == typeof(int) || one == typeof(long) => "a whole number",
            var one when one == typeof(string[]) => "a list of strings",
            _ => "a value of the documented type",
        };

    private static string Describe(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => $"the number {Shortened(value.GetRawText())}",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            _ => "nothing",
        };
}
