using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// Sounds as people write them, in ARPAbet or IPA, read into the ARPAbet symbols of <see cref="Arpabet"/>.
/// </summary>
public static class PhoneticNotation
{
    private const int LongestSymbol = 3;

    /// <summary>IPA, broad American and British; several sounds are parted by a blank.</summary>
    private static readonly FrozenDictionary<string, string> Ipa = new Dictionary<string, string>
    {
        ["ɑː"] = "AA",
        ["ɑ"] = "AA",
        ["ɒ"] = "AA",
        ["a"] = "AA",
        ["aː"] = "AA",
        ["æ"] = "AE",
        ["ʌ"] = "AH",
        ["ə"] = "AH",
        ["ɐ"] = "AH",
        ["ɔ"] = "AO",
        ["ɔː"] = "AO",
        ["aʊ"] = "AW",
        ["aɪ"] = "AY",
        ["ɛ"] = "EH",
        ["e"] = "EH",
        ["ɛː"] = "EH",
        ["ɝ"] = "ER",
        ["ɝː"] = "ER",
        ["ɜ"] = "ER",
        ["ɜː"] = "ER",
        ["ɜɹ"] = "ER",
        ["ɜr"] = "ER",
        ["ɚ"] = "ER",
        ["əɹ"] = "ER",
        ["ər"] = "ER",
        ["eɪ"] = "EY",
        ["eː"] = "EY",
        ["ɪ"] = "IH",
        ["ᵻ"] = "IH",
        ["ɨ"] = "IH",
        ["iː"] = "IY",
        ["i"] = "IY",
        ["oʊ"] = "OW",
        ["əʊ"] = "OW",
        ["o"] = "OW",
        ["oː"] = "OW",
        ["ɔɪ"] = "OY",
        ["ʊ"] = "UH",
        ["uː"] = "UW",
        ["u"] = "UW",
        ["ʉ"] = "UW",
        ["ʉː"] = "UW",
        ["b"] = "B",
        ["tʃ"] = "CH",
        ["ʧ"] = "CH",
        ["d"] = "D",
        ["ð"] = "DH",
        ["f"] = "F",
        ["g"] = "G",
        ["ɡ"] = "G",
        ["h"] = "HH",
        ["ɦ"] = "HH",
        ["dʒ"] = "JH",
        ["ʤ"] = "JH",
        ["k"] = "K",
        ["l"] = "L",
        ["ɫ"] = "L",
        ["m"] = "M",
        ["n"] = "N",
        ["ŋ"] = "NG",
        ["p"] = "P",
        ["r"] = "R",
        ["ɹ"] = "R",
        ["ɾ"] = "T",
        ["s"] = "S",
        ["ʃ"] = "SH",
        ["t"] = "T",
        ["ʔ"] = "T",
        ["θ"] = "TH",
        ["v"] = "V",
        ["w"] = "W",
        ["ʍ"] = "W",
        ["j"] = "Y",
        ["z"] = "Z",
        ["ʒ"] = "ZH",
        ["x"] = "K",
        ["n̩"] = "AH N",
        ["l̩"] = "AH L",
        ["m̩"] = "AH M",
    }.ToFrozenDictionary();

    private static readonly SearchValues<char> OnlyPhonetic = SearchValues.Create("əɪɛɔɑɒʌʊæɜɝɚɐʃʒθðŋɹɾɡʔˈˌː");

    /// <summary>True for a text with letters that only phonetic writing has, or of ARPAbet throughout.</summary>
    public static bool LooksPhonetic(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(OnlyPhonetic)
            || (
                text.Any(char.IsAsciiLetterUpper)
                && TryReadArpabet(text, out var phones)
                && phones.Count > 1
                && phones.Any(Arpabet.IsVowel)
                && !text.Any(char.IsAsciiLetterLower)
            );
    }

    /// <summary>Reads either notation: ARPAbet where every symbol is one, else IPA.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out IReadOnlyList<string>? phones) =>
        TryReadArpabet(text, out phones) || TryReadIpa(text, out phones);

