using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith compare NAME --server URL</c>: two versions of a voice, by shares of utterances.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The voice." };
    private static readonly Option<double?> Share = new Option<double?>("--share")
    {
        Description = "Share of utterances that the second version gets, 0 to 1.",
    }.InRange(0, 1);
    private static readonly Option<string?> Version = new("--version")
    {
        Description = "The second version, one that the server keeps; the one that is being compared without it.",
    };
    private static readonly Option<bool> BySession = new("--by-session")
    {
        Description = "Assigns whole sessions rather than single utterances.",
    };
    private static readonly Option<bool> Stop = new("--stop")
    {
        Description = "Ends the comparison: the current version speaks all utterances.",
    };
    private static readonly Option<bool> Promote = new("--promote")
    {
        Description = "Ends the comparison: the second version speaks all utterances.",
    };

    public static Command Create()
    {
        var (server, key, by) = (RemoteOptions.Server(), RemoteOptions.Key(), RemoteOptions.By());
        var command = new Command(
            "compare",
            "Compares two versions of a voice on a running server by shares of utterances; lists versions and figures."
        )
        {
            Name,
            server,
            key,
            Share,
            Version,
            BySession,
            Stop,
            Promote,
            by,
        };
        command.Validators.Add(result =>
        {
            var ends = new[] { result.GetValue(Stop), result.GetValue(Promote) }.Count(set => set);
            if (ends + (result.GetValue(Share) is null ? 0 : 1) > 1)
                result.AddError("Give one of --share, --stop and --promote.");
            if (result.GetValue(Share) is null && (result.GetValue(Version) is not null || result.GetValue(BySession)))
                result.AddError("--version and --by-session belong to --share.");
        });
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        await using var client = RemoteOptions.Connect(
                            arguments.GetRequiredValue(server),
                            arguments.GetValue(key)
                        );
                        var name = arguments.GetRequiredValue(Name);
                        await ChangeAsync(client.Voices, name, arguments, arguments.GetValue(by), cancelled);
                        Show(await client.Voices.VersionsAsync(name, cancelled));
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task ChangeAsync(
        VoicesClient voices,
        string name,
        ParseResult arguments,
        string? by,
        CancellationToken cancellationToken
    )
    {
        if (arguments.GetValue(Stop))
            await voices.DropComparisonAsync(name, cancellationToken);
        else if (arguments.GetValue(Promote))
            await voices.PromoteAsync(name, by, cancellationToken);
        else if (arguments.GetValue(Share) is { } share)
            await voices.CompareAsync(
                name,
                new(arguments.GetValue(Version), share, arguments.GetValue(BySession)),
                cancellationToken
            );
    }

    private static void Show(VoiceVersions versions)
    {
        var table = new Table()
            .AddColumns("version", "state", "utterances", "cancelled", "first sound", "votes", "from")
            .Border(TableBorder.Simple);
        foreach (var one in versions.Versions)
            table.AddRow(
                new[]
                {
                    one.Version,
                    one.State,
                    $"{one.Figures.Utterances}",
                    $"{one.Figures.Cancelled}",
                    string.Create(CultureInfo.InvariantCulture, $"{one.Figures.FirstSoundMedianMs:F0} ms"),
                    $"+{one.Figures.VotesFor} -{one.Figures.VotesAgainst}",
                    one.Source,
                }
                    .Select(Markup.Escape)
                    .ToArray()
            );
        AnsiConsole.Write(table);
        if (versions.Comparison is { } comparison)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Version {comparison.Version} gets {100 * comparison.Share:0.#} % of {(comparison.BySession ? "sessions" : "utterances")}."
                )
            );
    }
}
