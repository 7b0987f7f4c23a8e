using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes;

/// <summary>The symbols a voice can be given, and their numbers. Stored with a voice's weights.</summary>
public sealed class PhonemeInventory
{
    /// <summary>Fills a batch's short rows; id 0.</summary>
    public const string Padding = "_";

    /// <summary>Silence before a sentence.</summary>
    public const string SentenceStart = "^";

    /// <summary>Silence after a sentence.</summary>
    public const string SentenceEnd = "$";

    /// <summary>The border between two words that no mark parts.</summary>
    public const string WordBorder = " ";

    private readonly FrozenDictionary<string, int> _ids;

    /// <param name="symbols">Every symbol once; its place is its id. The first is padding.</param>
    public PhonemeInventory(IReadOnlyList<string> symbols)
    {
        Symbols = symbols;
        _ids = symbols.Select((symbol, id) => KeyValuePair.Create(symbol, id)).ToFrozenDictionary();
    }

    /// <summary>
    /// English: ARPAbet with a stress digit on every vowel (AH0, AH1, AH2), marks, sentence and word borders.
    /// </summary>
    public static PhonemeInventory English { get; } =
        new([
            Padding,
            SentenceStart,
            SentenceEnd,
            WordBorder,
            ",", ".", "?", "!", ";", ":", "…", "—", "(", ")", "\"",
            .. Arpabet.Symbols,
        ]);

    /// <summary>All symbols, in order of id.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>The id of a symbol.</summary>
    /// <exception cref="KeyNotFoundException">The inventory has no such symbol.</exception>
    public int IdOf(string symbol) =>
        _ids.TryGetValue(symbol, out var id)
            ? id
            : throw new KeyNotFoundException($"No phoneme '{symbol}' in this inventory.");

    /// <summary>True if a symbol is known, and its id.</summary>
    public bool TryGetId(string symbol, out int id) => _ids.TryGetValue(symbol, out id);
}
