using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Times of day with halves and zones, and lengths of time written h:mm:ss.</summary>
internal static class Times
{
    private const string Kind = "time";

    private static readonly FrozenSet<string> Zones = new[]
    {
        "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt", "akst", "hst", "gmt", "utc",
        "bst", "ist", "cet", "cest", "eet", "eest", "wet", "msk", "jst", "kst", "sgt", "hkt", "aest", "aedt", "acst",
        "awst", "nzst", "nzdt",
    }.ToFrozenSet();

    /// <summary>1:59 p.m. EST, 5pm, 23:00, 8:30-9:30, 9-5pm, 21:51:31.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || (pieces.Is(at - 1, ':') && pieces.IsDigits(at - 2)))
            return at;
        if (ReadStamp(pieces, at, speech) is var afterStamp && afterStamp > at)
            return afterStamp;
        if (ReadHundredHours(pieces, at, speech) is var afterHours && afterHours > at)
            return afterHours;
        if (ReadLap(pieces, at, speech) is var afterLap && afterLap > at)
            return afterLap;
        if (!TryTime(pieces, at, out var first) && !TryHourOfRange(pieces, at, out first))
            return at;
        Say(pieces, at, first, speech);
        var dash = pieces.SkipSpace(first.Next);
        var other = pieces.SkipSpace(dash + 1);
        if (!pieces.IsAny(dash, "-–") || !TryTime(pieces, other, out var second))
            return first.Next;
        speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
        Say(pieces, other, second, speech);
        return second.Next;
    }

    /// <summary>The 14:05:00 +0000 behind a date: a clock, its seconds where there are any, and the zone.</summary>
    private static int ReadStamp(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 2, 2)
            || pieces.Value(at) > 23
            || TwoDigits(pieces, at + 1, ':') < 0
            || TwoDigits(pieces, at + 3, ':') < 0
            || !(pieces.IsSpace(at - 1) && speech.Last is { Class: "date", Kind: SpokenTokenKind.Word } date)
            || date.Source.End < pieces[at - 1].Start
        )
            return at;
        SayClock(pieces, at, at, speech);
        var end = at + 5;
        if (pieces.IsAny(end, ".,") && pieces.IsDigits(end + 1))
            end += 2;
        return SayOffset(pieces, end, speech);
    }

    /// <summary>"at fourteen oh five and seven seconds": what a stamp of hours, minutes and seconds says.</summary>
    /// <param name="pieces">The sentence.</param>
    /// <param name="from">Where the words' source begins.</param>
    /// <param name="hour">The piece of the hour.</param>
    /// <param name="speech">Where they are said.</param>
    /// <returns>The piece behind minutes or seconds.</returns>
    public static int SayClock(Pieces pieces, int from, int hour, Speech speech)
    {
        var (hours, minutes, end) = (pieces.Value(hour), pieces.Value(hour + 2), hour + 3);
        var words =
            "at "
            + NumberWords.Cardinal(hours)
            + minutes switch
            {
                0 => hours is 0 or > 12 ? " hundred" : " o'clock",
                < 10 => " oh " + NumberWords.Cardinal(minutes),
                _ => " " + NumberWords.Cardinal(minutes),
            };
        if (pieces.Is(end, ':') && pieces.IsDigits(end + 1, 2, 2))
        {
            if (pieces.Value(end + 1) is > 0 and var seconds)
                words += " and " + NumberWords.Cardinal(seconds) + (seconds == 1 ? " second" : " seconds");
            end += 2;
        }
        speech.Say(pieces.Range(from, end), words, Kind);
        return end;
    }

    /// <summary>Z, +01:00, -0500 or +0000 behind a clock: UTC and the hours from it.</summary>
    public static int SayOffset(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Span(at) is "Z" or "z")
        {
            speech.Spell(pieces.Range(at, at + 1), "UTC");
            return at + 1;
        }
        var sign = pieces.SkipSpace(at);
        if (!pieces.IsAny(sign, "+-"))
            return at;
        var colon = pieces.IsDigits(sign + 1, 2, 2) && pieces.Is(sign + 2, ':') && pieces.IsDigits(sign + 3, 2, 2);
        if (!colon && !pieces.IsDigits(sign + 1, 4, 4))
            return at;
        var end = colon ? sign + 4 : sign + 2;
        if (pieces.IsDigits(end) || pieces.IsLetters(end))
            return at;
        var (hours, minutes) = colon
            ? (pieces.Value(sign + 1), pieces.Value(sign + 3))
            : (pieces.Value(sign + 1) / 100, pieces.Value(sign + 1) % 100);
        if (hours > 14 || minutes > 59)
            return at;
        speech.Spell(pieces.Range(sign, sign + 1), "UTC");
        if (hours + minutes > 0)
            speech.Say(
                pieces.Range(sign, end),
                (pieces.Is(sign, '-') ? "minus " : "plus ")
                    + NumberWords.Cardinal(hours)
                    + (minutes > 0 ? " " + NumberWords.Cardinal(minutes) : ""),
                Kind
            );
        return end;
    }

    /// <summary>0700 hours, 1430 hrs: as soldiers say it.</summary>
    private static int ReadHundredHours(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 4, 4) || pieces.Value(at) is var time && (time >= 2400 || time % 100 >= 60)
        )
            return at;
        var zulu = pieces.Span(at + 1) is "Z" && !pieces.IsDigits(at + 2);
        var glued = pieces.Span(at + 1) is "h" or "hrs" && !pieces.IsDigits(at + 2) && (time < 1000 || time >= 1300);
        if (
            !zulu
            && !glued
            && (
                !pieces.IsSpace(at + 1)
                || pieces.Lower(at + 2) is not ("hours" or "hrs")
                || !(
                    pieces.Span(at)[0] == '0'
                    || pieces.Lower(at - 2) is "at" or "by" or "until" or "from"
                    || (pieces.Lower(at + 2) is "hrs" && (pieces.Span(at)[2..] is not "00" || time >= 1300))
                )
            )
        )
            return at;
        var hour = pieces.Span(at)[..2];
        var minute = pieces.Span(at)[2..];
        speech.Say(
            pieces.Range(at, at + 1),
            (hour[0] == '0' ? "oh " + NumberWords.Cardinal(hour[1..]) : NumberWords.Cardinal(hour))
                + (
                    minute is "00" ? " hundred"
                    : minute[0] == '0' ? " oh " + NumberWords.Cardinal(minute[1..])
                    : " " + NumberWords.Cardinal(minute)
                ),
            Kind
        );
        if (zulu || glued)
            speech.Say(pieces.Range(at + 1, at + 2), zulu ? "zulu" : "hours", Kind);
        return zulu || glued ? at + 2 : at + 1;
    }

    /// <summary>4:12.29 → four minutes twelve point two nine seconds.</summary>
    private static int ReadLap(Pieces pieces, int at, Speech speech)
    {
        if (
            TwoDigits(pieces, at + 1, ':') < 0
            || !pieces.IsDigits(at, 1, 2)
            || !pieces.Is(at + 3, '.')
            || !pieces.IsDigits(at + 4, 1, 6)
            || pieces.IsLetters(at + 5)
            || (pieces.IsAny(at + 5, ".:") && pieces.IsDigits(at + 6))
        )
            return at;
        var seconds =
            NumberWords.Cardinal(pieces.Value(at + 2))
            + " point "
            + NumberWords.Digits(pieces.Span(at + 4))
            + " seconds";
        speech.Say(pieces.Range(at, at + 5), Count(pieces.Value(at), "minute") + " " + seconds, Kind);
        return at + 5;
    }

    /// <summary>
    /// A time, the pieces where AM or PM and the zone begin, and the piece after it; −1 for what is not there.
    /// </summary>
    private readonly record struct Time(int Hour, int Minute, int Second, int HalfAt, int ZoneAt, int Next);

    private static bool TryTime(Pieces pieces, int at, out Time time)
    {
        time = default;
        var (minute, second, next) = (-1, -1, at + 1);
        if (!pieces.IsDigits(at, 1, 2) || pieces.Value(at) > 24)
            return false;
        var colon = pieces.Is(next, ':');
        if (TwoDigits(pieces, next, colon ? ':' : '.') is var minutes && minutes >= 0)
        {
            (minute, next) = (minutes, next + 2);
            if (colon && TwoDigits(pieces, next, ':') is var seconds && seconds >= 0)
            {
                (second, next) = (seconds, next + 2);
                if (
                    pieces.Is(next, ',')
                    && pieces.IsDigits(next + 1, 3, 3)
                    && pieces[next + 2].Kind is PieceKind.Space or PieceKind.None
                )
                    next += 2; // thousandths, as subtitles have them
            }
        }
        var end = SkipHalf(pieces, next, out var halfAt);
        var clean =
            (!pieces.IsLetters(next) || pieces.Lower(next) is "ish" or "h" or "hrs")
            && !(pieces.IsAny(next, ":.,") && pieces.IsDigits(next + 1));
        if (halfAt < 0 && !(colon && minute >= 0 && clean))
            return false;
        end = SkipZone(pieces, end, halfAt >= 0, out var zoneAt);
        time = new(pieces.Value(at), minute, second, halfAt, zoneAt, end);
        return true;
    }

    /// <summary>The 9 of 9-5pm.</summary>
    private static bool TryHourOfRange(Pieces pieces, int at, out Time time)
    {
        time = new(pieces.Value(at), 0, -1, at, -1, at + 1);
        return pieces.IsDigits(at, 1, 2)
            && time.Hour is > 0 and <= 12
            && pieces.IsAny(at + 1, "-–")
            && TryTime(pieces, at + 2, out var other)
            && other.HalfAt >= 0;
    }

    private static int TwoDigits(Pieces pieces, int at, char separator) =>
        pieces.Is(at, separator) && pieces.IsDigits(at + 1, 2, 2) && pieces.Value(at + 1) < 60
            ? pieces.Value(at + 1)
            : -1;

    private static void Say(Pieces pieces, int at, Time time, Speech speech)
    {
        var end =
            time.HalfAt > at ? time.HalfAt
            : time.ZoneAt > at ? time.ZoneAt
            : time.Next;
        var span = pieces.Range(at, pieces.IsSpace(end - 1) ? end - 1 : end);
        speech.Say(span, time.Second >= 0 ? Length(time) : Clock(time), Kind);
        if (time.HalfAt > at)
        {
            end = time.ZoneAt > at ? time.ZoneAt : time.Next;
            speech.Spell(
                pieces.Range(time.HalfAt, pieces.IsSpace(end - 1) ? end - 1 : end),
                Starts(pieces, time.HalfAt, 'a') ? "AM" : "PM"
            );
        }
        if (time.ZoneAt < 0 && time.HalfAt > at && pieces.Is(time.Next - 1, '.') && pieces.EndsText(time.Next))
            speech.HiddenStop(pieces.Range(time.HalfAt, time.Next));
        if (time.ZoneAt > at)
            speech.Spell(
                pieces.Range(time.ZoneAt, time.Next),
                ZoneLetters(pieces, time.ZoneAt, out _).ToUpperInvariant()
            );
    }

    private static string Clock(Time time) =>
        NumberWords.Cardinal(time.Hour)
        + time.Minute switch
        {
            > 0 and < 10 => " oh " + NumberWords.Cardinal(time.Minute),
            >= 10 => " " + NumberWords.Cardinal(time.Minute),
            _ => time.HalfAt < 0 ? " o'clock" : "",
        };

    private static string Length(Time time) =>
        $"{Count(time.Hour, "hour")} {Count(time.Minute, "minute")} and {Count(time.Second, "second")}";

    private static string Count(int count, string unit) =>
        NumberWords.Cardinal(count) + " " + unit + (count == 1 ? "" : "s");

    /// <summary>Passes a.m., PM, p. m. after a time.</summary>
    private static int SkipHalf(Pieces pieces, int at, out int halfAt)
    {
        halfAt = pieces.SkipSpace(at);
        if (pieces.IsWord(halfAt, "am") || pieces.IsWord(halfAt, "pm"))
            return halfAt + 1;
        if (
            (pieces.IsWord(halfAt, "a") || pieces.IsWord(halfAt, "p"))
            && pieces.Is(halfAt + 1, '.')
            && pieces.SkipSpace(halfAt + 2) is var m
            && pieces.IsWord(m, "m")
        )
            return pieces.Is(m + 1, '.') ? m + 2 : m + 1;
        halfAt = -1;
        return at;
    }

    /// <summary>Passes EST, e.s.t. after a time; small letters only after a.m. or p.m.</summary>
    private static int SkipZone(Pieces pieces, int at, bool afterHalf, out int zoneAt)
    {
        zoneAt = pieces.SkipSpace(at);
        var letters = ZoneLetters(pieces, zoneAt, out var next);
        if (
            Zones.Contains(letters.ToLowerInvariant())
            && (
                afterHalf
                || char.IsAsciiLetterUpper(letters[0])
                || letters
                    is "est"
                        or "edt"
                        or "cst"
                        or "cdt"
                        or "mst"
                        or "mdt"
                        or "pst"
                        or "pdt"
                        or "gmt"
                        or "utc"
                        or "cet"
                        or "cest"
                        or "bst"
            )
        )
            return next;
        zoneAt = -1;
        return at;
    }

    /// <summary>The letters of EST or e.s.t.</summary>
    private static string ZoneLetters(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        if (!pieces.IsLetters(at) || !pieces.Is(at + 1, '.') || pieces.Length(at) > 1)
            return pieces.IsLetters(at)
                ? pieces.Lower(at) is { Length: > 0 and <= 4 }
                    ? pieces.String(at)
                    : ""
                : "";
        var letters = "";
        for (
            next = at;
            letters.Length < 4 && pieces.IsLetters(next) && pieces.Length(next) == 1;
            next += pieces.Is(next + 1, '.') ? 2 : 1
        )
            letters += pieces.String(next);
        return letters;
    }

    private static bool Starts(Pieces pieces, int at, char lower) =>
        char.ToLowerInvariant(pieces.Text[pieces[at].Start]) == lower;
}
