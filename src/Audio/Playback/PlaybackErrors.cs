namespace VoiceSmith.Audio.Playback;

/// <summary>No program that plays sound is on the PATH.</summary>
public sealed class PlayerMissingException()
    : VoiceSmithException(
        "VS5009",
        what: "The sound cannot be played.",
        why: $"None of {string.Join(", ", ProcessPlayer.Names)} is on the PATH.",
        fix: "Install one (Debian and Ubuntu: apt install alsa-utils; anywhere: ffmpeg), or write the sound to a file."
    );

/// <summary>A program that plays sound could not be started, or ended before the sound.</summary>
/// <param name="player">The program.</param>
/// <param name="why">The failure, one sentence.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class PlayerFailedException(string player, string why, Exception? cause = null)
    : VoiceSmithException(
        "VS5010",
        what: $"'{player}' could not play the sound.",
        why: why,
        fix: "See whether it plays another file, and whether the machine has an output device; or write the sound to a file.",
        cause
    )
{
    /// <summary>The program.</summary>
    public string Player { get; } = player;
}
