using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VoiceSmith.Streaming;

namespace VoiceSmith.Publishing;

/// <summary>Voices of a deployment, and the limits of publishing.</summary>
public sealed class VoiceOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Voices";

    /// <summary>
    /// Folders or .voice files besides the built-in voices. Each takes memory and a second or two at start.
    /// </summary>
    [Required]
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>
    /// Offers the built-in voices. Without them, <see cref="Paths"/> or <see cref="Folder"/> must hold a voice.
    /// </summary>
    public bool BuiltIn { get; init; } = true;

    /// <summary>
    /// The folder of published versions, which a server that starts again goes on with; empty for
    /// <c>voicesmith/voices</c> in the user's folder for application data. One server a folder.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// A folder whose .voice files are published as they come; empty for none. Convenient, but who can write there
    /// can publish.
    /// </summary>
    public string Watch { get; init; } = "";

    /// <summary>
    /// Published versions of one voice whose files are kept. More can be rolled back to; each takes its file's size.
    /// </summary>
    [Range(2, 1000)]
    public int KeepVersions { get; init; } = 10;

    /// <summary>Largest size of a voice's file, bytes.</summary>
    [Range(1L, 1L << 40)]
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Requirements on a voice to be published.</summary>
    [Required]
    public GateOptions Gate { get; init; } = new();

    /// <summary><see cref="Folder"/>, or the place that stands for an empty one.</summary>
    public string FolderOrDefault =>
        Folder.Length > 0
            ? Path.GetFullPath(Folder)
            : Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
                "voicesmith",
                "voices"
            );
}

/// <summary>Validates <see cref="VoiceOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class VoiceOptionsValidator : IValidateOptions<VoiceOptions>;
