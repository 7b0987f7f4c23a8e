using System.Text;
using VoiceSmith.Studio;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>Harnesses of uploads: archives, and the lists of recordings in them.</summary>
internal static class DataHarnesses
{
    private const string Border = "\n=== ";
    private static readonly TrainingOptions Limits =
        new() { MaxUploadBytes = 1 << 20, MaxUnpackedBytes = 4 << 20, MaxFiles = 50 };

    private static readonly byte[] Sound = [.. "RIFF\x24\0\0\0WAVE"u8, .. new byte[32]];

    /// <summary>
    /// A zip, or files as "=== name" lines with their contents, which are zipped. Nothing may be written outside.
    /// </summary>
    public static Harness Archive()
    {
        var outer = Directory.CreateTempSubdirectory("voicesmith-fuzz").FullName;
        var (archive, folder) = (Path.Combine(outer, "upload.zip"), Path.Combine(outer, "a", "b"));
        return new(
            "archive",
            bytes =>
            {
                Directory.CreateDirectory(folder);
                try
                {
                    File.WriteAllBytes(archive, bytes.AsSpan().StartsWith("PK"u8) ? bytes : Zip(bytes));
                    var target = new RecordingFolder(folder, Limits);
                    Studio.DataSets.Archive.UnpackAsync(archive, target, Limits, default).GetAwaiter().GetResult();
                    if (target.Bytes > Limits.MaxUnpackedBytes)
                        throw new InvalidDataException("More was unpacked than may be.");
                }
                finally
                {
                    Check(outer);
                    Directory.Delete(folder, recursive: true);
                }
            },
            [
                FileHarnesses.Zip([("a.wav", Sound), ("a.txt", "Hello."u8.ToArray())]),
                FileHarnesses.Zip([("wavs/1.wav", Sound), ("metadata.csv", "1|One.\n"u8.ToArray())]),
                .. Harness.Bytes("=== a/b.txt\nOne.\n=== ../c.txt\nTwo.\n=== metadata.csv\na|b", "=== a.json\n{}"),
            ],
            Harness.Bytes(
                "PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "\n=== ", "../", "/etc/x.txt", "..\\", "C:", "con",
                ".wav", ".txt", "a/", "\0", "=== a.txt\n", "\uFEFF", "x/x/x/x/x/x/x/x/x/", " .txt", "-i.txt", "é.txt"
            )
        );
    }

    /// <summary>Files of a corpus as "=== name" lines with their contents.</summary>
    public static Harness Metadata()
    {
        var folder = Directory.CreateTempSubdirectory("voicesmith-fuzz").FullName;
        return new(
            "metadata",
            bytes =>
            {
                try
                {
                    foreach (var (name, content) in FilesIn(bytes).Where(file => IsPlain(file.Name)).Take(20))
                        Write(folder, name, content);
                    foreach (var recording in Corpus.Read(folder).Recordings)
                        if (!Path.GetFullPath(recording.Path).StartsWith(folder + "/", StringComparison.Ordinal))
                            throw new InvalidDataException($"A recording lies outside: {recording.Path}");
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                    Directory.CreateDirectory(folder);
                }
            },
            Harness.Bytes(
                "=== metadata.csv\na|One.\nb|Two.|Two.\n=== wavs/a.wav\nRIFF\n=== wavs/b.wav\nRIFF",
                "=== metadata.jsonl\n{\"audio\":\"a.wav\",\"text\":\"One.\"}\n=== a.wav\nRIFF",
                "=== train.tsv\nclient_id\tpath\tsentence\nx\ta.mp3\tOne.\n=== clips/a.mp3\nx",
                "=== metadata.csv\naudio_file,text,speaker_name\n\"a.wav\",\"One, \"\"two\"\"\",x\n=== a.wav\nRIFF",
                "=== 1/2/1_2_3.normalized.txt\nOne.\n=== 1/2/1_2_3.wav\nRIFF",
                "=== txt/p1/p1_1.txt\nOne.\n=== wav48/p1/p1_1.wav\nRIFF\n=== speaker-info.txt\nID AGE\n",
                "=== 92_manifest_clean_train.json\n{\"audio_filepath\":\"audio/a.flac\",\"text\":\"One\",\"duration\":1}\n"
                    + "=== audio/a.flac\nfLaC\n=== splits/validation.txt\na",
                "=== a.wav\nRIFF\n=== a.txt\nOne.\n=== LICENSE\nCC0"
            ),
            Harness.Bytes(
                "|", "\t", ",", "\"", "\"\"", "\n", "\r\n", "=== ", ".wav", "../../etc/passwd", "/etc/hostname", "{", "}",
                "\"audio\":", "\"text\":", "\"path\":", "null", "[", "]", "audio_file|text\n", "\uFEFF", "\0", "\\u0000",
                "file_name", "speaker", "validated.tsv", "metadata_val.csv", "dev.jsonl", "splits/excluded.txt", "a\n",
                "\\ud800"
            )
        );
    }

    private static byte[] Zip(byte[] bytes) =>
        FileHarnesses.Zip([.. FilesIn(bytes).Take(100).Where(file => file.Name.Length is > 0 and < 10_000)]);

    private static IEnumerable<(string Name, byte[] Content)> FilesIn(byte[] bytes) =>
        ("\n" + Encoding.UTF8.GetString(bytes))
            .Split(Border)
            .Skip(1)
            .Select(part => part.Split('\n', 2))
            .Select(part => (part[0], Encoding.UTF8.GetBytes(part.ElementAtOrDefault(1) ?? "")));

    /// <summary>Writes a file, unless a folder has its name or a file that of its folder.</summary>
    private static void Write(string folder, string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        for (var above = Path.GetDirectoryName(name)!; above.Length > 0; above = Path.GetDirectoryName(above)!)
            if (File.Exists(Path.Combine(folder, above)))
                return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!Directory.Exists(path))
            File.WriteAllBytes(path, content);
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and < 100
        && !name.Contains('\0')
        && !name.EndsWith('/')
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>Nothing lies beside the folder that is unpacked to.</summary>
    private static void Check(string outer)
    {
        if (
            Directory.GetFileSystemEntries(outer).Length > 2
            || Directory.GetFileSystemEntries(Path.Combine(outer, "a")).Length > 1
        )
            throw new InvalidDataException("Something was written outside.");
    }
}
