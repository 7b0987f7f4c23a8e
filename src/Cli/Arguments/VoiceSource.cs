using System.CommandLine;

namespace VoiceSmith.Cli.Arguments;

/// <summary>The options of every command that speaks.</summary>
internal static class VoiceSource
{
    public static Option<string?> Option() =>
        new("--voice")
        {
            Description = "A built-in voice's name, a .voice file or a folder; the default voice without it.",
        };

    public static Option<string?> SpeakerOption() =>
        new("--speaker") { Description = "One of the voice's speakers; its first where it is not given." };
}
