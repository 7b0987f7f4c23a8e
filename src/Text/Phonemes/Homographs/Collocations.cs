using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Neighbours that leave a homograph no choice: a double bass, the front row, looked content.</summary>
/// <remarks>Their list is collocations.txt. They are asked before the trained weights.</remarks>
internal static class Collocations
{
    private static readonly FrozenDictionary<string, Entry[]> Entries = Normalization
        .Scanning.DataTable.Lines("collocations.txt")
        .Select(line => line.Split(' '))
        .GroupBy(parts => parts[0], parts => new Entry(parts[1], parts[2], parts[3..].ToFrozenSet()))
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>True for a homograph, in lower case, that has such neighbours.</summary>
    public static bool Knows(string word) => Entries.ContainsKey(word);

    /// <summary>The id of the reading that a neighbour decides; null where none does.</summary>
    /// <param name="word">The homograph, in lower case.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="at">The word's place in it.</param>
    public static string? Decide(string word, SentenceWords sentence, int at)
    {
        if (!Entries.TryGetValue(word, out var entries))
            return null;
        foreach (var (reading, side, words) in entries)
            if (
                words.Contains(
                    side switch
                    {
                        "before" => sentence[at - 1],
                        "after" => sentence[at + 1],
                        "earlier" => sentence[at - 2],
                        "and" when sentence[at + 1] is "and" => sentence[at + 2],
                        _ => "",
                    }
                )
            )
                return reading;
        return null;
    }

    private readonly record struct Entry(string Reading, string Side, FrozenSet<string> Words);
}
