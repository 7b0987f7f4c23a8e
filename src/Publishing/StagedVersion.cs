using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>A version that was stored, loaded and found fit, and that nobody hears yet.</summary>
/// <remarks>
/// Lies between <see cref="VoicePublisher.StageAsync"/> and <see cref="VoicePublisher.Switch"/>. Disposing of it before
/// the switch leaves everything as it was; other publications wait until then.
/// </remarks>
public sealed class StagedVersion : IDisposable
{
    private readonly IDisposable _turn;
    private ModelVoice? _voice;

    internal StagedVersion(ModelVoice voice, StoredVersion version, IncomingFile file, IDisposable turn) =>
        (_voice, Info, Version, File, _turn) = (voice, voice.Info, version, file, turn);

    /// <summary>The voice, under the name that it is published as.</summary>
    public VoiceInfo Info { get; }

    /// <summary>Its record, with the findings of its trial.</summary>
    public StoredVersion Version { get; }

    internal IncomingFile File { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _voice?.Dispose();
        _voice = null;
        File.Dispose();
        _turn.Dispose();
    }

    /// <summary>Requires that the voice was neither given away nor disposed of.</summary>
    internal ModelVoice RequireHeld() => _voice ?? throw new ObjectDisposedException(nameof(StagedVersion));

    /// <summary>Gives the loaded voice away.</summary>
    internal ModelVoice Release()
    {
        var voice = RequireHeld();
        _voice = null;
        return voice;
    }
}
