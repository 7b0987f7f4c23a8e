namespace VoiceSmith.Build.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its root; null where the tests run elsewhere.</summary>
    public static DirectoryInfo? Root { get; } = Find();

    private static DirectoryInfo? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        return folder;
    }
}
