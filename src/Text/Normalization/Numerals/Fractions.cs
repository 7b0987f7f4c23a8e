using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Fractions and mixed numbers: 1/2, 3 2/4, 2½, 1/4th.</summary>
internal static class Fractions
{
    private static readonly FrozenDictionary<char, (string Top, string Bottom)> Vulgar = new Dictionary<
        char,
        (string, string)
    >
    {
        ['½'] = ("1", "2"),
        ['⅓'] = ("1", "3"),
        ['⅔'] = ("2", "3"),
        ['¼'] = ("1", "4"),
        ['¾'] = ("3", "4"),
        ['⅕'] = ("1", "5"),
        ['⅖'] = ("2", "5"),
        ['⅗'] = ("3", "5"),
        ['⅘'] = ("4", "5"),
        ['⅙'] = ("1", "6"),
        ['⅚'] = ("5", "6"),
        ['⅐'] = ("1", "7"),
        ['⅛'] = ("1", "8"),
        ['⅜'] = ("3", "8"),
        ['⅝'] = ("5", "8"),
        ['⅞'] = ("7", "8"),
        ['⅑'] = ("1", "9"),
        ['⅒'] = ("1", "10"),
        ['↉'] = ("0", "3"),
    }.ToFrozenDictionary();

    /// <summary>Says a fraction or mixed number.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadSeason(pieces, at, speech) is var afterSeason && afterSeason > at)
            return afterSeason;
        if (ReadCode(pieces, at, speech) is var afterCode && afterCode > at)
            return afterCode;
        if (!pieces.StartsItem(at) || !TryRead(pieces, at, out var words, out var next))
            return at;
        speech.Say(pieces.Range(at, next), words, "fraction");
        return next;
    }

    /// <summary>
    /// Step 2/5: two of five. 4/5 stars: four out of five. England 350/5: for five. Invoice 2024/015: two numbers and a
    /// stroke, as one begins with 0.
    /// </summary>
    private static int ReadCode(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || pieces.IsAny(at - 1, "/-.")
            || !pieces.IsDigits(at, 1, 6)
            || !pieces.Is(at + 1, '/')
            || !pieces.IsDigits(at + 2, 1, 6)
            || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, "/-.,:") && pieces.IsDigits(at + 4))
        )
            return at;
        var part =
            pieces.IsSpace(at - 1)
            && pieces.Value(at) <= pieces.Value(at + 2)
            && pieces.Lower(at - 2)
                is "step"
                    or "page"
                    or "part"
                    or "question"
                    or "slide"
                    or "chapter"
                    or "episode"
                    or "task"
                    or "stage"
                    or "round"
                    or "level"
                    or "disc"
                    or "lap";
        var stars =
            pieces.Value(at) <= pieces.Value(at + 2)
            && pieces.IsSpace(at + 3)
            && pieces.Lower(at + 4) is "star" or "stars" or "points" or "rating";
        var before = pieces.IsSpace(at - 1) ? pieces.Lower(at - 2) : "";
        stars |=
            pieces.Span(at + 2) is "10" or "5" or "100"
            && pieces.Value(at) <= pieces.Value(at + 2)
            && (
                before is "got" or "scored" or "rated" or "rate" or "give" or "gave" or "score" or "rating"
                || (pieces.IsSpace(at + 3) && pieces.Lower(at + 4) is "would" or "on")
            );
        stars |=
            pieces.Span(at + 2) is "10"
            && pieces.Value(at) <= 10
            && before is "a" or "an" or "solid" or "it" or "is" or "was" or "easy" or "strong" or "about"
            && !pieces.IsWord(pieces.SkipSpace(at + 3), "of");
        var wickets = pieces.Value(at) is >= 100 and < 1000 && pieces.Value(at + 2) <= 9 && pieces.IsCapital(at - 2);
        var code = pieces.Span(at + 2) is ['0', _, _, ..] || (pieces.Length(at) >= 4 && pieces.Length(at + 2) >= 3);
        if (!part && !stars && !wickets && !code)
            return at;
        speech.Say(pieces.Range(at, at + 1), NumberWords.Bare(pieces.Span(at)), "serial");
        speech.Say(pieces.Range(at + 1, at + 2), part ? "of" : stars ? "out of" : wickets ? "for" : "slash", "serial");
        speech.Say(pieces.Range(at + 2, at + 3), NumberWords.Serial(pieces.Span(at + 2)), "serial");
        return at + 3;
    }

    /// <summary>1982/83 and 2006/2007 are seasons; 3/4 time is music.</summary>
    private static int ReadSeason(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !pieces.IsDigits(at)
            || !pieces.Is(at + 1, '/')
            || !pieces.IsDigits(at + 2)
            || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, "/-.,") && pieces.IsDigits(at + 4))
        )
            return at;
        var first = pieces.Span(at);
        var second = pieces.Span(at + 2);
        var season =
            first.Length == 4
            && first[0] is '1' or '2'
            && (second.Length == 2 || (second.Length == 4 && pieces.Value(at + 2) == pieces.Value(at) + 1));
        var music =
            first.Length <= 2
            && second.Length <= 2
            && pieces.IsSpace(at + 3)
            && pieces.Lower(at + 4) is "time" or "meter" or "metre" or "signature" or "beat";
        if (!season && !music)
            return at;
        var words =
            music ? NumberWords.Cardinal(second)
            : second.Length == 4 ? NumberWords.Year(second)
            : second[0] == '0' ? "oh " + NumberWords.Cardinal(second[1..])
            : NumberWords.Cardinal(second);
        speech.Say(
            pieces.Range(at, at + 3),
            (music ? NumberWords.Cardinal(first) : NumberWords.Year(first)) + " " + words,
            season ? "date" : "fraction"
        );
        return at + 3;
    }

    /// <summary>
    /// True if a fraction without a whole stands here: its unit is in the singular, as in half a pound.
    /// </summary>
    public static bool IsPart(Pieces pieces, int at) => TrySimple(pieces, at, out _, out _, out _);

    /// <summary>The words of a fraction or mixed number, with its sign.</summary>
    public static bool TryRead(Pieces pieces, int at, out string words, out int next)
    {
        words = "";
        var i = pieces.Is(at, '-') && pieces.StartsItem(at) ? at + 1 : at;
        var minus = i > at ? "minus " : "";
        if (TrySimple(pieces, i, out var top, out var bottom, out next))
        {
            words = minus + Words(top, bottom);
            return true;
        }
        if (!pieces.IsDigits(i) || !Quantity.TryRead(pieces, i, out var whole) || whole.Decimals is not null)
            return false;
        var space = pieces.IsSpace(whole.Next) || (pieces.Is(whole.Next, '-') && !pieces.IsDigits(whole.Next + 2));
        if (
            !TrySimple(pieces, space ? whole.Next + 1 : whole.Next, out top, out bottom, out next)
            || (!space && pieces.IsDigits(whole.Next))
        )
            return false;
        words =
            minus
            + NumberWords.Cardinal(whole.Whole)
            + " and "
            + (top is "1" && bottom is "2" ? "a half" : Words(top, bottom));
        return true;
    }

    private static bool TrySimple(Pieces pieces, int at, out string top, out string bottom, out int next)
    {
        (top, bottom, next) = ("", "", at + 1);
        if (pieces[at].Kind == PieceKind.Symbol && Vulgar.TryGetValue(pieces.Text[pieces[at].Start], out var sign))
        {
            (top, bottom) = sign;
            return true;
        }
        if (!pieces.IsDigits(at, 1, 6) || !pieces.IsAny(at + 1, "/⁄") || !pieces.IsDigits(at + 2, 1, 6))
            return false;
        next = at + 3;
        if (pieces.IsAny(next, "/-.,:") && pieces.IsDigits(next + 1))
            return false;
        if ((pieces.IsAny(next, "/-") && pieces.IsLetters(next + 1)) || pieces.Is(pieces.SkipSpace(next), '='))
            return false;
        if (pieces.IsLetters(next))
        {
            if (pieces.Lower(next) is "st" or "nd" or "rd" or "th" or "ths" or "rds")
                next++;
            else if (
                pieces.Span(next)
                is not ("W" or "oz" or "lb" or "lbs" or "in" or "cup" or "tsp" or "tbsp" or "mile" or "inch" or "hp")
            )
                return false;
        }
        (top, bottom) = (pieces.String(at), pieces.String(at + 2));
        return bottom.AsSpan().Trim('0').Length > 0;
    }

    public static string Words(string top, string bottom)
    {
        if (bottom == "100" && top is [>= '2', _])
            return NumberWords.Cardinal(top) + " out of one hundred";
        if (top == bottom && top.Length > 1)
            return top is "50" or "20"
                ? NumberWords.Cardinal(top) + " " + NumberWords.Cardinal(top)
                : NumberWords.Cardinal(top) + " out of " + NumberWords.Cardinal(bottom);
        if (IsShare(top, bottom))
            return NumberWords.Cardinal(top) + " " + NumberWords.Cardinal(bottom);
        var over = NumberWords.Cardinal(top, and: false);
        var many = top.TrimStart('0') != "1";
        return bottom.TrimStart('0') switch
        {
            "1" => over + " over one",
            "2" => over + (many ? " halves" : " half"),
            "4" => over + (many ? " quarters" : " quarter"),
            var other => over + " " + NumberWords.Ordinal(other) + (many ? "s" : ""),
        };
    }

    /// <summary>80/20: two tens that make up a hundred.</summary>
    private static bool IsShare(string top, string bottom) =>
        top is [>= '1', '0' or '5']
        && bottom is [>= '1', '0' or '5']
        && 10 * (top[0] - '0' + bottom[0] - '0') + top[1] - '0' + bottom[1] - '0' == 100;
}
