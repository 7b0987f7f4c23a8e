using System.Collections.Frozen;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// The shape of a mouth at each sound: 22 visemes, numbered as speech APIs commonly do, 0 for silence.
/// </summary>
public static class Visemes
{
    private static readonly FrozenDictionary<string, int> Numbers = new (int Viseme, string[] Phones)[]
    {
        (1, ["AE", "AH"]),
        (2, ["AA"]),
        (3, ["AO"]),
        (4, ["EH", "UH"]),
        (5, ["ER"]),
        (6, ["Y", "IY", "IH"]),
        (7, ["W", "UW"]),
        (8, ["OW"]),
        (9, ["AW"]),
        (10, ["OY"]),
        (11, ["AY"]),
        (12, ["HH"]),
        (13, ["R"]),
        (14, ["L"]),
        (15, ["S", "Z"]),
        (16, ["SH", "CH", "JH", "ZH"]),
        (17, ["TH", "DH"]),
        (18, ["F", "V"]),
        (19, ["D", "T", "N"]),
        (20, ["K", "G", "NG"]),
        (21, ["P", "B", "M"]),
        (4, ["EY"]),
    }
        .SelectMany(row => row.Phones.Select(phone => KeyValuePair.Create(phone, row.Viseme)))
        .ToFrozenDictionary();

    /// <summary>The viseme of a phoneme; 0 for marks, borders, and sounds that are not ARPAbet.</summary>
    /// <param name="symbol">With or without a stress digit.</param>
    public static int Of(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return Numbers.GetValueOrDefault(symbol.TrimEnd('0', '1', '2'));
    }
}
