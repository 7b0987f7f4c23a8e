using NAudio.Wave;

namespace VoiceSmith.Audio.Playback;

/// <summary>The default output device of this machine.</summary>
public static class Loudspeaker
{
    /// <summary>Opens it: through WASAPI on Windows, elsewhere through a <see cref="ProcessPlayer"/>.</summary>
    /// <returns>A player to initialise, owned by the caller.</returns>
    /// <exception cref="PlayerMissingException">No known program that plays is on the PATH.</exception>
    public static IWavePlayer Open() =>
        OperatingSystem.IsWindows()
            ? new WasapiPlayerBuilder().WithSharedMode().Build()
            : ProcessPlayer.Find(Environment.GetEnvironmentVariable("PATH"));
}
