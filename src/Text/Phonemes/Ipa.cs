using System.Collections.Frozen;
using System.Text;

namespace VoiceSmith.Text.Phonemes;

/// <summary>Writes ARPAbet as IPA, for people. <see cref="PhoneticNotation"/> reads it back.</summary>
public static class Ipa
{
    private static readonly FrozenDictionary<string, string> Sounds = new Dictionary<string, string>
    {
        ["AA"] = "ɑː",
        ["AE"] = "æ",
        ["AH"] = "ʌ",
        ["AO"] = "ɔː",
        ["AW"] = "aʊ",
        ["AY"] = "aɪ",
        ["EH"] = "ɛ",
        ["ER"] = "ɜː",
        ["EY"] = "eɪ",
        ["IH"] = "ɪ",
        ["IY"] = "iː",
        ["OW"] = "oʊ",
        ["OY"] = "ɔɪ",
        ["UH"] = "ʊ",
        ["UW"] = "uː",
        ["AH0"] = "ə",
        ["ER0"] = "ɚ",
        ["IY0"] = "i",
        ["B"] = "b",
        ["CH"] = "tʃ",
        ["D"] = "d",
        ["DH"] = "ð",
        ["F"] = "f",
        ["G"] = "ɡ",
        ["HH"] = "h",
        ["JH"] = "dʒ",
        ["K"] = "k",
        ["L"] = "l",
        ["M"] = "m",
        ["N"] = "n",
        ["NG"] = "ŋ",
        ["P"] = "p",
        ["R"] = "ɹ",
        ["S"] = "s",
        ["SH"] = "ʃ",
        ["T"] = "t",
        ["TH"] = "θ",
        ["V"] = "v",
        ["W"] = "w",
        ["Y"] = "j",
        ["Z"] = "z",
        ["ZH"] = "ʒ",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Onsets = (
        "P B T D K G CH JH F V TH DH S Z SH HH M N R L W Y "
        + "P-R P-L P-Y B-R B-L B-Y T-R T-W D-R D-W K-R K-L K-W K-Y G-R G-L G-W F-R F-L F-Y V-Y TH-R SH-R HH-Y HH-W M-Y "
        + "S-P S-T S-K S-M S-N S-L S-W S-F S-P-R S-P-L S-P-Y S-T-R S-K-R S-K-W S-K-Y S-K-L"
    )
        .Split(' ')
        .ToFrozenSet();

    /// <summary>
    /// General American in IPA, stress marks before the syllable: <c>HH AH0 L OW1</c> is <c>həˈloʊ</c>.
    /// </summary>
    /// <param name="phones">Symbols of <see cref="Arpabet.Symbols"/>.</param>
    public static string Write(IReadOnlyList<string> phones)
    {
        var marks = new string[phones.Count];
        for (var i = 0; i < phones.Count; i++)
            if (Arpabet.StressOf(phones[i]) > 0)
                marks[OnsetOf(phones, i)] = Arpabet.StressOf(phones[i]) == 1 ? "ˈ" : "ˌ";
        var text = new StringBuilder();
        for (var i = 0; i < phones.Count; i++)
            text.Append(marks[i])
                .Append(
                    Sounds.TryGetValue(phones[i], out var whole) ? whole : Sounds[Arpabet.WithoutStress(phones[i])]
                );
        return text.ToString();
    }

    /// <summary>Start of a vowel's syllable: as many consonants as may begin an English word.</summary>
    private static int OnsetOf(IReadOnlyList<string> phones, int vowel)
    {
        var start = vowel;
        while (
            start > 0
            && !Arpabet.IsVowel(phones[start - 1])
            && Onsets.Contains(string.Join('-', phones.Skip(start - 1).Take(vowel - start + 1)))
        )
            start--;
        return start;
    }
}
