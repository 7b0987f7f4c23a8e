using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Stages;

/// <summary>A sentence's sound, kept.</summary>
/// <param name="Durations">Mel frames of each phoneme.</param>
/// <param name="Pcm">Its samples, encoded.</param>
internal sealed record CachedSound(IReadOnlyList<int> Durations, byte[] Pcm)
{
    /// <summary>About what it takes.</summary>
    public long Bytes => Pcm.Length + 4L * Durations.Count + 256;
}

/// <summary>
/// Sentences that were spoken before, as many as fit: the same voice, phonemes, controls and seed are the same samples.
/// </summary>
/// <param name="capacity">Bytes in all; what was used longest ago makes room.</param>
internal sealed class SoundCache(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CachedSound Sound)>> _sounds = [];
    private readonly LinkedList<(string Key, CachedSound Sound)> _byUse = new();
    private long _bytes;

    /// <summary>Bytes in it.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>Names everything that decides a sentence's samples.</summary>
    /// <param name="version">The voice's.</param>
    /// <param name="ids">Its phonemes.</param>
    /// <param name="controls">Controls of the utterance.</param>
    /// <param name="local">Controls of its phonemes.</param>
    /// <param name="noiseSeed">The sentence's own.</param>
    public static string KeyOf(
        VoiceInfo version,
        IReadOnlyList<int> ids,
        VoiceControls controls,
        PhonemeControls[]? local,
        ulong noiseSeed
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{version.Name}\0{version.Version}\0"));
        hash.AppendData(
            MemoryMarshal.AsBytes([
                controls.Rate,
                controls.PitchSemitones,
                controls.EnergyDb,
                controls.Pauses,
                controls.Speaker,
            ])
        );
        hash.AppendData(MemoryMarshal.AsBytes([noiseSeed, (ulong)ids.Count]));
        hash.AppendData(MemoryMarshal.AsBytes(ids.ToArray().AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes((local ?? []).AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>A sentence that was spoken before.</summary>
    public CachedSound? Find(string key)
    {
        lock (_lock)
        {
            if (!_sounds.TryGetValue(key, out var found))
                return null;
            _byUse.Remove(found);
            _byUse.AddFirst(found);
            return found.Value.Sound;
        }
    }

    /// <summary>Keeps a sentence, if there is room for it at all.</summary>
    public void Keep(string key, CachedSound sound)
    {
        lock (_lock)
        {
            if (sound.Bytes > capacity || _sounds.ContainsKey(key))
                return;
            _sounds[key] = _byUse.AddFirst((key, sound));
            _bytes += sound.Bytes;
            while (_bytes > capacity)
            {
                var oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _sounds.Remove(oldest.Key);
                _bytes -= oldest.Sound.Bytes;
            }
        }
    }
}
