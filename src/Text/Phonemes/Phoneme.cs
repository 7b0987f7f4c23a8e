namespace VoiceSmith.Text.Phonemes;

/// <summary>One sound, mark or border of a sentence, and where it came from.</summary>
/// <param name="Symbol">A symbol of the voice's <see cref="PhonemeInventory"/>.</param>
/// <param name="Source">The piece of the sentence that it renders.</param>
/// <param name="Token">The spoken token it belongs to; −1 for sentence and word borders.</param>
public readonly record struct Phoneme(string Symbol, TextSpan Source, int Token);

/// <summary>Turns spoken words into the sounds of a voice.</summary>
public interface IPhonemizer
{
    /// <summary>
    /// Phonemes of a sentence: <see cref="PhonemeInventory.SentenceStart"/>, the words' sounds with
    /// <see cref="PhonemeInventory.WordBorder"/> or a mark between them, <see cref="PhonemeInventory.SentenceEnd"/>.
    /// </summary>
    IReadOnlyList<Phoneme> Phonemize(SpokenText text);
}
