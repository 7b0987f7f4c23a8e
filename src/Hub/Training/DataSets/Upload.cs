using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace VoiceSmith.Hub.Training.DataSets;

/// <summary>What a person said of the files that were sent.</summary>
/// <param name="Name">What to call them.</param>
/// <param name="Licence">Where they may be used.</param>
internal sealed record UploadWords(string Name, string Licence);

/// <summary>Reads a form with files straight to disk: one zip, or sounds with their texts.</summary>
/// <param name="folder">Where the archive waits for being unpacked.</param>
/// <param name="target">Takes the files.</param>
/// <param name="limits">Of the deployment.</param>
internal sealed class Upload(string folder, RecordingFolder target, TrainingOptions limits)
{
    /// <summary>Where the archive waits for being unpacked.</summary>
    public const string ArchiveFile = "upload.zip";

    private const int LongestField = 1 << 20, LongestList = 64 << 20;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _sounds = new(StringComparer.OrdinalIgnoreCase); // by name without extension
    private readonly HashSet<string> _texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _lists = [];
    private string? _archive;
    private long _left = limits.MaxUploadBytes;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="UploadRefusedException">It is no form, or holds what is not taken.</exception>
    /// <exception cref="UploadTooLargeException">Too much.</exception>
    public async Task<UploadWords> ReadAsync(string? contentType, Stream body, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw new UploadRefusedException("It is no form with files.", "Send multipart/form-data with the fields name and licence, and the files.");
        var reader = new MultipartReader(boundary, body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
                await ReadAsync(section, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new UploadRefusedException($"It cannot be read: {error.Message}", "Send it again.", error);
        }
        if (_archive is not null && _sounds.Count + _texts.Count + _lists.Count > 0)
            throw new UploadRefusedException("It holds an archive and other files.", "Send one zip, or sounds with their texts.");
        if (_archive is not null)
            await Archive.UnpackAsync(_archive, target, limits, cancellationToken);
        foreach (var list in _lists)
            await WriteTextsAsync(list, cancellationToken);
        if (_fields.GetValueOrDefault("transcripts") is { Length: > 0 } typed)
            await WriteTextsAsync(typed, cancellationToken);
        if (target.Files == 0)
            throw new UploadRefusedException("There is no sound in it.", "Send a zip, or sounds as WAV, FLAC or MP3 with their texts.");
        return new(Field("name") is { Length: > 0 } name ? name : "recordings", Field("licence"));
    }

    private string Field(string name) => _fields.GetValueOrDefault(name, "").Trim();

    private async Task ReadAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            throw new UploadRefusedException("A part of the form has no name.", "Send multipart/form-data with the fields name and licence, and the files.");
        if (!disposition.IsFileDisposition())
        {
            _fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = await TextAsync(section.Body, LongestField, cancellationToken);
            return;
        }
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];  // some browsers send the folder too
        if (FileKinds.IsArchive(name))
            await KeepArchiveAsync(section.Body, cancellationToken);
        else if (name.Length > 0 && IsList(name))
            _lists.Add(await TextAsync(section.Body, LongestList, cancellationToken));
        else if (name.Length > 0 && target.Wants(name))
            await KeepAsync(name, section.Body, cancellationToken);
    }

    /// <summary>Texts of many recordings in one file, rather than of the one that has its name.</summary>
    private static bool IsList(string name) => Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".tsv"
        || Path.GetFileNameWithoutExtension(name).ToLowerInvariant() is "metadata" or "transcripts";

    private async Task KeepArchiveAsync(Stream content, CancellationToken cancellationToken)
    {
        if (_archive is not null)
            throw new UploadRefusedException("It holds two archives.", "Send one zip.");
        _archive = Path.Combine(folder, ArchiveFile);
        await using var file = new FileStream(_archive, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        var buffer = new byte[1 << 16];
        for (var read = await content.ReadAsync(buffer, cancellationToken); read > 0; read = await content.ReadAsync(buffer, cancellationToken))
        {
            Take(read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async Task KeepAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var before = target.Bytes;
        await target.AddAsync(name, content, _left, nameof(TrainingOptions.MaxUploadBytes), cancellationToken);
        Take(target.Bytes - before);
        var bare = Path.GetFileNameWithoutExtension(name);
        if (FileKinds.Of(name) == FileKind.Sound && !_sounds.TryAdd(bare, name))
            throw new UploadRefusedException($"'{name}' and '{_sounds[bare]}' would have the same text.", "Give each sound a name of its own.");
        if (FileKinds.Of(name) == FileKind.Text)
            _texts.Add(bare);
    }

    /// <summary>Lines of a name, '|' or a tab, and what is said: each becomes the text beside its sound.</summary>
    private async Task WriteTextsAsync(string list, CancellationToken cancellationToken)
    {
        foreach (var (index, line) in list.Split('\n').Index())
        {
            var columns = line.TrimEnd('\r').Split(['|', '\t']);
            if (columns.Length < 2 && line.Trim().Length > 0)
                throw new UploadRefusedException($"Line {index + 1} of the transcripts has no text.", "Write a line for each sound: its name, '|', and what is said.");
            var name = columns[0].Trim();
            var bare = FileKinds.Of(name) == FileKind.Sound ? Path.GetFileNameWithoutExtension(name) : name;
            if (columns.Length < 2 || !_sounds.ContainsKey(bare) || !_texts.Add(bare))
                continue; // of a sound that was not sent, or has its text: the check tells which recordings lack one
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(columns[^1].Trim()));
            await target.AddAsync(bare + ".txt", text, LongestField, nameof(TrainingOptions.MaxUploadBytes), cancellationToken);
        }
    }

    private async Task<string> TextAsync(Stream content, int longest, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 14];
        for (var read = await content.ReadAsync(buffer, cancellationToken); read > 0; read = await content.ReadAsync(buffer, cancellationToken))
        {
            Take(read);
            bytes.Write(buffer, 0, read);
            if (bytes.Length > longest)
                throw new UploadTooLargeException($"A text of it has more than {longest} bytes.", nameof(TrainingOptions.MaxUploadBytes));
        }
        return Encoding.UTF8.GetString(bytes.ToArray()).TrimStart('\uFEFF');
    }

    private void Take(long bytes)
    {
        if ((_left -= bytes) < 0)
            throw new UploadTooLargeException($"It has more than {limits.MaxUploadBytes} bytes.", nameof(TrainingOptions.MaxUploadBytes));
    }
}
