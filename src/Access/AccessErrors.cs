using System.Globalization;

namespace VoiceSmith.Access;

/// <summary>A request without key or token, where one is needed.</summary>
public sealed class KeyNeededException()
    : VoiceSmithException(
        "VS4050",
        what: "This server asks for a key.",
        why: "The request has neither a key nor a token.",
        fix: "Send one in the header 'Authorization: Bearer …'; 'voicesmith keys create' makes keys."
    );

/// <summary>A key or token that does not hold.</summary>
public sealed class KeyRefusedException()
    : VoiceSmithException(
        "VS4051",
        what: "The key or token is not accepted.",
        why: "It is unknown, expired or revoked.",
        fix: "Ask whoever runs the server for a key that holds."
    );

/// <summary>A key or token of too narrow a scope.</summary>
/// <param name="scope">The scope that is needed.</param>
public sealed class ScopeMissingException(Scope scope)
    : VoiceSmithException(
        "VS4052",
        what: "The key or token does not allow this.",
        why: $"It needs the scope '{scope.Name()}'.",
        fix: $"Use a key that was made with --scope {scope.Name()}."
    )
{
    /// <summary>The scope that is needed.</summary>
    public Scope Scope { get; } = scope;
}

/// <summary>A caller wants more than its limit.</summary>
/// <param name="limit">The limit.</param>
/// <param name="what">The quantity limited.</param>
/// <param name="option">The option that holds it.</param>
/// <param name="retryAfter">Wait until there may be room.</param>
public sealed class LimitExceededException(double limit, string what, string option, TimeSpan retryAfter)
    : VoiceSmithException(
        "VS4053",
        what: "The caller's limit is reached.",
        why: string.Create(CultureInfo.InvariantCulture, $"It may have {limit:0.##} {what}."),
        fix: string.Create(
            CultureInfo.InvariantCulture,
            $"Try again in {Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)):0} s, or raise Access:Limits:{option}."
        )
    )
{
    /// <summary>Wait until there may be room.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The server would listen beyond loopback without asking anybody for a key.</summary>
/// <param name="urls">The addresses.</param>
public sealed class ExposedException(string urls)
    : VoiceSmithException(
        "VS4055",
        what: "The server does not start.",
        why: $"It would listen beyond this machine ({urls}) and no key is configured, so that everybody who reaches it could use it.",
        fix: "Make a key with 'voicesmith keys create --scope speak --name NAME', or open it to everybody with --Access:Required false."
    );

/// <summary>The file of keys, or that of the hours of training beside it, cannot be read or written.</summary>
/// <param name="path">The file.</param>
/// <param name="cause">The underlying error.</param>
public sealed class KeyFileException(string path, Exception cause)
    : VoiceSmithException(
        "VS4056",
        what: $"The file '{path}' cannot be used.",
        why: cause.Message,
        fix: "See that the file is whole and that this user may read and write it, or name another with --Access:Keys.",
        cause
    );

/// <summary>A key that is to be revoked is not there, or not the only one of its name.</summary>
/// <param name="idOrName">As given.</param>
/// <param name="found">Number of keys of that name.</param>
public sealed class UnknownKeyException(string idOrName, int found)
    : VoiceSmithException(
        "VS4057",
        what: $"The key '{idOrName}' is not revoked.",
        why: found == 0 ? "No key that holds has that id or name." : $"{found} keys have that name.",
        fix: "Name one by its id; 'voicesmith keys list' shows them."
    );
