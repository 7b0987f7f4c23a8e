using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Access;

/// <summary>Keys, origins and limits of a deployment.</summary>
public sealed class AccessOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Access";

    /// <summary>
    /// File with the keys that <c>voicesmith keys</c> makes; empty for <c>voicesmith/keys.json</c> in the user's folder
    /// for application data.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Keys { get; init; } = "";

    /// <summary>
    /// True to ask every caller for a key or token, false to ask none; null asks if the server listens beyond loopback.
    /// False beyond loopback lets everybody who reaches the server use it.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>
    /// Origins whose pages may use the server besides its own, such as <c>https://example.org</c>; <c>*</c> for all.
    /// </summary>
    [Required]
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Tokens (JWT) that are accepted besides keys.</summary>
    [Required]
    public TokenOptions Jwt { get; init; } = new();

    /// <summary>Limits of each caller: of each key or token, and of each address that has none.</summary>
    [Required, ValidateObjectMembers]
    public LimitOptions Limits { get; init; } = new();
}

/// <summary>Tokens that are accepted. Their <c>scope</c> claim names scopes; <c>sub</c> is the caller.</summary>
public sealed class TokenOptions
{
    /// <summary>Address of the issuer, whose published keys sign the tokens; empty for none.</summary>
    public string Authority { get; init; } = "";

    /// <summary>
    /// Secret that signs the tokens (HMAC), instead of an <see cref="Authority"/>: 32 characters or more; empty for
    /// none.
    /// </summary>
    public string Secret { get; init; } = "";

    /// <summary>The <c>iss</c> claim that tokens signed by <see cref="Secret"/> must have; empty for any.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> claim that tokens must have.</summary>
    public string Audience { get; init; } = "voicesmith";

    /// <summary>True if tokens are accepted.</summary>
    public bool IsConfigured => Authority.Length > 0 || Secret.Length > 0;
}

/// <summary>
/// Limits of each caller; 0 for no limit. Lower protects the others, higher lets one caller do more.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>Connections of hubs and of Wyoming at a time.</summary>
    [Range(0, 1_000_000)]
    public int Connections { get; init; }

    /// <summary>Utterances at a time.</summary>
    [Range(0, 1_000_000)]
    public int Utterances { get; init; }

    /// <summary>
    /// UTF-16 units of text a minute, on average: a text is taken while any of the last minute's are left.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int CharactersPerMinute { get; init; }

    /// <summary>Hours of training within 24 hours: a run that goes beyond is paused, and none is started.</summary>
    [Range(0.0, 1_000_000.0)]
    public double TrainingHours { get; init; }
}

/// <summary>Checks <see cref="AccessOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
