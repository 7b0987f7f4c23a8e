using System.Collections.Concurrent;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>What is known of every voice's versions, in memory as on disk. Safe from any thread.</summary>
/// <param name="store">Where it is written.</param>
/// <param name="voices">Those of which nothing is written yet.</param>
/// <param name="origins">What is known of those that the configuration names.</param>
/// <param name="keep">Versions of one voice whose files are kept.</param>
internal sealed class VoiceRecords(VoiceStore store, VoiceRegistry voices, VoiceOrigins origins, int keep)
{
    private readonly ConcurrentDictionary<string, StoredVoice> _stored = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _writing = new();

    /// <summary>Voices of which something is on disk.</summary>
    public IEnumerable<StoredVoice> All => _stored.Values;

    /// <summary>Takes up what the store holds.</summary>
    public void Add(StoredVoice stored) => _stored[stored.Name] = stored;

    /// <summary>What is known of a voice, whether or not anything of it is on disk yet.</summary>
    public StoredVoice Of(string name)
    {
        var slot = voices.TryFind(name);
        if (_stored.TryGetValue(name, out var stored)) // where all that was published is broken, another speaks
            return slot is null || stored.Find(slot.Info.Version) is not null ? stored : stored.With(origins.DescribeOf(name) ?? StoredVersion.Of(slot.Info));
        return slot is null ? new() { Name = name } : new()
        {
            Name = name,
            Versions = [origins.DescribeOf(name) ?? StoredVersion.Of(slot.Info)],
            History = [.. slot.History.Select(one => new StoredPublication(one.Voice.Version, one.At, one.By, one.Source))],
        };
    }

    /// <summary>Changes what is known, on disk first.</summary>
    public void Change(string name, Func<StoredVoice, StoredVoice> change)
    {
        lock (_writing)
        {
            var stored = change(Of(name)).WithOnly(keep);
            store.Write(stored);
            _stored[stored.Name] = stored;
        }
    }

    /// <summary>Keeps a version's file, and changes what is known with it.</summary>
    public void Keep(string name, StoredVersion version, VoiceStore.Incoming incoming, Func<StoredVoice, StoredVoice> change)
    {
        lock (_writing)
        {
            version = version with { File = store.Keep(name, incoming), Sha256 = incoming.Sha256, Bytes = incoming.Bytes };
            Change(name, stored => change(stored.With(version)));
        }
    }
}
