using System.Text;
using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Studio.DataSets;

/// <summary>One part of an upload: a field of a form, or a file.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="FileName">Name of the file; null for a field.</param>
/// <param name="Content">The content; read before the next part is asked for.</param>
public sealed record UploadPart(string Name, string? FileName, Stream Content);

/// <summary>Fields of an upload.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Licence">Licence of the recordings.</param>
internal sealed record UploadFields(string Name, string Licence);

/// <summary>Writes an upload straight to disk: one zip, or sounds with their texts.</summary>
/// <param name="folder">Folder of an archive until it is unpacked.</param>
/// <param name="target">Receives the files.</param>
/// <param name="limits">Limits of the deployment.</param>
internal sealed class Upload(string folder, RecordingFolder target, TrainingOptions limits)
{
    /// <summary>Name of an archive until it is unpacked.</summary>
    public const string ArchiveFile = "upload.zip";

    private const int LongestField = 1 << 20,
        LongestList = 64 << 20;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    // by name without extension
    private readonly Dictionary<string, string> _sounds = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _lists = [];
    private string? _archive;
    private long _left = limits.MaxUploadBytes;

    /// <summary>Reads all parts.</summary>
    /// <exception cref="UploadRefusedException">VS4032: it holds something that is not accepted.</exception>
    /// <exception cref="UploadTooLargeException">VS4033.</exception>
    public async Task<UploadFields> ReadAsync(IAsyncEnumerable<UploadPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
                await ReadAsync(part, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
            when (!StorageException.IsCause(error)
                && (error is InvalidDataException || error.GetType() == typeof(IOException))
            )
        {
            // Derived exceptions are those of a connection or a disk.
            throw new UploadRefusedException($"It cannot be read: {error.Message}", "Send it again.", error);
        }
        if (_archive is not null && _sounds.Count + _texts.Count + _lists.Count > 0)
            throw new UploadRefusedException(
                "It holds an archive and other files.",
                "Send one zip, or sounds with their texts."
            );
        if (_archive is not null)
            await Archive.UnpackAsync(_archive, target, limits, cancellationToken).ConfigureAwait(false);
        foreach (var list in _lists)
            await WriteTextsAsync(list, cancellationToken).ConfigureAwait(false);
        if (_fields.GetValueOrDefault("transcripts") is { Length: > 0 } typed)
            await WriteTextsAsync(typed, cancellationToken).ConfigureAwait(false);
        if (target.Files == 0)
            throw new UploadRefusedException(
                "There is no sound in it.",
                "Send a zip, or sounds as WAV, FLAC or MP3 with their texts."
            );
        return new(Field("name") is { Length: > 0 } name ? name : "recordings", Field("licence"));
    }

    private string Field(string name) => _fields.GetValueOrDefault(name, "").Trim();

    private async Task ReadAsync(UploadPart part, CancellationToken cancellationToken)
    {
        if (part.FileName is null)
        {
            _fields[part.Name] = await TextAsync(part.Content, LongestField, cancellationToken).ConfigureAwait(false);
            return;
        }
        // some browsers send the folder too
        var name = part.FileName[(part.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
        if (FileKinds.IsArchive(name))
            await KeepArchiveAsync(part.Content, cancellationToken).ConfigureAwait(false);
        else if (name.Length > 0 && IsList(name))
            _lists.Add(await TextAsync(part.Content, LongestList, cancellationToken).ConfigureAwait(false));
        else if (name.Length > 0 && target.Wants(name))
            await KeepAsync(name, part.Content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True for a file with the texts of many recordings, rather than of the one that has its name.</summary>
    private static bool IsList(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".tsv"
        || Path.GetFileNameWithoutExtension(name).ToLowerInvariant() is "metadata" or "transcripts";

    private async Task KeepArchiveAsync(Stream content, CancellationToken cancellationToken)
    {
        if (_archive is not null)
            throw new UploadRefusedException("It holds two archives.", "Send one zip.");
        _archive = Path.Combine(folder, ArchiveFile);
        using var file = new FileStream(
            _archive,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            1 << 16,
            useAsync: true
        );
        var buffer = new byte[1 << 16];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            Count(read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task KeepAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var before = target.Bytes;
        await target
            .AddAsync(name, content, _left, nameof(TrainingOptions.MaxUploadBytes), cancellationToken)
            .ConfigureAwait(false);
        Count(target.Bytes - before);
        var bare = Path.GetFileNameWithoutExtension(name);
        if (FileKinds.Of(name) == FileKind.Sound && !_sounds.TryAdd(bare, name))
            throw new UploadRefusedException(
                $"'{name}' and '{_sounds[bare]}' would have the same text.",
                "Give each sound a name of its own."
            );
        if (FileKinds.Of(name) == FileKind.Text)
            _texts.Add(bare);
    }

    /// <summary>
    /// Writes the texts of a list beside their sounds. A line has a name, '|' or a tab, and the text.
    /// </summary>
    private async Task WriteTextsAsync(string list, CancellationToken cancellationToken)
    {
        foreach (var (index, line) in list.Split('\n').Index())
        {
            var columns = line.TrimEnd('\r').Split(['|', '\t']);
            if (columns.Length < 2 && line.Trim().Length > 0)
                throw new UploadRefusedException(
                    $"Line {index + 1} of the transcripts has no text.",
                    "Write a line for each sound: its name, '|', and what is said."
                );
            var name = columns[0].Trim();
            var bare = FileKinds.Of(name) == FileKind.Sound ? Path.GetFileNameWithoutExtension(name) : name;
            if (columns.Length < 2 || !_sounds.ContainsKey(bare) || !_texts.Add(bare))
                continue; // of a sound that was not sent, or has its text: the check reports recordings without one
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(columns[^1].Trim()));
            await target
                .AddAsync(bare + ".txt", text, LongestField, nameof(TrainingOptions.MaxUploadBytes), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<string> TextAsync(Stream content, int longest, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 14];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            Count(read);
            bytes.Write(buffer, 0, read);
            if (bytes.Length > longest)
                throw new UploadTooLargeException(
                    $"A text of it has more than {longest} bytes.",
                    nameof(TrainingOptions.MaxUploadBytes)
                );
        }
        return Encoding.UTF8.GetString(bytes.ToArray()).TrimStart('\uFEFF');
    }

    private void Count(long bytes)
    {
        if ((_left -= bytes) < 0)
            throw new UploadTooLargeException(
                $"It has more than {limits.MaxUploadBytes} bytes.",
                nameof(TrainingOptions.MaxUploadBytes)
            );
    }
}
