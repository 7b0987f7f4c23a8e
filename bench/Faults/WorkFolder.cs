using VoiceSmith.Testing;

namespace VoiceSmith.Bench.Faults;

/// <summary>A folder with two versions of a tiny voice, and a place for a server's temporary files.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder()
    {
        Directory.CreateDirectory(Temporary);
        TinyVoice.WriteTunable(VoiceOf(1), 1);
        TinyVoice.WriteTunable(VoiceOf(2), 2);
    }

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("voicesmith-faults-").FullName;

    /// <summary>Folder of a server's temporary files.</summary>
    public string Temporary => In("tmp");

    /// <summary>A path in the folder.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The file of a version, 1 or 2.</summary>
    public string VoiceOf(int number) => In($"tiny-{number}.voice");

    /// <summary>Files and folders that are there only while something is being written.</summary>
    public IReadOnlyList<string> Unfinished(string root) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
                .Where(path =>
                    path.EndsWith(".partial", StringComparison.Ordinal)
                    || path.EndsWith(".next", StringComparison.Ordinal)
                    || path.Contains("/.incoming/", StringComparison.Ordinal)
                    || System.IO.Path.GetFileName(path).StartsWith(".probe", StringComparison.Ordinal)
                ),
            .. Directory
                .EnumerateFileSystemEntries(Temporary)
                .Where(path => !IsRuntimes(System.IO.Path.GetFileName(path))),
        ];

    /// <summary>True for the names of the runtime's own pipes and locks.</summary>
    private static bool IsRuntimes(string name) =>
        name.StartsWith("clr-debug-pipe", StringComparison.Ordinal)
        || name.StartsWith("dotnet-diagnostic", StringComparison.Ordinal)
        || name == ".dotnet";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
