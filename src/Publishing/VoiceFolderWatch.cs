using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Publishes every .voice file that is put into a folder, once it is whole.</summary>
/// <remarks>
/// A file is taken when neither its length nor its time has changed for a second. A refused file gets a text beside it
/// that says why, and is tried again when it changes. A published file stays, and is recognised after a start by its
/// hash.
/// </remarks>
/// <param name="publisher">Tries and publishes the files.</param>
/// <param name="options">Names the folder.</param>
/// <param name="log">Receives refusals.</param>
internal sealed class VoiceFolderWatch(
    IVoicePublisher publisher,
    IOptions<VoiceOptions> options,
    ILogger<VoiceFolderWatch> log
) : BackgroundService
{
    private const string By = "watched folder",
        RefusalEnding = ".refused.txt";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // a network drive may not report changes

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Watch is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        using var changes = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder, "*.voice")
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.Size | NotifyFilters.LastWrite,
        };
        watcher.Changed += (_, _) => changes.Release();
        watcher.Created += (_, _) => changes.Release();
        watcher.Renamed += (_, _) => changes.Release();
        watcher.EnableRaisingEvents = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var settled = false;
            try
            {
                settled = await LookAsync(folder, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.FileRefused(folder, error.Message); // looked at again
            }
            if (settled)
                await changes.WaitAsync(Patience, stoppingToken).ConfigureAwait(false);
            else
                await Task.Delay(Settling, stoppingToken).ConfigureAwait(false);
            while (await changes.WaitAsync(0, stoppingToken).ConfigureAwait(false))
            {
                // one look is for all changes so far
            }
        }
    }

    /// <summary>Publishes the files that have not changed since the last look.</summary>
    /// <returns>True if none is left.</returns>
    private async Task<bool> LookAsync(string folder, CancellationToken cancellationToken)
    {
        var settled = true;
        foreach (var gone in _seen.Keys.Where(path => !File.Exists(path)).ToList())
            _seen.Remove(gone);
        foreach (
            var file in new DirectoryInfo(folder)
                .EnumerateFiles("*.voice")
                .OrderBy(file => file.LastWriteTimeUtc)
                .ToList()
        )
        {
            var now = new Seen(file.Length, file.LastWriteTimeUtc, IsDone: false);
            var before = _seen.GetValueOrDefault(file.FullName);
            if (before == now)
                await TakeAsync(file.FullName, cancellationToken).ConfigureAwait(false);
            else if (before == now with { IsDone = true })
                continue;
            settled &= before == now;
            _seen[file.FullName] = now with { IsDone = before == now };
        }
        return settled;
    }

    private async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        var refusal = path + RefusalEnding;
        if (File.Exists(refusal) && File.GetLastWriteTimeUtc(refusal) > File.GetLastWriteTimeUtc(path))
            return; // before this start
        try
        {
            if (await IsKnownAsync(path, cancellationToken).ConfigureAwait(false))
                return;
            await publisher.PublishAsync(path, "", By, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
            File.Delete(refusal);
        }
        catch (Exception error) when (error is VoiceSmithException or IOException or UnauthorizedAccessException)
        {
            log.FileRefused(path, error.Message);
            // Whoever waits for the refusal finds it whole.
            AtomicFile.Write(
                refusal,
                file => file.Write(Encoding.UTF8.GetBytes(error.Message + Environment.NewLine))
            );
        }
    }

    private async Task<bool> IsKnownAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var hash = Convert.ToHexStringLower(
                await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)
            );
            return await publisher.KnowsAsync(hash, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Seen(long Length, DateTime Time, bool IsDone);
}
