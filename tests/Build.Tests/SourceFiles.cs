namespace VoiceSmith.Build.Tests;

/// <summary>The repository's C# files.</summary>
internal static class SourceFiles
{
    private static readonly string[] Outputs = ["bin", "obj"];

    /// <summary>The files in folders of the root, without what a build puts there.</summary>
    public static IEnumerable<string> Of(params string[] folders) =>
        folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(
                    Path.Combine(Repository.Root!.FullName, folder),
                    "*.cs",
                    SearchOption.AllDirectories
                )
            )
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(Outputs.Contains));
}
