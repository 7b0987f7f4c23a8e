using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace VoiceSmith.Doors.Mcp;

/// <summary>Options of links to sound for assistants.</summary>
public sealed class McpOptions
{
    /// <summary>The section of a configuration that holds them.</summary>
    public const string Section = "Mcp";

    /// <summary>Lifetime of a link to a sound. Longer is more patient, shorter keeps less in memory.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of sound behind links; the oldest make room.</summary>
    [Range(1L, 1L << 40)]
    public long LinkBytes { get; init; } = 256L << 20;
}

/// <summary>Checks <see cref="McpOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class McpOptionsValidator : IValidateOptions<McpOptions>;

/// <summary>A sound behind a link.</summary>
/// <param name="Bytes">The encoded sound.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Made">Timestamp of its making: the time of day may be set back.</param>
internal sealed record LinkedSound(byte[] Bytes, string MediaType, long Made);

/// <summary>Sounds that can be fetched for a while, by whoever has the link.</summary>
internal sealed class SoundLinks(IOptions<McpOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LinkedSound> _sounds = new(StringComparer.Ordinal);

    /// <summary>Lifetime of a link.</summary>
    public TimeSpan Lifetime => options.Value.LinkLifetime;

    /// <summary>Keeps a sound.</summary>
    /// <returns>The unguessable part of its link.</returns>
    public string Add(byte[] bytes, string mediaType)
    {
        var id = Guid.NewGuid().ToString("n") + Guid.NewGuid().ToString("n");
        _sounds[id] = new(bytes, mediaType, time.GetTimestamp());
        var kept = 0L;
        foreach (var (old, sound) in _sounds.OrderByDescending(one => one.Value.Made))
            if (time.GetElapsedTime(sound.Made) > Lifetime || (kept += sound.Bytes.Length) > options.Value.LinkBytes)
                _sounds.TryRemove(old, out _);
        return id;
    }

    /// <summary>A sound; null if its link has expired or never was.</summary>
    public LinkedSound? Find(string id) =>
        _sounds.TryGetValue(id, out var sound) && time.GetElapsedTime(sound.Made) <= Lifetime ? sound : null;
}
