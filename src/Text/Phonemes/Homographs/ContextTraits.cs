namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Features of a word for the context network: its class, its ending, itself.</summary>
internal static class ContextTraits
{
    /// <summary>Of a word near by.</summary>
    public static string[] Of(SentenceWords words, int index)
    {
        var word = words[index];
        if (index < 0 || index >= words.Count)
            return ["k" + word];
        var kind = "k" + WordClass.Of(words, index);
        return char.IsLetter(word[0])
            ? [kind, "f" + WordClass.Fine(words, index), "s" + (word.Length > 3 ? word[^3..] : word), "w" + word]
            : [kind];
    }

    /// <summary>Of a word anywhere in the sentence; null for marks and short words.</summary>
    public static string? Anywhere(SentenceWords words, int index) =>
        words[index] is { Length: > 2 } word && char.IsLetter(word[0]) ? "r" + word : null;
}