    /// <summary>
    /// Reads <c>HH AH0 L OW1</c>, in any case. Without any stress digit the first full vowel is stressed.
    /// </summary>
    public static bool TryReadArpabet(string text, [NotNullWhen(true)] out IReadOnlyList<string>? phones)
    {
        ArgumentNullException.ThrowIfNull(text);
        phones = null;
        var read = new List<string>();
        foreach (var part in text.Split((char[])[' ', '\t', '\n', '.', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            var symbol = part.ToUpperInvariant();
            if (Arpabet.IndexOf(symbol) < 0 && Arpabet.IndexOf(symbol += "0") < 0)
                return false;
            read.Add(symbol);
        }
        if (read.Count == 0)
            return false;
        Stress(read);
        phones = read;
        return true;
    }

    /// <summary>
    /// Reads <c>həˈloʊ</c>. A stress mark belongs to the next vowel; length marks, ties and points are optional.
    /// </summary>
    public static bool TryReadIpa(string text, [NotNullWhen(true)] out IReadOnlyList<string>? phones)
    {
        ArgumentNullException.ThrowIfNull(text);
        phones = null;
        var letters = text.Replace("\u0361", "", StringComparison.Ordinal)
            .Replace("\u035C", "", StringComparison.Ordinal);
        var read = new List<string>();
        var stress = 0;
        for (var at = 0; at < letters.Length;)
        {
            var length = Math.Min(LongestSymbol, letters.Length - at);
            while (length > 0 && !Ipa.ContainsKey(letters.Substring(at, length)))
                length--;
            if (length > 0)
            {
                foreach (var sound in Ipa[letters.Substring(at, length)].Split(' '))
                {
                    var vowel = Arpabet.IndexOf(sound) < 0;
                    read.Add(vowel ? sound + stress : sound);
                    stress = vowel ? 0 : stress;
                }
                at += length;
                continue;
            }
            switch (letters[at++])
            {
                case 'ˈ' or '\'':
                    stress = 1;
                    break;
                case 'ˌ':
                    stress = 2;
                    break;
                case ' ' or '.' or '/' or 'ː' or 'ˑ' or '‿' or '-' or >= '\u0300' and <= '\u036F' or 'ʰ' or '˞':
                    break;
                default:
                    return false;
            }
        }
        if (read.Count == 0)
            return false;
        Stress(read);
        phones = read;
        return true;
    }

    /// <summary>Reads X-SAMPA, the IPA in ASCII: <c>h@"loU</c>.</summary>
    /// <remarks>Source: Wells (1995), "Computer-coding the IPA". Signs that English lacks are refused.</remarks>
    public static bool TryReadXSampa(string text, [NotNullWhen(true)] out IReadOnlyList<string>? phones)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ipa = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(2, text.Length - at);
            while (length > 0 && !XSampa.ContainsKey(text.Substring(at, length)))
                length--;
            ipa.Append(length > 0 ? XSampa[text.Substring(at, length)] : text[at]);
            at += Math.Max(1, length);
        }
        return TryReadIpa(ipa.ToString(), out phones);
    }

    private static readonly FrozenDictionary<string, string> XSampa = new Dictionary<string, string>
    {
        ["A"] = "ɑ",
        ["{"] = "æ",
        ["V"] = "ʌ",
        ["@"] = "ə",
        ["O"] = "ɔ",
        ["Q"] = "ɒ",
        ["E"] = "ɛ",
        ["3"] = "ɜ",
        ["3`"] = "ɝ",
        ["@`"] = "ɚ",
        ["I"] = "ɪ",
        ["U"] = "ʊ",
        ["1"] = "ɨ",
        ["}"] = "ʉ",
        ["6"] = "ɐ",
        ["D"] = "ð",
        ["T"] = "θ",
        ["N"] = "ŋ",
        ["S"] = "ʃ",
        ["Z"] = "ʒ",
        ["r\\"] = "ɹ",
        ["4"] = "ɾ",
        ["?"] = "ʔ",
        ["W"] = "ʍ",
        ["h\\"] = "ɦ",
        ["5"] = "ɫ",
        [":"] = "ː",
        ["\""] = "ˈ",
        ["%"] = "ˌ",
        ["_"] = "",
        ["n="] = "n̩",
        ["l="] = "l̩",
        ["m="] = "m̩",
        ["."] = ".",
        ["'"] = "",
    }.ToFrozenDictionary();

    /// <summary>A word has one primary stress at least: its first full vowel's, where none is marked.</summary>
    private static void Stress(List<string> phones)
    {
        if (phones.Any(phone => phone[^1] is '1' or '2'))
            return;
        var vowel = phones.FindIndex(phone => phone[^1] == '0' && phone != "AH0");
        vowel = vowel >= 0 ? vowel : phones.FindIndex(phone => phone[^1] == '0');
        if (vowel >= 0)
            phones[vowel] = Arpabet.WithStress(phones[vowel], 1);
    }
}
