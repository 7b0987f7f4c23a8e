using System.Text;

namespace VoiceSmith.Studio.DataSets;

/// <summary>Use of a file in a data set.</summary>
internal enum FileKind
{
    Sound,
    Text,
    Other,
}

/// <summary>Files that a data set may hold, by name and by their first bytes.</summary>
internal static class FileKinds
{
    /// <summary>Number of first bytes that <see cref="Fits"/> needs.</summary>
    public const int HeadLength = 12;

    private const int LongestName = 120;

    private static readonly string[] Sounds = [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"];
    private static readonly string[] Texts = [".txt", ".lab", ".csv", ".tsv", ".json"];
    private static readonly string[] Devices =
    [
        "con", "prn", "aux", "nul",
        .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" }),
    ];

    public static FileKind Of(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return Sounds.Contains(extension) ? FileKind.Sound
            : Texts.Contains(extension) || name.StartsWith("LICEN", StringComparison.OrdinalIgnoreCase) ? FileKind.Text
            : FileKind.Other;
    }

    public static bool IsArchive(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the first bytes fit the name's extension.</summary>
    public static bool Fits(string name, ReadOnlySpan<byte> head) =>
        Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".wav" => head.StartsWith("RIFF"u8) && head.Length >= HeadLength && head[8..].StartsWith("WAVE"u8),
            ".flac" => head.StartsWith("fLaC"u8) || head.StartsWith("ID3"u8),
            ".mp3" => head.StartsWith("ID3"u8) || (head.Length > 1 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0),
            ".ogg" or ".opus" => head.StartsWith("OggS"u8),
            ".m4a" => head.Length >= 8 && head[4..].StartsWith("ftyp"u8),
            _ => !head.Contains((byte)0),
        };

    /// <summary>True for a name that is valid on every file system and is no option or path to a program.</summary>
    public static bool IsPlainName(string name) =>
        name.Length > 0
        && Encoding.UTF8.GetByteCount(name) <= LongestName
        && name is not ("." or "..")
        && !name.Any(c =>
            char.IsControl(c) || char.IsSurrogate(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal)
        )
        && !name.EndsWith('.')
        && !name.EndsWith(' ')
        && !name.StartsWith(' ')
        && !name.StartsWith('-')
        && !Devices.Contains(name.Split('.')[0].ToLowerInvariant());
}
