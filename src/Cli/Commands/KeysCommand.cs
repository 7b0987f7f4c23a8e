using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Access;
using VoiceSmith.Cli.Running;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith keys create|list|revoke</c></summary>
internal static class KeysCommand
{
    public static Command Create() =>
        new("keys", "Keys of this machine's server, which needs one as soon as it listens beyond loopback.")
        {
            Make(),
            List(),
            Revoke(),
        };

    private static Command Make()
    {
        var scope = new Option<string>("--scope")
        {
            Description = "speak, train (and speak) or admin (and all).",
            DefaultValueFactory = _ => "speak",
        };
        scope.AcceptOnlyFromAmong("speak", "train", "admin");
        var name = new Option<string>("--name") { Description = "What it is for.", Required = true };
        var file = FileOption();
        var command = new Command("create", "Makes a key and shows it, once.") { scope, name, file };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async _ =>
                    {
                        var (stored, key) = Open(arguments.GetValue(file))
                            .Create(
                                arguments.GetRequiredValue(name),
                                Scopes.Find(arguments.GetRequiredValue(scope))!.Value
                            );
                        Console.WriteLine(key);
                        await Console.Error.WriteLineAsync(
                            $"Key {stored.Id} ({stored.Name}, {stored.Scope}). It is stored as a hash: keep it now, it is not shown again."
                        );
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static Command List()
    {
        var file = FileOption();
        var command = new Command("list", "Lists the keys.") { file };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        var table = new Table().AddColumns("id", "name", "scope", "created", "last used", "revoked");
                        foreach (var key in Open(arguments.GetValue(file)).All)
                            table.AddRow(
                                key.Id,
                                Markup.Escape(key.Name),
                                key.Scope,
                                Day(key.Created),
                                Day(key.LastUsed),
                                Day(key.Revoked)
                            );
                        AnsiConsole.Write(table);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("key") { Description = "Its id, or its name if no other has it." };
        var file = FileOption();
        var command = new Command("revoke", "Revokes a key: a running server refuses it within a second.") { id, file };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        var revoked = Open(arguments.GetValue(file)).Revoke(arguments.GetRequiredValue(id));
                        Console.WriteLine($"Key {revoked.Id} ({revoked.Name}) is revoked.");
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>The file that the server of this machine reads unless it is told otherwise.</summary>
    private static Option<string> FileOption() =>
        new("--keys")
        {
            Description = "The file with the keys.",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable("Access__Keys") is { Length: > 0 } path ? path : KeyFile.DefaultPath,
        };

    private static KeyFile Open(string? path) => new(path!, TimeProvider.System);

    private static string Day(DateTimeOffset? time) =>
        time is { } some ? some.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture) : "";
}
