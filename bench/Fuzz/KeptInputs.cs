namespace VoiceSmith.Bench.Fuzz;

/// <summary>The inputs that are kept with the sources: each took a rare branch, or was once read wrongly.</summary>
internal static class KeptInputs
{
    /// <summary>Their folder after a build.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>Seeds of a harness, and its files.</summary>
    public static IReadOnlyList<byte[]> Of(Harness harness)
    {
        var folder = Path.Combine(Folder, harness.Name);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        return [.. harness.Seeds, .. files.Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
