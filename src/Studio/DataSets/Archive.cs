using System.IO.Compression;

namespace VoiceSmith.Studio.DataSets;

/// <summary>Unpacks a zip from an untrusted source.</summary>
public static class Archive
{
    private const int SmallFile = 1 << 20,
        ListedBytesPerFile = 1024,
        TypeMask = 0xF000,
        RegularFile = 0x8000,
        Folder = 0x4000;

    /// <summary>Unpacks the recordings and texts of an archive; other files are left out.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="target">Receives its files.</param>
    /// <param name="limits">Limits of the deployment.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UploadRefusedException">
    /// VS4032: it is no archive, damaged or encrypted, or has names that lead out of it.
    /// </exception>
    /// <exception cref="UploadTooLargeException">VS4033: it is too large, or packed too well to be speech.</exception>
    public static async Task UnpackAsync(
        string path,
        RecordingFolder target,
        TrainingOptions limits,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var file = File.OpenRead(path);
            // The list of its files is held in memory, so its size is bounded.
            using var bounded = new BoundedReads(file, ((long)limits.MaxFiles * ListedBytesPerFile) + (1 << 20));
            using var archive = new ZipArchive(bounded, ZipArchiveMode.Read);
            if (archive.Entries.Count > 2L * limits.MaxFiles)
                throw TooMany(limits);
            bounded.Free();
            foreach (var entry in archive.Entries)
            {
                Check(entry);
                if (entry.FullName.EndsWith('/') || !target.Wants(entry.FullName))
                    continue;
                var most = Math.Max(SmallFile, limits.MaxRatio * Math.Max(1, entry.CompressedLength));
                using var content = entry.Open();
                await target
                    .AddAsync(
                        entry.FullName,
                        content,
                        most,
                        most < limits.MaxUnpackedBytes
                            ? nameof(TrainingOptions.MaxRatio)
                            : nameof(TrainingOptions.MaxUnpackedBytes),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
        }
        catch (Exception error)
            when (error is InvalidDataException or NotSupportedException or EndOfStreamException or ArgumentException)
        {
            throw new UploadRefusedException(
                $"The archive cannot be unpacked: {error.Message}",
                "Pack it again as a plain zip, without a password.",
                error
            );
        }
    }

    /// <summary>
    /// Accepts only plain files and folders below the archive's root; names are checked again where files are written.
    /// </summary>
    private static void Check(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (type is not (0 or RegularFile or Folder))
            throw new UploadRefusedException(
                $"'{entry.FullName}' in the archive is a link or a device.",
                "Pack the files themselves."
            );
        var name = entry.FullName;
        if (
            name.Length == 0
            || name.StartsWith('/')
            || name.Contains('\\', StringComparison.Ordinal)
            || name.Split('/').Contains("..")
            || name.Contains(':', StringComparison.Ordinal)
        )
            throw new UploadRefusedException(
                $"'{entry.FullName}' in the archive leads out of it.",
                "Pack a folder with relative names."
            );
        if (entry.IsEncrypted)
            throw new UploadRefusedException(
                $"'{entry.FullName}' in the archive is encrypted.",
                "Pack it again without a password."
            );
    }

    private static UploadTooLargeException TooMany(TrainingOptions limits) =>
        new($"The archive lists more files than {limits.MaxFiles}.", nameof(TrainingOptions.MaxFiles));

    /// <summary>A file of which only a number of bytes may be read, until it is freed.</summary>
    private sealed class BoundedReads(Stream inner, long left) : Stream
    {
        private long _left = left;
        private bool _free;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public void Free() => _free = true;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            if (!_free && (_left -= read) < 0)
                throw new InvalidDataException("Its list of files is longer than any that is taken here.");
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush() => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
