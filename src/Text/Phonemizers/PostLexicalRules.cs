using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Phonemizers;

/// <summary>Weak forms of function words by their neighbours: the apple, a car, to go.</summary>
internal static class PostLexicalRules
{
    private static readonly string[] TheBeforeVowel = ["DH", "IY0"],
        The = ["DH", "AH0"];
    private static readonly string[] WeakA = ["AH0"],
        NameOfA = ["EY1"];
    private static readonly string[] WeakTo = ["T", "AH0"],
        ToBeforeVowel = ["T", "UW0"],
        StrongTo = ["T", "UW1"];

    /// <summary>Replaces what the dictionary said of the, a and to.</summary>
    public static void Apply(List<PronouncedWord> words)
    {
        for (var i = 0; i < words.Count; i++)
            if (words[i].Pronunciation.Source == PronunciationSource.Dictionary && words[i].Word.Text.Length <= 3)
            {
                var next = i + 1 < words.Count && words[i + 1].Token == words[i].Token + 1 ? words[i + 1] : null;
                if (Phones(words[i].Word.Text, next?.Pronunciation.Phones) is { } phones)
                    words[i] = words[i] with { Pronunciation = words[i].Pronunciation with { Phones = phones } };
            }
    }

    /// <param name="word">As written.</param>
    /// <param name="next">The sounds of the word right behind it; null before a mark or the end.</param>
    private static string[]? Phones(string word, IReadOnlyList<string>? next)
    {
        var vowel = next is [var first, ..] && Arpabet.IsVowel(first);
        return word switch
        {
            "the" or "The" or "THE" => vowel ? TheBeforeVowel : The,
            "a" or "A" => next is null ? NameOfA : WeakA,
            "to" or "To" or "TO" => next is null ? StrongTo
            : vowel ? ToBeforeVowel
            : WeakTo,
            _ => null,
        };
    }
}
