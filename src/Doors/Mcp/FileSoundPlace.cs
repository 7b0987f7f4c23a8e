using Microsoft.Extensions.Options;
using VoiceSmith.Audio.Encoders;

namespace VoiceSmith.Doors.Mcp;

/// <summary>
/// Links to files in a folder of this process, deleted when they expire and when the process ends.
/// </summary>
internal sealed class FileSoundPlace(IOptions<McpOptions> options, TimeProvider time) : ISoundPlace, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicesmith-");
    private readonly List<ITimer> _timers = [];

    public string? Caller => null;

    public async Task<Uri> LinkAsync(byte[] sound, SoundFormat format, int sampleRate)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():n}.{format.ToString().ToLowerInvariant()}");
        await File.WriteAllBytesAsync(path, sound);
        lock (_timers)
            _timers.Add(
                time.CreateTimer(_ => File.Delete(path), null, options.Value.LinkLifetime, Timeout.InfiniteTimeSpan)
            );
        return new(path);
    }

    public void Dispose()
    {
        lock (_timers)
            foreach (var timer in _timers)
                timer.Dispose();
        if (_folder.Exists)
            _folder.Delete(recursive: true);
    }
}
