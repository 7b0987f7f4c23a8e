using System.Collections.Concurrent;

namespace VoiceSmith.Streaming;

/// <summary>The voices that can be asked for, by name. The first one added speaks where a request names none.</summary>
public sealed class VoiceRegistry : IDisposable
{
    private readonly ConcurrentDictionary<string, VoiceSlot> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private string? _default;

    /// <summary>The name of the voice that speaks where a request names none; null while there is no voice.</summary>
    public string? DefaultVoice => _default;

    /// <summary>Every voice, the default first, then by name.</summary>
    public IReadOnlyList<VoiceInfo> Voices =>
        [.. _slots.Values.Select(slot => slot.Info).OrderBy(info => info.Name != _default).ThenBy(info => info.Name, StringComparer.Ordinal)];

    /// <summary>Adds a voice, or publishes it in the place of the one that had its name.</summary>
    /// <param name="voice">Owned from now on.</param>
    public void Publish(ISpeakingVoice voice)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue(voice.Info.Name, out var slot))
                slot.Publish(voice);
            else
                _slots[voice.Info.Name] = new(voice);
            _default ??= voice.Info.Name;
        }
    }

    /// <summary>Leases a voice for one utterance.</summary>
    /// <param name="name">Its name, in any case; null or empty for the default.</param>
    /// <exception cref="UnknownVoiceException">No voice has that name.</exception>
    public VoiceLease Lease(string? name)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? _default : name.Trim();
        return wanted is not null && _slots.TryGetValue(wanted, out var slot)
            ? slot.Lease()
            : throw new UnknownVoiceException(name ?? "", [.. Voices.Select(voice => voice.Name)]);
    }

    /// <summary>Ends every slot; voices go with their last leases.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
            slot.Dispose();
    }
}
