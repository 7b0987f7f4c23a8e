using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// Facts about ARPAbet, the notation of English sounds used here: 15 vowels with a stress digit, 24 consonants.
/// </summary>
public static class Arpabet
{
    private static readonly FrozenDictionary<string, int> Index;
    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> SpanIndex;

    static Arpabet()
    {
        string[] vowels = ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"];
        string[] consonants =
        [
            "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T", "TH", "V",
            "W", "Y", "Z", "ZH",
        ];
        VowelSymbols = 3 * vowels.Length;
        Symbols = [.. vowels.SelectMany(vowel => new[] { vowel + "0", vowel + "1", vowel + "2" }), .. consonants];
        Index = Symbols.Select((symbol, index) => KeyValuePair.Create(symbol, index)).ToFrozenDictionary();
        SpanIndex = Index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>All 69 symbols: vowels as AA0 AA1 AA2 AE0 …, then consonants. Their order is file format.</summary>
    public static IReadOnlyList<string> Symbols { get; }

    /// <summary>Number of vowels, which come first in <see cref="Symbols"/>.</summary>
    internal static int VowelSymbols { get; }

    /// <summary>The place of a symbol in <see cref="Symbols"/>; −1 where it is none.</summary>
    public static int IndexOf(ReadOnlySpan<char> symbol) => SpanIndex.TryGetValue(symbol, out var index) ? index : -1;

    /// <summary>True if a symbol is a vowel with its stress digit.</summary>
    public static bool IsVowel(string symbol) => symbol[^1] is >= '0' and <= '2';

    /// <summary>A vowel's stress: 0 none, 1 primary, 2 secondary; −1 for a consonant.</summary>
    public static int StressOf(string symbol) => IsVowel(symbol) ? symbol[^1] - '0' : -1;

    /// <summary>The same sound with another stress; a consonant stays as it is.</summary>
    /// <param name="symbol">A symbol of <see cref="Symbols"/>.</param>
    /// <param name="stress">0 to 2.</param>
    public static string WithStress(string symbol, int stress)
    {
        if (!IsVowel(symbol))
            return symbol;
        var index = IndexOf(symbol);
        return Symbols[index - index % 3 + stress];
    }

    /// <summary>The symbol without its stress digit.</summary>
    public static string WithoutStress(string symbol) => IsVowel(symbol) ? symbol[..^1] : symbol;

    /// <summary>Reads symbols parted by blanks, as in <c>HH AH0 L OW1</c>.</summary>
    /// <exception cref="FormatException">A symbol is not ARPAbet.</exception>
    public static string[] Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var index = IndexOf(parts[i]);
            parts[i] =
                index >= 0 ? Symbols[index] : throw new FormatException($"'{parts[i]}' is not an ARPAbet symbol.");
        }
        return parts;
    }
}
