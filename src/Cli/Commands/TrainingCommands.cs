using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Client;

namespace VoiceSmith.Cli.Commands;

/// <summary>Parts of the commands for training in a running server.</summary>
internal static class TrainingCommands
{
    /// <summary>A command that talks to a server.</summary>
    public static Command Create(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<ParseResult, TrainingClient, CancellationToken, Task> act
    )
    {
        var (server, key) = (RemoteOptions.Server(), RemoteOptions.Key());
        var command = new Command(name, description) { server, key };
        foreach (var symbol in symbols)
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        await using var client = RemoteOptions.Connect(
                            arguments.GetRequiredValue(server),
                            arguments.GetValue(key)
                        );
                        await act(arguments, client.Training, cancelled);
                    },
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>A command that deletes something by its id.</summary>
    public static Command Delete(
        string verb,
        string what,
        string id,
        string description,
        Func<TrainingClient, string, CancellationToken, Task> delete
    )
    {
        var item = new Argument<string>(what.Replace(' ', '-')) { Description = id };
        return Create(
            verb,
            description,
            [item],
            async (arguments, training, cancelled) =>
            {
                var one = arguments.GetRequiredValue(item);
                await delete(training, one, cancelled);
                Console.WriteLine($"The {what} {one} is deleted.");
            }
        );
    }

    /// <summary>Writes a table, or a sentence where it has no rows.</summary>
    public static void Show(Table table, string none)
    {
        if (table.Rows.Count > 0)
            AnsiConsole.Write(table);
        else
            Console.WriteLine(none);
    }
}
