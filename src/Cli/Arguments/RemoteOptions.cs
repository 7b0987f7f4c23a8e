using System.CommandLine;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Arguments;

/// <summary>Options of the commands that talk to a server.</summary>
internal static class RemoteOptions
{
    /// <summary>The variable that holds the key where <c>--key</c> does not.</summary>
    public const string KeyVariable = "VOICESMITH_API_KEY";

    public static Option<Uri> Server() =>
        new("--server")
        {
            Description = "Where it listens.",
            DefaultValueFactory = _ => new("http://localhost:5080"),
            CustomParser = Parse,
        };

    /// <summary>The same without a default.</summary>
    public static Option<Uri?> OptionalServer(string description) =>
        new("--server") { Description = description, CustomParser = Parse };

    public static Option<string?> Key() =>
        new("--key") { Description = $"API key, where the server asks for one; {KeyVariable} without it." };

    /// <summary>A client of a server.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="key">The value of <c>--key</c>; null to use <see cref="KeyVariable"/>, if it is set.</param>
    public static VoiceSmithClient Connect(Uri server, string? key) =>
        new(server, new() { ApiKey = key ?? Environment.GetEnvironmentVariable(KeyVariable) });

    public static Option<string> By() =>
        new("--by")
        {
            Description = "Who asks, for the voice's history.",
            DefaultValueFactory = _ => Environment.UserName,
        };

    private static Uri? Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (
            Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
        )
            return address;
        result.AddError("--server takes an address such as http://localhost:5080.");
        return null;
    }
}
