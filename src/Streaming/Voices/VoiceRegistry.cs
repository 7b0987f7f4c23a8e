using System.Collections.Concurrent;
using VoiceSmith.Contracts;

namespace VoiceSmith.Streaming.Voices;

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
        [
            .. _slots
                .Values.Select(slot => slot.Info)
                .OrderBy(info => info.Name != _default)
                .ThenBy(info => info.Name, StringComparer.Ordinal),
        ];

    /// <summary>Adds a voice, or publishes it in the place of the one that had its name.</summary>
    /// <param name="voice">Owned from now on.</param>
    /// <param name="publication">Facts of its publication; null for a voice that is there from the start.</param>
    public void Publish(ISpeakingVoice voice, VoicePublication? publication = null)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue(voice.Info.Name, out var slot))
                slot.Publish(voice, publication);
            else
                _slots[voice.Info.Name] = new(voice, publication);
            _default ??= voice.Info.Name;
        }
    }

    /// <summary>Brings back what spoke before under a name.</summary>
    /// <param name="name">In any case.</param>
    /// <param name="by">The caller.</param>
    /// <param name="at">Time.</param>
    /// <exception cref="UnknownVoiceException">No voice has that name.</exception>
    /// <exception cref="NothingToRollBackException">There was none before.</exception>
    public VoiceInfo RollBack(string name, string by, DateTimeOffset at) =>
        SlotOf(name).RollBack(by, at) ?? throw new NothingToRollBackException(name);

    /// <summary>Publications under a name, the newest last.</summary>
    /// <param name="name">In any case.</param>
    /// <exception cref="UnknownVoiceException">No voice has that name.</exception>
    public IReadOnlyList<VoicePublication> HistoryOf(string name) => SlotOf(name).History;

    /// <summary>Leases a voice for one utterance.</summary>
    /// <param name="name">Its name, in any case; null or empty for the default.</param>
    /// <param name="version">
    /// The only version that will do; null for the current one, or the one that a comparison picks.
    /// </param>
    /// <param name="turn">Whose utterance it is; null for nobody's.</param>
    /// <exception cref="UnknownVoiceException">No voice has that name.</exception>
    /// <exception cref="VoiceVersionException">That version is neither current nor kept nor still leased.</exception>
    public VoiceLease Lease(string? name, string? version = null, ListenerTurn? turn = null)
    {
        var slot = SlotOf(name);
        return version is null
            ? slot.Lease(turn)
            : slot.TryLease(version) ?? throw new VoiceVersionException(slot.Info.Name, version, slot.Info.Version);
    }

    /// <summary>The place of a voice.</summary>
    /// <param name="name">Its name, in any case; null or empty for the default.</param>
    /// <exception cref="UnknownVoiceException">No voice has that name.</exception>
    public VoiceSlot Find(string? name) => SlotOf(name);

    /// <summary>The place of a voice; null where none has that name.</summary>
    /// <param name="name">Its name, in any case.</param>
    public VoiceSlot? TryFind(string name) => _slots.GetValueOrDefault(name.Trim());

    /// <summary>Ends every slot; voices go with their last leases.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
            slot.Dispose();
    }

    private VoiceSlot SlotOf(string? name)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? _default : name.Trim();
        return wanted is not null && _slots.TryGetValue(wanted, out var slot)
            ? slot
            : throw new UnknownVoiceException(name ?? "", [.. Voices.Select(voice => voice.Name)]);
    }
}
