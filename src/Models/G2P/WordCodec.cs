using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Models.G2P;

/// <summary>Letters and sounds as the numbers that a grapheme-to-phoneme model reads and writes.</summary>
public static class WordCodec
{
    /// <summary>The output that stands for no sound.</summary>
    public const int Blank = 0;

    /// <summary>The model's numbers for a word: a to z are 1 to 26, the apostrophe 27.</summary>
    /// <returns>null where the word has another character.</returns>
    public static long[]? Letters(ReadOnlySpan<char> word)
    {
        var letters = new long[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            letters[i] = word[i] switch
            {
                >= 'a' and <= 'z' => word[i] - 'a' + 1,
                '\'' => 27,
                _ => 0,
            };
            if (letters[i] == 0)
                return null;
        }
        return letters;
    }

    /// <summary>The model's numbers for sounds.</summary>
    public static long[] Sounds(IReadOnlyList<string> phones) =>
        [.. phones.Select(phone => Arpabet.IndexOf(phone) + 1L)];

    /// <summary>
    /// Numbers of letters or sounds as the characters of a string, which are easily compared and looked up.
    /// </summary>
    public static string Pack(ReadOnlySpan<long> numbers)
    {
        Span<char> packed = numbers.Length <= 128 ? stackalloc char[numbers.Length] : new char[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            packed[i] = (char)numbers[i];
        return new(packed);
    }

    /// <summary>The sounds in a packed string.</summary>
    public static IReadOnlyList<string> Unpack(string sounds) =>
        [.. sounds.Select(number => Arpabet.Symbols[number - 1])];

    /// <summary>Sounds of the likeliest outputs: repetitions are one, blanks are none.</summary>
    /// <param name="best">The likeliest symbol of each output.</param>
    public static List<string> Collapse(ReadOnlySpan<long> best)
    {
        var phones = new List<string>();
        for (var i = 0; i < best.Length; i++)
            if (best[i] != Blank && (i == 0 || best[i] != best[i - 1]))
                phones.Add(Arpabet.Symbols[(int)best[i] - 1]);
        return phones;
    }
}
