using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Hub;

/// <summary>Which voices a deployment speaks with.</summary>
public sealed class VoiceOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Voices";

    /// <summary>Folders or .voice files besides the voice that is built in. Each takes memory and a second or two at start.</summary>
    [Required]
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Whether the built-in voice is offered. Without it, <see cref="Paths"/> must name a voice.</summary>
    public bool BuiltIn { get; init; } = true;
}

/// <summary>Checks <see cref="VoiceOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class VoiceOptionsValidator : IValidateOptions<VoiceOptions>;
