using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Two numbers with a dash, ratios, scores: 1980-86, 5–10, pages 2-5, won 3-1, 16:9.</summary>
internal static class Ranges
{
    private const string Kind = "range";

    /// <summary>Words of a match or a vote: the number behind the dash may be the smaller one.</summary>
    private static readonly FrozenSet<string> ScoreCues = new[]
    {
        "won", "win", "wins", "winning", "beat", "beats", "beaten", "lost", "lose", "loss", "losing", "lead", "leads",
        "led", "leading", "score", "scored", "defeat", "defeated", "victory", "draw", "drew", "tie", "tied", "ruling",
        "ruled", "vote", "voted", "decision", "majority", "record", "final", "trailed", "trailing", "down", "ahead",
        "behind", "thrashed", "scoreline", "triumph", "advantage", "edged", "edge", "halftime", "thriller", "rout",
        "odds", "set", "sets", "run", "split", "upset", "playoff", "goal", "goals", "aggregate", "series", "beating",
        "finished", "ended", "drawn", "drawing", "draws", "trail", "trails", "winner", "winners", "thrashing", "season",
        "nil", "shootout", "penalties", "fulltime", "leveled", "levelled", "equalised", "equalized", "hammered",
        "stunned", "downed", "swept", "routed", "cruised", "eased", "slumped", "match", "semifinal", "league", "ht",
        "ft", "aet",
    }.ToFrozenSet();

