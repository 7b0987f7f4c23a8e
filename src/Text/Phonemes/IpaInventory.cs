using System.Text;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// The symbols of the reference's voices: 188 of them, IPA as espeak writes it, a Unicode scalar each.
/// </summary>
/// <remarks>
/// The order is that of the published checkpoints' embedding rows: DeepPhonemizer's symbols and marks first, then
/// StyleTTS 2's. Combining marks are symbols of their own, and "g" (U+0067) is not "ɡ" (U+0261): normalising the text
/// would change ids.
/// </remarks>
public static class IpaInventory
{
    /// <summary>Before an English sentence.</summary>
    public const string SentenceStart = "<en_us>";

    /// <summary>After a sentence.</summary>
    public const string SentenceEnd = "<end>";

    private const string DeepPhonemizer =
        "abdefghijklmnoprstuvwxyzæçðøŋœɐɑɔəɛɝɹɡɪʁʃʊʌʏʒʔˈˌː\u0303\u030d\u0325\u0329\u032f\u0361θ";

    private const string Marks = "!?,.-:;\"'() ¡¿—…«»“”";

    private const string StyleTts =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZcqɒɓʙβɕɗɖʤɘɚɜɞɟʄɠɢʛɦɧħɥʜɨʝɭɬɫɮʟɱɯɰɳɲɴɵɸɶʘɺɾɻʀɽʂʈʧʉʋⱱɣɤʍχʎʑʐʡʕʢǀǁǂǃˑʼʴʰʱʲʷˠˤ˞↓↑→↗↘ᵻ";

    /// <summary>All symbols, in order of id.</summary>
    public static PhonemeInventory Inventory { get; } =
        new([
            PhonemeInventory.Padding,
            "<de>",
            SentenceStart,
            SentenceEnd,
            .. (DeepPhonemizer + Marks + StyleTts).EnumerateRunes().Select(rune => rune.ToString()),
        ]);

    /// <summary>The symbols of a piece of IPA, lower-cased; those that no voice knows are left out.</summary>
    public static IEnumerable<string> Symbols(string ipa) =>
        ipa.EnumerateRunes()
            .Select(rune => Rune.ToLowerInvariant(rune).ToString())
            .Where(symbol => Inventory.TryGetId(symbol, out _));

    /// <summary>The ids of a sentence in IPA, between its borders.</summary>
    /// <param name="ipa">As espeak writes it, with marks and spaces.</param>
    /// <param name="start">"&lt;en_us&gt;" or "&lt;de&gt;".</param>
    public static IReadOnlyList<int> Encode(string ipa, string start = SentenceStart) =>
        [Inventory.IdOf(start), .. Symbols(ipa).Select(Inventory.IdOf), Inventory.IdOf(SentenceEnd)];
}
