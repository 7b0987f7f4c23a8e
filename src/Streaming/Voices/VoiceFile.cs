using VoiceSmith.Models;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A .voice file to be published.</summary>
public static class VoiceFile
{
    private const int MaxNameLength = 60;

    /// <summary>Loads a voice to every device.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="path">The file.</param>
    /// <param name="title">Its name in errors.</param>
    /// <param name="name">The voice's name in requests, from its manifest.</param>
    /// <exception cref="VoiceNotBuiltException">VS4021: its networks cannot be built.</exception>
    /// <exception cref="VoiceSmithException">VS2002 to VS2004: it is no voice, or damaged.</exception>
    public static ModelVoice Load(SpeechDevices devices, string path, string title, Func<VoiceManifest, string> name)
    {
        using var file = File.OpenRead(path);
        try
        {
            return ModelVoice.Load(
                devices,
                device =>
                {
                    file.Position = 0;
                    return Voice.Load(file, title, device);
                },
                name
            );
        }
        catch (Exception error)
            when (error
                    is not (
                        VoiceSmithException
                        or IOException
                        or UnauthorizedAccessException
                        or OperationCanceledException
                    )
            )
        {
            throw new VoiceNotBuiltException(error);
        }
    }

    /// <summary>The name that a voice is published under, spelled as the voice that it replaces.</summary>
    /// <param name="asked">The name asked for; empty for the manifest's.</param>
    /// <param name="manifest">The voice's manifest.</param>
    /// <param name="voices">Voices that it may replace.</param>
    /// <exception cref="VoiceNameException">VS4022: the name is invalid.</exception>
    public static string NameOf(string asked, VoiceManifest manifest, VoiceRegistry voices)
    {
        var name = string.IsNullOrWhiteSpace(asked) ? manifest.Name.Trim() : asked.Trim();
        if (name.Length is 0 or > MaxNameLength || name.Any(c => char.IsControl(c) || c is '/' or '\\'))
            throw new VoiceNameException(name.Length > MaxNameLength ? name[..MaxNameLength] + "…" : name);
        return voices.TryFind(name)?.Info.Name ?? name;
    }
}
