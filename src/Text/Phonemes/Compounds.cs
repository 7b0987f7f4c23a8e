namespace VoiceSmith.Text.Phonemes;

/// <summary>Says two dictionary words written together: doorknob, firewalls.</summary>
internal static class Compounds
{
    private const int ShortestPart = 3;

    /// <summary>The sounds of both parts, the second's stress made secondary; null where no cut fits.</summary>
    /// <param name="word">Lower-case letters.</param>
    /// <param name="pronounce">Says a part; null where it is unknown.</param>
    public static List<string>? Pronounce(string word, Func<string, IReadOnlyList<string>?> pronounce)
    {
        // The most even cut: short parts are often chance.
        var middle = word.Length / 2;
        for (var distance = 0; distance <= middle - ShortestPart; distance++)
            foreach (var cut in (int[])[word.Length - middle + distance, middle - distance])
                if (cut >= ShortestPart && word.Length - cut >= ShortestPart && word.Length > 2 * ShortestPart &&
                    pronounce(word[..cut]) is { } first && pronounce(word[cut..]) is { } second)
                    return [.. first, .. second.Select(phone => Arpabet.StressOf(phone) == 1 ? Arpabet.WithStress(phone, 2) : phone)];
        return null;
    }
}
