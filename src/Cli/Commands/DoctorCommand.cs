using System.CommandLine;
using System.Text.Json;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Doctor;
using VoiceSmith.Cli.Running;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith doctor</c>: what the program found on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "The findings as one JSON object on the last line." };
        var voice = VoiceSource.Option();
        var command = new Command(
            "doctor",
            "Shows libtorch, devices and helper programs, and speaks a second on each device. Changes nothing."
        )
        {
            voice,
            json,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        var findings = await Findings.CollectAsync(arguments.GetValue(voice), cancelled);
                        if (arguments.GetValue(json))
                            Console.WriteLine(
                                JsonSerializer.Serialize(
                                    findings.ToDictionary(finding => finding.Name, finding => finding.Value)
                                )
                            );
                        else
                            foreach (var (name, value) in findings)
                                Console.WriteLine($"{name,-22}{value}");
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
