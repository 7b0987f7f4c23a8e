using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>A few fixed phrases whose parts no rule would read right.</summary>
internal static class Phrases
{
    private const string Kind = "phrase";

    /// <summary>401(k), 24/7, 9/11, Wi-Fi.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "-/.$£€#"))
            return at;
        if (pieces.IsDigits(at, 3, 3) && pieces.Span(at) is "401" or "403")
            return ReadPlan(pieces, at, speech);
        if (ReadBloodPressure(pieces, at, speech) is var afterPressure && afterPressure > at)
            return afterPressure;
        if (pieces.Is(at + 1, '/') && !pieces.IsAny(at + 3, "/-") && !pieces.IsLetters(at + 3))
        {
            var words = (pieces.Value(at), pieces.Value(at + 2)) switch { (24, 7) => "twenty four seven", (9, 11) =>
                "nine eleven", _ => null };
            return Say(pieces, at, at + 3, words, speech);
        }
        if (pieces.Span(at) is "AAA")
            return Say(pieces, at, at + 1, "triple A", speech);
        if (pieces.Span(at) is "WWI" or "WWII")
            return Say(pieces, at, at + 1, "World War " + (pieces.Span(at).Length == 3 ? "one" : "two"), speech);
        if (pieces.Span(at) is "WW" && pieces.IsDigits(at + 1, 1, 1) && pieces.Value(at + 1) is 1 or 2
            && !pieces.IsLetters(at + 2))
            return Say(pieces, at, at + 2, "World War " + NumberWords.Cardinal(pieces.Value(at + 1)), speech);
        if (pieces.IsWord(at, "wi") && pieces.Is(at + 1, '-') && pieces.IsWord(at + 2, "fi"))
            return Say(pieces, at, at + 3, pieces.IsCapital(at) ? "Wifi" : "wifi", speech);
        return at;
    }

    /// <summary>120/80 mmHg, a blood pressure of 120/80.</summary>
    private static int ReadBloodPressure(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsDigits(at, 2, 3) || !pieces.Is(at + 1, '/') || !pieces.IsDigits(at + 2, 2, 3) || pieces.IsLetters(at + 3)
            || pieces.Is(at + 3, '/'))
            return at;
        var unit = pieces.Lower(pieces.SkipSpace(at + 3)) is "mmhg";
        var named = false;
        for (var i = at - 1; i > at - 8; i--)
            named |= pieces.Lower(i) is "pressure" or "bp";
        var words = NumberWords.Cardinal(pieces.Span(at)) + " over " + NumberWords.Cardinal(pieces.Span(at + 2));
        return !unit && !named ? at
            : Say(pieces, at, unit ? pieces.SkipSpace(at + 3) + 1 : at + 3, words + (unit ? " millimeters of mercury" : ""), speech);
    }

    /// <summary>401(k), 401k, 403(b), 401-ks.</summary>
    private static int ReadPlan(Pieces pieces, int at, Speech speech)
    {
        var letter = pieces.SkipSpace(at + 1);
        var open = pieces.Is(letter, '(');
        if (open || pieces.Is(letter, '-'))
            letter++;
        if (pieces.Lower(letter) is not ("k" or "b" or "ks") || (open && !pieces.Is(letter + 1, ')'))
            || pieces.IsDigits(letter + 1))
            return at;
        speech.Say(pieces.Range(at, at + 1), "four oh " + (pieces.Span(at)[2] == '1' ? "one" : "three"), Kind);
        var end = open ? letter + 2 : letter + 1;
        speech.Spell(pieces.Range(at + 1, end), pieces.String(letter));
        return end;
    }

    private static int Say(Pieces pieces, int at, int end, string? words, Speech speech)
    {
        if (words is null)
            return at;
        speech.Say(pieces.Range(at, end), words, Kind);
        return end;
    }
}
