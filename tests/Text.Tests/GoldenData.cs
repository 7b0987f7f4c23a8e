namespace VoiceSmith.Text.Tests;

/// <summary>The files of tests/Golden.</summary>
internal static class GoldenData
{
    /// <summary>The path of one.</summary>
    public static string File(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException($"No VoiceSmith.sln above {AppContext.BaseDirectory}.");
        return Path.Combine(folder.FullName, "tests", "Golden", name);
    }
}
