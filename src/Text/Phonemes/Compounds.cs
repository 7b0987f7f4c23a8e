namespace VoiceSmith.Text.Phonemes;

/// <summary>Says two dictionary words written together: doorknob, firewalls.</summary>
internal static class Compounds
{
    private const int ShortestPart = 3,
        MostCuts = 4;

    /// <summary>
    /// The sounds of both parts, the second's stress made secondary, for each cut that gives two words; the most even
    /// first.
    /// </summary>
    /// <param name="word">Lower-case letters.</param>
    /// <param name="pronounce">Says a part; null where it is unknown.</param>
    public static List<IReadOnlyList<string>> Pronounce(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        // The most even cut comes first: short parts are often chance.
        var (found, middle) = (new List<IReadOnlyList<string>>(), word.Length / 2);
        for (var distance = 0; distance <= middle - ShortestPart && found.Count < MostCuts; distance++)
            foreach (
                var cut in (ReadOnlySpan<int>)(
                    2 * middle == word.Length && distance == 0
                        ? [middle]
                        : [word.Length - middle + distance, middle - distance]
                )
            )
                if (
                    cut >= ShortestPart
                    && word.Length - cut >= ShortestPart
                    && word.Length > 2 * ShortestPart
                    && pronounce(word[..cut]) is { } first
                    && pronounce(word[cut..]) is { } second
                )
                    found.Add([
                        .. first,
                        .. second.Select(phone => Arpabet.StressOf(phone) == 1 ? Arpabet.WithStress(phone, 2) : phone),
                    ]);
        return found;
    }
}
