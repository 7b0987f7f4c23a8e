using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Semantic fields of words: ships and arrows tell one bow from the other.</summary>
internal static class Topics
{
    private static readonly FrozenDictionary<string, string[]> Fields = Read();

    /// <summary>The fields that a word belongs to.</summary>
    /// <param name="word">Lower case.</param>
    public static IReadOnlyList<string> Of(string word) => Fields.TryGetValue(word, out var fields) ? fields : [];

    private static FrozenDictionary<string, string[]> Read()
    {
        const string name = "topics.txt";
        using var stream =
            typeof(Topics).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The assembly lacks its resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .SelectMany(line =>
                line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => (Word: word, Field: line[..line.IndexOf(':', StringComparison.Ordinal)]))
            )
            .GroupBy(entry => entry.Word, entry => entry.Field)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray());
    }
}
