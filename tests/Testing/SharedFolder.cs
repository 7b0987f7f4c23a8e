using Xunit;

namespace VoiceSmith.Testing;

/// <summary>
/// Finds the repository, and the folder beside it with what it does not carry: reference data and recordings.
/// </summary>
public static class SharedFolder
{
    /// <summary>The repository's root: the nearest folder above the running tests with the solution in it.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Path of the shared folder, whether it is there or not.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    /// <summary>A file or folder of the shared folder. Skips the running test where it is absent.</summary>
    /// <param name="parts">Its path inside the shared folder.</param>
    public static string Require(params string[] parts)
    {
        var relative = Path.Combine(parts);
        var path = Path.Combine(Root, relative);
        Assert.SkipUnless(Path.Exists(path), $"../shared/{relative} is not there.");
        return path;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            $"No VoiceSmith.sln above {AppContext.BaseDirectory}: run the tests from a build inside the repository."
        );
    }
}
