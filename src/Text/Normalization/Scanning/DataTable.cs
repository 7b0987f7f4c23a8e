using System.Collections.Frozen;
using System.Text;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>Lists that lie in the assembly: a key, a blank, words; lines that begin with "## " are comments.</summary>
internal static class DataTable
{
    /// <summary>The words by key.</summary>
    /// <exception cref="InvalidDataException">The assembly lacks the resource.</exception>
    public static FrozenDictionary<string, string> Read(string resource) =>
        Lines(resource)
            .Select(line => line.Split(' ', 2))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>The lines without comments and empty ones.</summary>
    /// <exception cref="InvalidDataException">The assembly lacks the resource.</exception>
    public static IEnumerable<string> Lines(string resource)
    {
        using var stream =
            typeof(DataTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"The assembly lacks its resource '{resource}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && !line.StartsWith("## ", StringComparison.Ordinal))
                yield return line;
    }
}
