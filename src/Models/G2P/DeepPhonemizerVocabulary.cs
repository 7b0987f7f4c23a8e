using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Models.G2P;

/// <summary>Letters and sounds of the published DeepPhonemizer models, and their ids.</summary>
/// <remarks>The sounds are the first sixty of <see cref="IpaInventory"/>: ids agree.</remarks>
public static class DeepPhonemizerVocabulary
{
    /// <summary>Repetitions of each letter, so that it can become several phonemes.</summary>
    public const int Repeats = 3;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüÄÖÜß";
    private const int PhonemeCount = 60;

    /// <summary>Padding, languages, end, and letters, in order of id.</summary>
    public static PhonemeInventory Graphemes { get; } =
        new([
            PhonemeInventory.Padding,
            "<de>",
            IpaInventory.SentenceStart,
            IpaInventory.SentenceEnd,
            .. Letters.Select(letter => letter.ToString()),
        ]);

    /// <summary>Padding, languages, end, and sounds, in order of id.</summary>
    public static PhonemeInventory Phonemes { get; } = new([.. IpaInventory.Inventory.Symbols.Take(PhonemeCount)]);

    /// <summary>
    /// A word's letters, lower-cased and repeated, between language and end; letters that no model knows are left out.
    /// </summary>
    /// <param name="word">The word.</param>
    /// <param name="language">"&lt;en_us&gt;" or "&lt;de&gt;".</param>
    public static IReadOnlyList<int> Encode(string word, string language = IpaInventory.SentenceStart)
    {
        var ids = new List<int> { Graphemes.IdOf(language) };
        foreach (var rune in word.EnumerateRunes())
            if (Graphemes.TryGetId(System.Text.Rune.ToLowerInvariant(rune).ToString(), out var id))
                ids.AddRange(Enumerable.Repeat(id, Repeats));
        ids.Add(Graphemes.IdOf(IpaInventory.SentenceEnd));
        return ids;
    }

    /// <summary>The sounds of decoded ids, up to the end; languages and padding are none.</summary>
    public static string Sounds(IEnumerable<int> ids) =>
        string.Concat(
            ids.TakeWhile(id => id != Phonemes.IdOf(IpaInventory.SentenceEnd))
                .Select(id => Phonemes.Symbols[id])
                .Where(symbol => symbol != PhonemeInventory.Padding && symbol[0] != '<')
        );
}
