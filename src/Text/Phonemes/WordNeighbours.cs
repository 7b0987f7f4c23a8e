namespace VoiceSmith.Text.Phonemes;

/// <summary>Words of a lexicon that begin as a word does, and how they are said: an analogy for the word.</summary>
/// <param name="SharedLetters">Letters at the beginning that all of them have in common with the word.</param>
/// <param name="Pronunciations">The usual pronunciation of each, at least one.</param>
public sealed record WordNeighbours(int SharedLetters, IReadOnlyList<string[]> Pronunciations);
