namespace VoiceSmith.Text.Tests;

/// <summary>Test data that lies beside the repository and is not part of it.</summary>
internal static class SharedData
{
    /// <summary>A file under ../shared; the test is skipped where it is absent.</summary>
    public static string File(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        var full = folder is null ? null : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", path));
        Assert.SkipUnless(System.IO.File.Exists(full), $"../shared/{path} is not here.");
        return full!;
    }
}
