namespace VoiceSmith.Text.Phonemes;

/// <summary>Names of letters and digits.</summary>
internal static class LetterNames
{
    private static readonly string[][] Letters =
    [
        .. new[]
        {
            "EY1", "B IY1", "S IY1", "D IY1", "IY1", "EH1 F", "JH IY1", "EY1 CH", "AY1", "JH EY1", "K EY1", "EH1 L",
            "EH1 M", "EH1 N", "OW1", "P IY1", "K Y UW1", "AA1 R", "EH1 S", "T IY1", "Y UW1", "V IY1",
            "D AH1 B AH0 L Y UW0", "EH1 K S", "W AY1", "Z IY1",
        }.Select(Arpabet.Parse),
    ];

    private static readonly string[][] Digits =
    [
        .. new[]
        {
            "Z IY1 R OW0", "W AH1 N", "T UW1", "TH R IY1", "F AO1 R", "F AY1 V", "S IH1 K S", "S EH1 V AH0 N", "EY1 T",
            "N AY1 N",
        }.Select(Arpabet.Parse),
    ];

    /// <summary>True where the sounds are the names of the word's letters, stress aside.</summary>
    public static bool IsSpelling(string word, IEnumerable<string> phones) =>
        phones.Select(Arpabet.WithoutStress).SequenceEqual(word.SelectMany(Of).Select(Arpabet.WithoutStress));

    /// <summary>The name of a letter a to z or digit; nothing for anything else.</summary>
    public static IReadOnlyList<string> Of(char character) =>
        character switch
        {
            >= 'a' and <= 'z' => Letters[character - 'a'],
            >= 'A' and <= 'Z' => Letters[character - 'A'],
            >= '0' and <= '9' => Digits[character - '0'],
            _ => [],
        };
}