    /// <summary>1980-1986, 1960-80, 2-5, 5–10, 16:9.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || (pieces.IsAny(at - 1, "-/.:") && pieces.IsDigits(at - 2))
            || !Quantity.TryRead(pieces, at, out var first)
        )
            return at;
        if (ReadPorts(pieces, at, speech) is var afterPorts && afterPorts > at)
            return afterPorts;
        if (
            pieces.Is(first.Next, ':')
            && pieces.IsDigits(first.Next + 1, 1, 7)
            && first is { Negative: false, Decimals: null, Grouped: false, Whole.Length: <= 3 }
        )
            return ReadRatio(pieces, at, first, speech);
        var dash = pieces.SkipSpace(first.Next);
        if (!pieces.IsAny(dash, "-–") || pieces.InEquation(dash) || pieces.TypedAt(dash) == '\u2212')
            return at;
        var other = pieces.SkipSpace(dash + 1);
        if (
            (other > dash + 1) != (dash > first.Next)
            || pieces.Is(other, '-')
            || !Quantity.TryRead(pieces, other, out var second)
        )
            return at;
        if (
            pieces.IsLetters(second.Next)
            || (
                pieces.IsAny(second.Next, "-/–:")
                && !pieces.Is(dash, '–')
                && (pieces.IsDigits(second.Next + 1) || pieces.IsLetters(second.Next + 1))
                && !IsCompoundOf(pieces, second.Next)
            )
        )
            return at;
        if (
            IsYear(first)
            && dash == first.Next
            && second is { Grouped: false, Decimals: null, Whole: ['0', >= '1'] or ['1', >= '0' and <= '2'] }
            && string.CompareOrdinal(second.Whole, first.Whole[2..]) < 0
            && first.Whole[0] == '2'
        )
        {
            speech.Say(
                pieces.Range(at, second.Next),
                Calendar.Months.MonthName(pieces.Value(other)) + " " + NumberWords.Year(first.Whole),
                "date"
            );
            return second.Next;
        }
        if (IsAircraft(pieces, at, first, second))
        {
            speech.Say(pieces.Range(at, first.Next), NumberWords.Name(first.Whole), "serial");
            speech.Silent(pieces.Range(dash, dash + 1), "-");
            speech.Say(pieces.Range(other, second.Next), NumberWords.Cardinal(second.Whole), "serial");
            return second.Next;
        }
        var years =
            IsYear(first)
            && (
                IsYear(second)
                || (second is { Grouped: false, Decimals: null, Whole.Length: 1 or 2 } && dash == first.Next)
            );
        speech.Say(pieces.Range(at, first.Next), Words(first), Kind);
        if (!years && IsDraw(pieces, at, first, second))
        {
            speech.Hide(pieces.Range(dash, dash + 1));
            speech.Say(pieces.Range(other, second.Next), first.Whole == "0" ? Words(second) : "all", Kind);
            return second.Next;
        }
        if (years || IsSaidWithTo(pieces, at, dash, first, second))
            speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
        else
            speech.SpacedDash(pieces.Range(dash, dash + 1));
        speech.Say(
            pieces.Range(other, second.Next),
            years && second.Whole is ['0', _]
                ? Words(second).Replace("zero", "oh", StringComparison.Ordinal)
                : Words(second),
            Kind
        );
        return second.Next;
    }

    /// <summary>
    /// In a sentence numbers with a dash go from one to the other, unless they are the same, as in 50-50, or fall
    /// without being a score. On their own they are only read.
    /// </summary>
    private static bool IsSaidWithTo(Pieces pieces, int at, int dash, Quantity first, Quantity second)
    {
        if (
            pieces.Is(dash, '–')
            || CountsSomething(pieces, second.Next)
            || pieces.Is(pieces.IsSpace(at - 1) ? at - 2 : at - 1, '§')
        )
            return true;
        if (first.Whole == second.Whole && first.Decimals == second.Decimals)
            return false;
        if (
            IsBetweenNames(pieces, at, second.Next)
            || (pieces.Is(at - 1, '(') && pieces.Is(second.Next, ')') && !Rises(first, second))
            || (dash == first.Next && pieces.IsAny(at - 2, ",;)") && IsScore(pieces, at, second.Next))
        )
            return true;
        var alone =
            !pieces.IsLetters(at - 2)
            && !pieces.Is(at - 2, '.')
            && !(pieces.Is(at - 2, ':') && ScoreCues.Contains(pieces.Lower(at - 3)))
            && !pieces.IsLetters(pieces.SkipSpace(second.Next));
        if (IsAfterWeekdays(pieces, at) || (dash == first.Next && IsOneOfScores(pieces, at, second.Next)))
            return true;
        return !alone
            && (dash == first.Next || pieces.IsLetters(at - 2))
            && (
                Rises(first, second) || pieces.Lower(at - 2) is "from" or "between" || IsScore(pieces, at, second.Next)
            );
    }

    /// <summary>6-4 3-6 7-6(4): sets behind each other.</summary>
    private static bool IsOneOfScores(Pieces pieces, int at, int next)
    {
        var after = pieces.IsSpace(next) ? next + 1 : -1;
        return IsSmallPair(pieces, at)
            && (IsSmallPair(pieces, after) || (pieces.IsSpace(at - 1) && IsSmallPair(pieces, at - 4)));
    }

    private static bool IsSmallPair(Pieces pieces, int at) =>
        pieces.IsDigits(at, 1, 2)
        && pieces.IsAny(at + 1, "-–")
        && pieces.IsDigits(at + 2, 1, 2)
        && pieces.StartsItem(at)
        && !pieces.IsAny(at + 3, "-–/");

    /// <summary>Mon-Fri 9-5, Sat 10-2: hours of a day, which may fall.</summary>
    private static bool IsAfterWeekdays(Pieces pieces, int at) =>
        pieces.IsCapital(at - 2)
        && (
            Calendar.Weekdays.IsAbbreviation(pieces.Lower(at - 2))
            || pieces.Lower(at - 2).EndsWith("day", StringComparison.Ordinal)
        );

    /// <summary>Boeing 747-400, a 787-9.</summary>
    private static bool IsAircraft(Pieces pieces, int at, Quantity first, Quantity second) =>
        first is { Negative: false, Decimals: null, Grouped: false, Whole.Length: 3 }
        && second is { Decimals: null, Whole: ['8' or '9'] or "10" or [_, '0', '0'] }
        && first.Whole[1..] is not "00"
        && (
            first.Whole is ['7', >= '0' and <= '9', '7']
            || (Numbers.NameAt(pieces, at) is not null && pieces.Lower(at - 2) is "boeing" or "airbus" or "embraer")
        );

    /// <summary>They drew 1-1, a 0-0 draw, it ended 2-2: so many points for each.</summary>
    private static bool IsDraw(Pieces pieces, int at, Quantity first, Quantity second) =>
        first is { Negative: false, Decimals: null, Whole.Length: <= 2 }
        && first.Whole == second.Whole
        && second.Decimals is null
        && (
            pieces.Lower(pieces.SkipSpace(second.Next)) is "draw" or "draws" or "tie" or "stalemate"
            || IsBetweenNames(pieces, at, second.Next)
            || (
                pieces.IsSpace(at - 1)
                && (
                    IsDrawCue(pieces, at - 2)
                    || (pieces.Lower(at - 2) is "at" or "was" or "it" or "is" && IsDrawCue(pieces, at - 4))
                )
            )
        );

    private static bool IsDrawCue(Pieces pieces, int at) =>
        pieces.Lower(at)
            is "drew"
                or "draw"
                or "draws"
                or "drawn"
                or "drawing"
                or "tied"
                or "tie"
                or "finished"
                or "ended"
                or "level"
                or "levelled"
                or "score"
                or "stands"
                or "stood"
                or "equalised"
                or "deadlocked"
                or "finishing"
                or "ending";

    /// <summary>Arsenal 2-1 Chelsea: the result of a match.</summary>
    private static bool IsBetweenNames(Pieces pieces, int at, int next) =>
        pieces.IsSpace(at - 1)
        && IsNamePart(pieces, at - 2)
        && pieces.IsSpace(next)
        && IsNamePart(pieces, next + 1)
        && !pieces.IsShouted;

    private static bool IsNamePart(Pieces pieces, int at) =>
        pieces.IsCapital(at) && pieces.Length(at) > 3 && !pieces.Span(at)[1..].ContainsAnyInRange('A', 'Z')
        && !Romans.IsNumbered(pieces.Lower(at));

    private static bool Rises(Quantity first, Quantity second) =>
        first.Whole.Length < second.Whole.Length
        || (
            first.Whole.Length == second.Whole.Length
            && string.CompareOrdinal(first.Whole + first.Decimals, second.Whole + second.Decimals) < 0
        );

    private static bool IsScore(Pieces pieces, int at, int next)
    {
        const int Reach = 24;
        for (var i = at - 1; i > at - Reach && pieces[i].Kind != PieceKind.None; i--)
            if (pieces.IsLetters(i) && ScoreCues.Contains(pieces.Lower(i)))
                return true;
        for (var i = next; i < next + 8 && pieces[i].Kind != PieceKind.None; i++)
            if (
                pieces.IsLetters(i)
                && (ScoreCues.Contains(pieces.Lower(i)) || pieces.Lower(i) is "over" or "against" or "at" or "in")
            )
                return true;
        return false;
    }

    /// <summary>8080:80 and 3000:3000: the ports of a machine and of what runs on it.</summary>
    private static int ReadPorts(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 4, 5)
            || !pieces.Is(at + 1, ':')
            || !pieces.IsDigits(at + 2, 2, 5)
            || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, ":.,") && pieces.IsDigits(at + 4))
            || (pieces.IsSpace(at - 1) && pieces.IsCapital(at - 2))
            || !(pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "\"'`="))
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), Port(pieces, at), "serial");
        speech.Say(pieces.Range(at + 1, at + 2), "colon", "serial");
        speech.Say(pieces.Range(at + 2, at + 3), Port(pieces, at + 2), "serial");
        return at + 3;
    }

    private static string Port(Pieces pieces, int at) =>
        !pieces.IsDigits(at, 4, 4) ? NumberWords.Serial(pieces.Span(at))
        : pieces.Span(at)[1..] is "000" ? NumberWords.Cardinal(pieces.Span(at))
        : NumberWords.Pairs(pieces.Span(at));

    private static int ReadRatio(Pieces pieces, int at, Quantity first, Speech speech)
    {
        if (!Quantity.TryRead(pieces, first.Next + 1, out var second) || second.Decimals is not null)
            return at;
        var end = second.Next;
        if (pieces.IsLetters(end) || (pieces.IsAny(end, ":.") && pieces.IsDigits(end + 1)))
            return at;
        speech.Say(pieces.Range(at, first.Next), NumberWords.Cardinal(first.Whole), Kind);
        speech.Say(pieces.Range(first.Next, first.Next + 1), "to", Kind);
        speech.Say(pieces.Range(first.Next + 1, end), NumberWords.Cardinal(second.Whole), Kind);
        return end;
    }

    private static bool IsYear(Quantity number) =>
        number is { Negative: false, Grouped: false, Decimals: null, Whole: ['1' or '2', _, _, _] };

    private static string Words(Quantity number) =>
        number is { Decimals: null, Grouped: false }
            ? (number.Negative ? "minus " : "") + NumberWords.Bare(number.Whole)
            : number.Words();

    /// <summary>"people", "minutes", "times": something to count follows.</summary>
    private static bool CountsSomething(Pieces pieces, int at) =>
        pieces.IsSpace(at) && (Numbers.IsPluralNoun(pieces, at + 1) || pieces.IsWord(at + 1, "times"));

    /// <summary>The -minute of a 10-15-minute walk.</summary>
    private static bool IsCompoundOf(Pieces pieces, int at) =>
        pieces.Is(at, '-') && pieces.IsSmall(at + 1) && pieces.Length(at + 1) > 2;
}
