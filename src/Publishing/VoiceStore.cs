using System.Security.Cryptography;
using System.Text.Json;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>
/// The files of published versions: a folder for each voice, with its versions and one record of them.
/// </summary>
/// <remarks>
/// Weights are forced to disk under a temporary name and renamed; then the record is written in the same way. That last
/// rename is the step at which another version becomes the current one: whenever the process dies, the record names
/// files that are whole.
/// </remarks>
/// <param name="folder">Created with the first version.</param>
internal sealed class VoiceStore(string folder)
{
    private const string RecordFile = "voice.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        TypeInfoResolver = ContractJson.Resolver,
    };

    private string IncomingFolder => Path.Combine(folder, ".incoming"); // no voice's folder has a dot

    /// <summary>All records. Removes what a server that died left half-written.</summary>
    /// <param name="unreadable">Called for each record that cannot be read.</param>
    public IReadOnlyList<StoredVoice> ReadAll(Action<string, Exception> unreadable)
    {
        if (!Directory.Exists(folder))
            return [];
        TryClean();
        var voices = new List<StoredVoice>();
        foreach (var place in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var record = Path.Combine(place, RecordFile);
            try
            {
                if (File.Exists(record) && Read(record) is { Format: StoredVoice.CurrentFormat } voice)
                    voices.Add(voice);
            }
            catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
            {
                unreadable(record, error);
            }
        }
        return voices;
    }

    /// <summary>Removes what a server that died left half-written; a folder that is read-only stays as it is.</summary>
    private void TryClean()
    {
        try
        {
            if (Directory.Exists(IncomingFolder))
                Directory.Delete(IncomingFolder, recursive: true);
            foreach (var place in Directory.EnumerateDirectories(folder))
                AtomicFile.RemovePartial(place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Voices can be spoken with, and not published: the health check says so.
        }
    }

    /// <summary>
    /// Writes a record, which holds from then on, and deletes the files of versions that it no longer has.
    /// </summary>
    /// <returns>The record.</returns>
    public StoredVoice Write(StoredVoice voice)
    {
        var place = PlaceOf(voice.Name);
        Directory.CreateDirectory(place);
        AtomicFile.Write(Path.Combine(place, RecordFile), stream => JsonSerializer.Serialize(stream, voice, Json));
        var kept = voice.Versions.Select(version => version.File).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(place, "*.voice"))
            if (!kept.Contains(Path.GetFileName(file)))
                File.Delete(file);
        return voice;
    }

    /// <summary>Path of a version's file.</summary>
    public string PathOf(string name, StoredVersion version) => Path.Combine(PlaceOf(name), version.File);

    /// <summary>True if a version's file is there and has the hash that it was published with.</summary>
    public bool IsWhole(string name, StoredVersion version)
    {
        var path = PathOf(name, version);
        if (!File.Exists(path))
            return false;
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == version.Sha256;
    }

    /// <summary>Copies a file into the store, forced to disk; it belongs to no voice until it is kept.</summary>
    /// <exception cref="StorageException">VS4045: the disk is full or read-only.</exception>
    public async Task<IncomingFile> TakeAsync(Stream file, long limit, CancellationToken cancellationToken)
    {
        StorageException.Guard(() => Directory.CreateDirectory(IncomingFolder));
        var incoming = new IncomingFile(Path.Combine(IncomingFolder, $"{Guid.NewGuid():n}.voice"));
        try
        {
            await incoming.FillAsync(file, limit, cancellationToken).ConfigureAwait(false);
            return incoming;
        }
        catch (Exception error)
        {
            incoming.Dispose();
            if (StorageException.IsCause(error))
                throw new StorageException(error);
            throw;
        }
    }

    /// <summary>Gives a file that was taken in its final name.</summary>
    /// <returns>The name within the voice's folder. The same bytes have the same name.</returns>
    public string Keep(string name, IncomingFile incoming)
    {
        var (place, file) = (PlaceOf(name), incoming.Sha256[..24] + ".voice");
        Directory.CreateDirectory(place);
        File.Move(incoming.Path, Path.Combine(place, file), overwrite: true);
        return file;
    }

    private static StoredVoice? Read(string record) =>
        JsonSerializer.Deserialize<StoredVoice>(File.ReadAllBytes(record), Json);

    /// <summary>The folder of a voice: letters, digits and dashes stay, other characters become their code.</summary>
    private string PlaceOf(string name) =>
        Path.Combine(
            folder,
            string.Concat(
                name.Select(c =>
                    char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? $"{char.ToLowerInvariant(c)}" : $"%{(int)c:x4}"
                )
            )
        );
}

/// <summary>A file that was taken in; disposing of it deletes it unless it was kept.</summary>
/// <param name="path">Its temporary path.</param>
internal sealed class IncomingFile(string path) : IDisposable
{
    public string Path { get; } = path;

    public string Sha256 { get; private set; } = "";

    public long Bytes { get; private set; }

    public void Dispose() => File.Delete(Path);

    public async Task FillAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var target = new FileStream(
            Path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            useAsync: true
        );
        await using (target.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 20];
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if ((Bytes += count) > limit)
                    throw new VoiceFileTooLargeException(limit);
                hash.AppendData(buffer.AsSpan(0, count));
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            target.Flush(flushToDisk: true);
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
