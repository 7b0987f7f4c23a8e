namespace VoiceSmith.Streaming.Voices;

/// <summary>A voice's file is larger than the server accepts.</summary>
/// <param name="limit">The limit, bytes.</param>
public sealed class VoiceFileTooLargeException(long limit)
    : VoiceSmithException(
        "VS4020",
        what: "The voice's file is too large.",
        why: $"This server takes {limit} bytes.",
        fix: "Raise Voices:MaxFileBytes (in a cluster Cluster:MaxVoiceBytes), or pack the voice without the parts for training."
    )
{
    /// <summary>The limit, bytes.</summary>
    public long Limit { get; } = limit;
}

/// <summary>A file has the form of a voice, but its networks cannot be built.</summary>
/// <param name="cause">The underlying error.</param>
public sealed class VoiceNotBuiltException(Exception cause)
    : VoiceSmithException(
        "VS4021",
        what: "The voice's networks cannot be built.",
        why: $"Its manifest asks for something impossible: {cause.Message.Split('\n')[0]}",
        fix: "Pack the voice again with 'voicesmith voice pack'; the voice that spoke before goes on speaking.",
        cause
    );

/// <summary>A voice's name is invalid.</summary>
/// <param name="name">The name.</param>
public sealed class VoiceNameException(string name)
    : VoiceSmithException(
        "VS4022",
        what: $"A voice cannot be called '{name}'.",
        why: "A name has 1 to 60 characters and no control characters.",
        fix: "Give it another name."
    );

/// <summary>A version of a voice is asked for that is not kept, or whose file is damaged.</summary>
/// <param name="name">The voice.</param>
/// <param name="version">The version.</param>
/// <param name="why">The reason.</param>
public sealed class VersionNotKeptException(string name, string version, string why)
    : VoiceSmithException(
        "VS4023",
        what: $"The voice {name} has no version {version} that could speak.",
        why: why,
        fix: "Choose another of its versions, or publish its file again."
    )
{
    /// <summary>The version.</summary>
    public string Version { get; } = version;
}
