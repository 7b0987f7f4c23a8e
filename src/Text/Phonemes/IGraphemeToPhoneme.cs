namespace VoiceSmith.Text.Phonemes;

/// <summary>Guesses how a word sounds that no lexicon has.</summary>
public interface IGraphemeToPhoneme
{
    /// <summary>The word's sounds. The same word always gives the same sounds.</summary>
    /// <param name="word">Lower-case letters a to z and apostrophes, at least one letter.</param>
    /// <param name="suggestions">
    /// Pronunciations that words of a lexicon make likely, such as those of a compound; the likeliest first.
    /// </param>
    /// <returns>Symbols of <see cref="Arpabet.Symbols"/>; empty where it has no idea.</returns>
    IReadOnlyList<string> Pronounce(string word, params ReadOnlySpan<IReadOnlyList<string>> suggestions);

    /// <summary>The same, where words that begin alike are known.</summary>
    /// <param name="word">Lower-case letters a to z and apostrophes, at least one letter.</param>
    /// <param name="neighbours">Words that begin alike; null where there are none.</param>
    /// <param name="suggestions">Pronunciations that words of a lexicon make likely.</param>
    /// <returns>Symbols of <see cref="Arpabet.Symbols"/>; empty where it has no idea.</returns>
    IReadOnlyList<string> Pronounce(
        string word,
        WordNeighbours? neighbours,
        params ReadOnlySpan<IReadOnlyList<string>> suggestions
    ) => Pronounce(word, suggestions);
}
