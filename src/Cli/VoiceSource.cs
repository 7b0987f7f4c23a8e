using System.CommandLine;
using VoiceSmith.Models;

namespace VoiceSmith.Cli;

/// <summary>Which voice a command speaks with: the built-in one, a .voice file or a folder.</summary>
internal static class VoiceSource
{
    public static Option<string?> Option() => new("--voice") { Description = "A .voice file or folder; the built-in voice where it is not given." };

    /// <exception cref="VoiceSmithException">There is no such voice.</exception>
    public static Voice Load(string? name)
    {
        if (name is not null && (File.Exists(name) || Directory.Exists(name)))
            return Voice.Load(name);
        var voice = Voice.LoadEmbedded();
        if (name is null || string.Equals(voice.Manifest.Name, name, StringComparison.OrdinalIgnoreCase))
            return voice;
        var known = voice.Manifest.Name;
        voice.Dispose();
        throw new VoiceSmithException("VS4001", $"There is no voice '{name}'.", $"It is neither a file nor a folder, and the built-in voice is '{known}'.",
            "Name a .voice file, or leave --voice out.");
    }
}
