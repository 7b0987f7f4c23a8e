using System.CommandLine;

namespace VoiceSmith.Cli.Arguments;

/// <summary>Options of the commands that talk to a server.</summary>
internal static class RemoteOptions
{
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
