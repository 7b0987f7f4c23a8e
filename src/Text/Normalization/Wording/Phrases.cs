using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Fixed phrases that no other rule reads right.</summary>
internal static class Phrases
{
    private const string Kind = "phrase";

    /// <summary>401(k), 24/7, 9/11, Wi-Fi.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "-/.$£€#"))
            return at;
        if (
            pieces.IsDigits(at, 3, 3)
            && pieces.Span(at)[0] != '0'
            && ReadPlan(pieces, at, speech) is var afterPlan
            && afterPlan > at
        )
            return afterPlan;
        if (ReadStandard(pieces, at, speech) is var afterStandard && afterStandard > at)
            return afterStandard;
        if (
            pieces.Span(at) is "H"
            && pieces.Is(at + 1, '.')
            && pieces.IsDigits(at + 2, 3, 3)
            && pieces.Span(at + 2)[0] == '2'
            && !pieces.IsLetters(at + 3)
        )
        {
            speech.Spell(pieces.Range(at, at + 1), "H");
            speech.Say(pieces.Range(at + 1, at + 3), NumberWords.Name(pieces.Span(at + 2)), Kind);
            return at + 3;
        }
        if (IsPatternPart(pieces, at) && pieces.IsAny(at + 1, "/-.:"))
            return ReadPattern(pieces, at, speech);
        if (ReadBloodPressure(pieces, at, speech) is var afterPressure && afterPressure > at)
            return afterPressure;
        if (pieces.Span(at) is "24" && ReadAlways(pieces, at) is var afterAlways && afterAlways > at)
            return Say(
                pieces,
                at,
                afterAlways,
                "twenty four seven" + (afterAlways > at + 3 ? " three sixty five" : ""),
                speech
            );
        if (pieces.Is(at + 1, '/') && !pieces.IsAny(at + 3, "/-") && !pieces.IsLetters(at + 3))
        {
            var words = (pieces.Value(at), pieces.Value(at + 2)) switch
            {
                (24, 7) => "twenty four seven",
                (9, 11) => "nine eleven",
                _ => null,
            };
            return Say(pieces, at, at + 3, words, speech);
        }
        if (pieces.Span(at) is "TL" or "tl" && pieces.Is(at + 1, ';') && pieces.Lower(at + 2) is "dr")
            return ReadTooLong(pieces, at, speech);
        if (ReadRebus(pieces, at, speech) is var afterRebus && afterRebus > at)
            return afterRebus;
        if (pieces.Span(at) is "YoY" or "QoQ" or "MoM")
            return Say(
                pieces,
                at,
                at + 1,
                pieces.Span(at)[0] switch
                {
                    'Y' => "year over year",
                    'Q' => "quarter over quarter",
                    _ => "month over month",
                },
                speech
            );
        if (ReadOffset(pieces, at, speech) is var afterOffset && afterOffset > at)
            return afterOffset;
        if (pieces.Span(at) is "AAA")
            return Say(pieces, at, at + 1, "triple A", speech);
        if (pieces.Span(at) is "WWI" or "WWII")
            return Say(pieces, at, at + 1, "World War " + (pieces.Span(at).Length == 3 ? "one" : "two"), speech);
        if (
            pieces.Span(at) is "WW"
            && pieces.IsDigits(at + 1, 1, 1)
            && pieces.Value(at + 1) is 1 or 2
            && !pieces.IsLetters(at + 2)
        )
            return Say(pieces, at, at + 2, "World War " + NumberWords.Cardinal(pieces.Value(at + 1)), speech);
        if (pieces.IsWord(at, "wi") && pieces.Is(at + 1, '-') && pieces.IsWord(at + 2, "fi"))
            return Say(pieces, at, at + 3, pieces.IsCapital(at) ? "Wifi" : "wifi", speech);
        return at;
    }

    /// <summary>24x7, 24×7, 24/7/365.</summary>
    private static int ReadAlways(Pieces pieces, int at)
    {
        if (
            pieces.Span(at + 2) is not "7"
            || !(pieces.IsAny(at + 1, "/×") || pieces.Span(at + 1) is "x" or "X")
            || pieces.IsLetters(at + 3) && pieces.Span(at + 3) is not ("x" or "X")
        )
            return at;
        var stroke = pieces.IsAny(at + 3, "/×") || pieces.IsLetters(at + 3);
        return stroke ? (pieces.Span(at + 4) is "365" ? at + 5 : at)
            : pieces.Is(at + 1, '/') ? at
            : at + 3;
    }

    /// <summary>UTC+5:30, GMT-5: hours from the zone.</summary>
    private static int ReadOffset(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Span(at) is not ("UTC" or "GMT") || !pieces.IsAny(at + 1, "+-±") || !pieces.IsDigits(at + 2, 1, 2))
            return at;
        var minutes = pieces.Is(at + 3, ':') && pieces.IsDigits(at + 4, 2, 2);
        var end = minutes ? at + 5 : at + 3;
        if (pieces.IsLetters(end) || pieces.IsDigits(end))
            return at;
        speech.Spell(pieces.Range(at, at + 1), pieces.String(at));
        return Say(
            pieces,
            at + 1,
            end,
            (pieces.Is(at + 1, '-') ? "minus " : pieces.Is(at + 1, '±') ? "plus or minus " : "plus ")
                + NumberWords.Cardinal(pieces.Value(at + 2))
                + (minutes && pieces.Value(at + 4) > 0 ? " " + NumberWords.Cardinal(pieces.Value(at + 4)) : ""),
            speech
        );
    }

    /// <summary>TL;DR: four letters.</summary>
    private static int ReadTooLong(Pieces pieces, int at, Speech speech)
    {
        speech.Spell(pieces.Range(at, at + 1), pieces.String(at));
        speech.Silent(pieces.Range(at + 1, at + 2), ";");
        speech.Spell(pieces.Range(at + 2, at + 3), pieces.String(at + 2));
        return at + 3;
    }

    /// <summary>gr8, l8r, b4, 2moro: digits that sound as a part of a word.</summary>
    private static int ReadRebus(Pieces pieces, int at, Speech speech)
    {
        if (pieces.IsWord(at, "g") && pieces.Span(at + 1) is "2" && pieces.IsWord(at + 2, "g") && !pieces.IsCapital(at))
            return Say(pieces, at, at + 3, "got to go", speech);
        if (pieces.IsLetters(at) ? pieces.Span(at + 1) is not ("8" or "4") : pieces.Span(at) is not ("2" or "4"))
            return at;
        var (words, end) = (pieces.Lower(at), pieces.Lower(at + 1)) switch
        {
            ("gr", "8") => ("great", at + 2),
            ("l", "8") when pieces.IsWord(at + 2, "r") => ("later", at + 3),
            ("l", "8") => ("late", at + 2),
            ("m", "8") => ("mate", at + 2),
            ("w", "8") => ("wait", at + 2),
            ("h", "8") => ("hate", at + 2),
            ("str", "8") => ("straight", at + 2),
            ("b", "4") => ("before", at + 2),
            ("2", "moro" or "morrow" or "mrw" or "mro") => ("tomorrow", at + 2),
            ("2", "nite" or "night") => ("tonight", at + 2),
            ("2", "day") => ("today", at + 2),
            ("4", "ever") => ("forever", at + 2),
            ("2", " ") when IsBeforeChat(pieces, at) => ("to", at + 1),
            ("4", " ") when IsBeforeChat(pieces, at) => ("for", at + 1),
            _ => ("", at),
        };
        if (
            end == at
            || pieces.IsCapital(at)
            || pieces.IsLetters(end)
            || pieces.IsDigits(end)
            || pieces.IsAny(end, "-/.") && !pieces.EndsText(end + 1)
            || (
                pieces.IsLetters(at)
                && pieces.Length(at) == 1
                && !(pieces.IsSmall(at - 2) || pieces.IsSmall(end + 1) || end == at + 3)
            )
        )
            return at;
        return Say(pieces, at, end, words, speech);
    }

    /// <summary>The 2 of "nice 2 see u" and the 4 of "thx 4 ur help".</summary>
    private static bool IsBeforeChat(Pieces pieces, int at) =>
        pieces.IsSpace(at - 1)
        && pieces.IsLetters(at - 2)
        && pieces.Lower(at + 2) is "u" or "ur" or "me" or "b" or "see" or "know" or "go" or "do" or "meet" or "c";

    /// <summary>120/80 mmHg, a blood pressure of 120/80.</summary>
    private static int ReadBloodPressure(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 2, 3)
            || !pieces.Is(at + 1, '/')
            || !pieces.IsDigits(at + 2, 2, 3)
            || pieces.IsLetters(at + 3)
            || pieces.Is(at + 3, '/')
        )
            return at;
        var unit = pieces.Lower(pieces.SkipSpace(at + 3)) is "mmhg";
        var named = false;
        for (var i = at - 1; i > at - 8; i--)
            named |= pieces.Lower(i) is "pressure" or "bp";
        var words = NumberWords.Cardinal(pieces.Span(at)) + " over " + NumberWords.Cardinal(pieces.Span(at + 2));
        return !unit && !named
            ? at
            : Say(
                pieces,
                at,
                unit ? pieces.SkipSpace(at + 3) + 1 : at + 3,
                words + (unit ? " millimeters of mercury" : ""),
                speech
            );
    }

    /// <summary>401(k), 401k, 403(b), 401-ks, 501(c)(3).</summary>
    private static int ReadPlan(Pieces pieces, int at, Speech speech)
    {
        var letter = pieces.SkipSpace(at + 1);
        var open = pieces.Is(letter, '(');
        if (open || pieces.Is(letter, '-'))
            letter++;
        var known = pieces.Span(at) is "401" or "403"
            ? pieces.Lower(letter) is "k" or "b" or "ks"
            : open && pieces.Is(at + 1, '(') && pieces.IsLetters(letter) && pieces.Length(letter) == 1;
        if (!known || (open && !pieces.Is(letter + 1, ')')) || pieces.IsDigits(letter + 1))
            return at;
        speech.Say(pieces.Range(at, at + 1), NumberWords.Name(pieces.Span(at)), Kind);
        var end = open ? letter + 2 : letter + 1;
        speech.Spell(pieces.Range(at + 1, end), pieces.String(letter));
        while (open && pieces.Is(end, '(') && pieces.IsDigits(end + 1, 1, 2) && pieces.Is(end + 2, ')'))
        {
            speech.Say(pieces.Range(end, end + 3), NumberWords.Cardinal(pieces.Span(end + 1)), Kind);
            end += 3;
        }
        return end;
    }

    /// <summary>802.11ac, 802.3: eight oh two dot eleven a c.</summary>
    private static int ReadStandard(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Span(at) is not "802" || !pieces.Is(at + 1, '.') || !pieces.IsDigits(at + 2, 1, 2))
            return at;
        speech.Say(pieces.Range(at, at + 1), "eight oh two", Kind);
        speech.Say(pieces.Range(at + 1, at + 2), "dot", Kind);
        speech.Say(pieces.Range(at + 2, at + 3), NumberWords.Cardinal(pieces.Span(at + 2)), Kind);
        if (!pieces.IsLetters(at + 3))
            return at + 3;
        foreach (var letter in pieces.String(at + 3))
            speech.Spell(pieces.Range(at + 3, at + 4), letter.ToString());
        return at + 4;
    }

    /// <summary>dd/mm/yyyy, YYYY-MM-DD, hh:mm:ss: the letters of a pattern.</summary>
    private static int ReadPattern(Pieces pieces, int at, Speech speech)
    {
        var end = at;
        var parts = 0;
        while (IsPatternPart(pieces, end))
        {
            parts++;
            end++;
            if (!pieces.IsAny(end, "/-.:") || !IsPatternPart(pieces, end + 1))
                break;
            end++;
        }
        if (
            parts < 2
            || pieces.IsDigits(end)
            || (parts == 2 && end - at < 3)
            || (parts == 2 && pieces.Length(at) + pieces.Length(end - 1) < 4)
        )
            return at;
        for (var i = at; i < end; i++)
            if (!pieces.IsLetters(i))
                speech.Hide(pieces.Range(i, i + 1));
            else
                foreach (var letter in pieces.String(i))
                    speech.Spell(pieces.Range(i, i + 1), letter.ToString());
        return end;
    }

    private static bool IsPatternPart(Pieces pieces, int at) =>
        pieces.Lower(at)
            is "d"
                or "dd"
                or "ddd"
                or "m"
                or "mm"
                or "mmm"
                or "yy"
                or "yyyy"
                or "h"
                or "hh"
                or "s"
                or "ss";

    private static int Say(Pieces pieces, int at, int end, string? words, Speech speech)
    {
        if (words is null)
            return at;
        speech.Say(pieces.Range(at, end), words, Kind);
        return end;
    }
}
