using System.Buffers;

namespace VoiceSmith.Studio.DataSets;

/// <summary>
/// Receives the files of one data set: limits names, types, number and size, and writes nowhere but in its folder.
/// </summary>
/// <param name="folder">Exists, and is empty.</param>
/// <param name="limits">Limits of the deployment.</param>
public sealed class RecordingFolder(string folder, TrainingOptions limits)
{
    private const int IgnoredNames = 20,
        Depth = 8;

    // as some file systems compare them
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _ignored = [];

    /// <summary>Files written.</summary>
    public int Files => _names.Count;

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Some names of files that were left out.</summary>
    public string[] Ignored => [.. _ignored];

    /// <summary>
    /// True for names of recordings and their texts; false for others, and for files that systems add.
    /// </summary>
    public bool Wants(string name)
    {
        var parts = name.Split('/');
        var wanted =
            FileKinds.Of(parts[^1]) != FileKind.Other && !parts.Any(part => part.StartsWith('.') || part == "__MACOSX");
        if (!wanted && _ignored.Count < IgnoredNames)
            _ignored.Add(name);
        return wanted;
    }

    /// <summary>Writes one file.</summary>
    /// <param name="name">Relative, parts divided by slashes.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="mostBytes">Largest size of this file.</param>
    /// <param name="limit">Name of the option that limits it, for the error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UploadRefusedException">
    /// VS4032: its name is invalid or taken, or does not fit its content.
    /// </exception>
    /// <exception cref="UploadTooLargeException">VS4033.</exception>
    public async Task AddAsync(
        string name,
        Stream content,
        long mostBytes,
        string limit,
        CancellationToken cancellationToken
    )
    {
        var path = PlaceOf(name);
        if (!_names.Add(name))
            throw new UploadRefusedException($"It holds '{name}' twice.", "Give each file a name of its own.");
        if (_names.Count > limits.MaxFiles)
            throw new UploadTooLargeException(
                $"It has more than {limits.MaxFiles} files.",
                nameof(TrainingOptions.MaxFiles)
            );
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            1 << 16,
            useAsync: true
        );
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            long length = 0;
            var read = await content
                .ReadAtLeastAsync(buffer, FileKinds.HeadLength, false, cancellationToken)
                .ConfigureAwait(false);
            for (; read > 0; read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
            {
                if (length == 0 && !FileKinds.Fits(name, buffer.AsSpan(0, read)))
                    throw new UploadRefusedException(
                        $"'{name}' is not what its name says.",
                        "Send sounds as WAV, FLAC, MP3, Ogg or M4A, and texts as UTF-8."
                    );
                (length, Bytes) = (length + read, Bytes + read);
                if (length > mostBytes || Bytes > limits.MaxUnpackedBytes)
                    throw new UploadTooLargeException($"It has more bytes than {limit} allows, at '{name}'.", limit);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Path of a file; its name is used unchanged or refused.</summary>
    private string PlaceOf(string name)
    {
        var parts = name.Split('/');
        if (parts.Length > Depth || parts.Any(part => !FileKinds.IsPlainName(part)))
            throw new UploadRefusedException(
                $"'{name}' cannot be the name of a file here.",
                "Use relative names of letters, digits and the like, without '..', quotation marks or colons."
            );
        return Path.Combine([folder, .. parts]);
    }
}
