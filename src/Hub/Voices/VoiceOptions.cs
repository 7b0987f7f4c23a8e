using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Voices;

/// <summary>Which voices a deployment speaks with, and what may be published while it does.</summary>
public sealed class VoiceOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Voices";

    /// <summary>Folders or .voice files besides the built-in voices. Each takes memory and a second or two at start.</summary>
    [Required]
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Offers the built-in voices. Without them, <see cref="Paths"/> or <see cref="Folder"/> must hold a voice.</summary>
    public bool BuiltIn { get; init; } = true;

    /// <summary>
    /// Where published versions are kept, so that a server that starts again goes on with them; empty for <c>voicesmith/voices</c> in the
    /// user's folder for application data. One server a folder.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>A folder whose .voice files are published as they come; empty for none. Convenient, but who can write there can publish.</summary>
    public string Watch { get; init; } = "";

    /// <summary>Published versions of one voice whose files are kept. More can be gone back to; each takes its file's size.</summary>
    [Range(2, 1000)]
    public int KeepVersions { get; init; } = 10;

    /// <summary>Bytes that a voice's file may have.</summary>
    [Range(1L, 1L << 40)]
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>What a voice must be like to be published.</summary>
    [Required]
    public GateOptions Gate { get; init; } = new();

    /// <summary><see cref="Folder"/>, or the place that stands for an empty one.</summary>
    internal string FolderOrDefault => Folder.Length > 0 ? Path.GetFullPath(Folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "voicesmith", "voices");
}

/// <summary>Checks <see cref="VoiceOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class VoiceOptionsValidator : IValidateOptions<VoiceOptions>;
