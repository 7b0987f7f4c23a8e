using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Voices;

/// <summary>Files of published versions, by their hash: in a folder that all members share, or in Redis.</summary>
/// <param name="store">The cluster's Redis.</param>
/// <param name="options">The shared folder and the limit.</param>
internal sealed class VoiceFiles(ClusterStore store, IOptions<ClusterOptions> options) : IDisposable
{
    private readonly string _local = Path.Combine(
        Path.GetTempPath(),
        $"voicesmith-cluster-{Environment.ProcessId}-{Guid.NewGuid():n}"
    );

    /// <summary>Keeps a file for the whole cluster.</summary>
    /// <returns>Its SHA-256 in lower-case hex, and its bytes. The same bytes are kept once.</returns>
    /// <exception cref="VoiceFileTooLargeException">VS4020.</exception>
    public async Task<(string Sha256, long Bytes)> KeepAsync(Stream file, CancellationToken cancellationToken)
    {
        var folder =
            options.Value.VoiceFolder.Length > 0
                ? Directory.CreateDirectory(options.Value.VoiceFolder).FullName
                : Directory.CreateDirectory(_local).FullName;
        var partial = Path.Combine(folder, $"{Guid.NewGuid():n}.partial");
        try
        {
            var (sha256, bytes) = await CopyAsync(file, partial, options.Value.MaxVoiceBytes, cancellationToken)
                .ConfigureAwait(false);
            if (options.Value.VoiceFolder.Length == 0)
                await store
                    .AskAsync(async database =>
                        await database
                            .StringSetAsync(
                                KeyOf(sha256),
                                await File.ReadAllBytesAsync(partial, cancellationToken).ConfigureAwait(false)
                            )
                            .ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
            File.Move(partial, Path.Combine(folder, sha256 + ".voice"), overwrite: true);
            return (sha256, bytes);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>
    /// A path of this machine at which a file of the cluster lies; it has been compared with its hash.
    /// </summary>
    /// <exception cref="VersionNotKeptException">VS4023: it is gone, or damaged.</exception>
    public async Task<string> FetchAsync(
        string voice,
        string version,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        var shared = options.Value.VoiceFolder.Length > 0;
        var path = Path.Combine(shared ? options.Value.VoiceFolder : _local, sha256 + ".voice");
        if (!shared && !File.Exists(path))
        {
            var bytes =
                (byte[]?)await store.AskAsync(database => database.StringGetAsync(KeyOf(sha256))).ConfigureAwait(false)
                ?? throw new VersionNotKeptException(voice, version, "The cluster's Redis does not have its file.");
            Directory.CreateDirectory(_local);
            var partial = Path.Combine(_local, $"{Guid.NewGuid():n}.partial");
            await File.WriteAllBytesAsync(partial, bytes, cancellationToken).ConfigureAwait(false);
            File.Move(partial, path, overwrite: true);
        }
        if (!File.Exists(path))
            throw new VersionNotKeptException(
                voice,
                version,
                $"Its file is not in the shared folder {options.Value.VoiceFolder}."
            );
        using var file = File.OpenRead(path);
        return
            Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false))
            == sha256
            ? path
            : throw new VersionNotKeptException(voice, version, "Its file is damaged.");
    }

    /// <summary>Throws this machine's copies away.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_local))
            Directory.Delete(_local, recursive: true);
    }

    private RedisKey KeyOf(string sha256) => store.Key($"voices:file:{sha256}");

    private static async Task<(string Sha256, long Bytes)> CopyAsync(
        Stream source,
        string path,
        long limit,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            useAsync: true
        );
        var (buffer, bytes) = (new byte[1 << 20], 0L);
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if ((bytes += count) > limit)
                throw new VoiceFileTooLargeException(limit);
            hash.AppendData(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
        target.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }
}
