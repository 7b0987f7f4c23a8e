using System.CommandLine;
using TorchSharp;
using VoiceSmith.Models;

namespace VoiceSmith.Cli;

/// <summary>Which voice a command speaks with: a built-in one, a .voice file or a folder.</summary>
internal static class VoiceSource
{
    public static Option<string?> Option() => new("--voice") { Description = "A built-in voice's name, a .voice file or a folder; the default voice without it." };

    public static Option<string?> SpeakerOption() => new("--speaker") { Description = "One of the voice's speakers; its first where it is not given." };

    /// <summary>The row of a speaker by name; the first for null.</summary>
    /// <exception cref="VoiceSmithException">VS4001: the voice has no such speaker.</exception>
    public static int SpeakerRow(this VoiceManifest voice, string? name)
    {
        var row = name is null ? 0 : voice.Speakers.ToList().IndexOf(name);
        return row >= 0 ? row : throw new VoiceSmithException("VS4001", $"The voice '{voice.Name}' has no speaker '{name}'.", $"It has {string.Join(", ", voice.Speakers)}.",
            "Name one of them, or leave --speaker out.");
    }

    /// <summary>Loads a voice by path or built-in name; the default voice for null.</summary>
    /// <param name="name">Path or name.</param>
    /// <param name="device">Where it is to compute; null for torch's default device.</param>
    /// <exception cref="VoiceSmithException">There is no such voice.</exception>
    public static Voice Load(string? name, torch.Device? device = null)
    {
        if (name is not null && (File.Exists(name) || Directory.Exists(name)))
            return Voice.Load(name, device);
        if (name is null || Voice.EmbeddedNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Voice.LoadEmbedded(name, device);
        throw new VoiceSmithException("VS4001", $"There is no voice '{name}'.",
            $"It is neither a file nor a folder nor a built-in voice: {string.Join(", ", Voice.EmbeddedNames)}.", "Name a .voice file, or leave --voice out.");
    }
}
