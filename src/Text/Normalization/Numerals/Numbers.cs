using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Ordinals, decimals and plain numbers.</summary>
internal static class Numbers
{
    /// <summary>21st, 1,000th. A wrong ending is read as letters: 3th → three th.</summary>
    public static int ReadOrdinal(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at)
            || !pieces.StartsItem(at)
            || !Quantity.TryRead(pieces, at, out var number)
            || number.Decimals is not null
        )
            return at;
        var ending = pieces.Lower(number.Next);
        if (ending is not ("st" or "nd" or "rd" or "th"))
            return at;
        var digits = number.Whole;
        if (IsOrdinal(digits, ending))
        {
            speech.Say(pieces.Range(at, number.Next + 1), NumberWords.Ordinal(digits), "ordinal");
            var dash = number.Next + 1;
            if (
                pieces.IsAny(dash, "-–")
                && pieces.IsDigits(dash + 1)
                && IsOrdinal(pieces.String(dash + 1), pieces.String(dash + 2))
            )
            {
                speech.Say(pieces.Range(dash, dash + 1), "to", "range");
                return ReadOrdinalAt(pieces, dash + 1, speech);
            }
            return dash;
        }
        speech.Say(
            pieces.Range(at, number.Next),
            digits.Length > 2 ? NumberWords.Digits(digits) : NumberWords.Cardinal(digits),
            "cardinal"
        );
        speech.Word(pieces.Range(number.Next, number.Next + 1), pieces.String(number.Next), "ordinal");
        return number.Next + 1;
    }

    private static int ReadOrdinalAt(Pieces pieces, int at, Speech speech)
    {
        speech.Say(pieces.Range(at, at + 2), NumberWords.Ordinal(pieces.Span(at)), "ordinal");
        return at + 2;
    }

    /// <summary>1.5e-3, 6E+23 → six times ten to the power of twenty three.</summary>
    public static int ReadScientific(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !Quantity.TryRead(pieces, at, out var number)
            || pieces.Lower(number.Next) is not "e"
        )
            return at;
        var signed = pieces.IsAny(number.Next + 1, "-+");
        var exponent = signed ? number.Next + 2 : number.Next + 1;
        if (
            (!signed && number is { Decimals: null, Whole.Length: > 2 })
            || !pieces.IsDigits(exponent, 1, 3)
            || pieces.IsLetters(exponent + 1)
            || (pieces.IsAny(exponent + 1, "-.") && pieces.IsDigits(exponent + 2))
        )
            return at;
        var power = (pieces.Is(number.Next + 1, '-') ? "minus " : "") + NumberWords.Cardinal(pieces.Value(exponent));
        speech.Say(pieces.Range(at, number.Next), number.Words(), "math");
        speech.Say(pieces.Range(number.Next, exponent + 1), "times ten to the power of " + power, "math");
        return exponent + 1;
    }

    /// <summary>12, -5, 13,000, 2.50, 0.1 billion, versions such as 1.2.3.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadDotted(pieces, at, speech) is var afterDots && afterDots > at)
            return afterDots;
        if (!Quantity.TryRead(pieces, at, out var number))
            return at;
        var scale = Scales.TryRead(pieces, number.Next, money: false, out _);
        var span = pieces.Range(at, number.Next);
        var counts =
            number.Whole.Length is 5 or 6 && pieces.IsSpace(number.Next) && IsPluralNoun(pieces, number.Next + 1);
        if (number is { Negative: false, Decimals: null, Grouped: false } && NameAt(pieces, at) is { } name)
            speech.Say(span, name, "cardinal");
        else if (scale is null && !counts && number is { Decimals: null, Grouped: false })
            speech.Say(span, (number.Negative ? "minus " : "") + NumberWords.Bare(number.Whole), "cardinal");
        else
            speech.Say(span, number.Words(), number.Decimals is null ? "cardinal" : "decimal");
        return number.Next;
    }

    /// <summary>10k steps, 3M views, 7B parameters: a letter that multiplies, before what is counted.</summary>
    public static int ReadCounted(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !Quantity.TryRead(pieces, at, out var number)
            || !(
                (pieces.IsSpace(number.Next + 1) && IsPluralNoun(pieces, number.Next + 2))
                || IsCertainScale(pieces, number)
            )
            || (
                number.Whole is "4" or "8"
                && pieces.Lower(number.Next + 2)
                    is "videos"
                        or "displays"
                        or "monitors"
                        or "screens"
                        or "cameras"
                        or "televisions"
                        or "movies"
                        or "films"
                        or "streams"
            )
        )
            return at;
        var scale = pieces.Span(number.Next) switch
        {
            "k" or "K" => "thousand",
            "M" or "mn" or "mln" => "million",
            "B" or "bn" or "bln" => "billion",
            "tn" or "trn" => "trillion",
            _ => null,
        };
        if (scale is null)
            return at;
        speech.Say(pieces.Range(at, number.Next + 1), number.Words() + " " + scale, "cardinal");
        return number.Next + 1;
    }

    /// <summary>2.3bn, 1.5M, 70K+: a scale whatever follows.</summary>
    private static bool IsCertainScale(Pieces pieces, Quantity number) =>
        !pieces.IsLetters(number.Next + 1)
        && !pieces.IsDigits(number.Next + 1)
        && (
            pieces.Span(number.Next) switch
            {
                "bn" or "mn" or "tn" or "bln" or "mln" or "trn" => true,
                "M" or "B" => number.Decimals is { Length: <= 2 } || pieces.Is(number.Next + 1, '+'),
                "K" or "k" => pieces.Is(number.Next + 1, '+') || (number.Decimals is { Length: 1 }),
                _ => false,
            }
        );

    /// <summary>Words whose numbers are names and are read in pairs: Boeing 747, Route 101, RTX 4090.</summary>
    private static readonly FrozenSet<string> Namers = new[]
    {
        "boeing", "airbus", "flight", "route", "highway", "hwy", "interstate", "room", "rm", "http", "status", "rtx",
        "gtx", "rx", "ryzen", "radeon", "geforce", "threadripper", "porsche", "ferrari", "bmw", "peugeot", "mercedes",
        "cessna", "psalm", "nikkei", "intel", "fortune", "resolution", "form", "area", "bus", "locker", "ward",
        "proposition", "section", "sr", "us", "mcdonnell", "embraer", "apache", "rfc", "iso", "din", "en", "rs", "xbox",
        "nikon", "canon", "sony", "renault", "volvo", "saab", "lexus", "airline", "channel", "apollo",
        "port", "localhost", "ports",
    }.ToFrozenSet();

    /// <summary>
    /// The name of a number after such a word, or of a code that a server answers with; null for other numbers.
    /// </summary>
    public static string? NameAt(Pieces pieces, int at)
    {
        if (!pieces.IsDigits(at, 3, 4) || pieces.Span(at)[0] == '0')
            return null;
        var before =
            pieces.IsSpace(at - 1) || (pieces.Is(at - 1, ':') && pieces.IsWord(at - 2, "localhost")) ? at - 2 : -1;
        if (pieces.IsWord(before, "chmod"))
            return NumberWords.Digits(pieces.Span(at));
        var word = pieces.Lower(before);
        var named =
            Namers.Contains(word)
            && !IsPluralNoun(pieces, pieces.SkipSpace(at + 1))
            && (
                word
                    is not (
                        "section"
                        or "form"
                        or "area"
                        or "us"
                        or "bus"
                        or "en"
                        or "rs"
                        or "iso"
                        or "intel"
                        or "fortune"
                        or "resolution"
                        or "ward"
                        or "status"
                    )
                || pieces.IsCapital(before)
            );
        if (!named && !IsAnswer(pieces, at, word))
            return null;
        if (pieces.Length(at) == 4 && pieces.Span(at)[1..3] is "00")
            return NumberWords.Cardinal(pieces.Span(at), and: false);
        return pieces.Length(at) == 4 ? NumberWords.Pairs(pieces.Span(at))
            : pieces.Span(at)[1..] is "00" ? NumberWords.Cardinal(pieces.Span(at))
            : NumberWords.Name(pieces.Span(at));
    }

    /// <summary>HTTP 404, error 503, 404 Not Found.</summary>
    private static bool IsAnswer(Pieces pieces, int at, string before)
    {
        if (!pieces.IsDigits(at, 3, 3) || pieces.Value(at) is < 100 or > 599)
            return false;
        return before is "http" or "error" or "errors" or "status" or "response" or "code"
            || (
                pieces.Value(at) >= 400
                && (
                    pieces.IsSpace(at + 1)
                        && pieces.Lower(at + 2)
                            is "error"
                                or "errors"
                                or "page"
                                or "not"
                                or "forbidden"
                                or "unauthorized"
                                or "bad"
                                or "internal"
                                or "response"
                                or "responses"
                                or "status"
                    || (before is "a" or "an" && !pieces.IsSpace(at + 1))
                )
            );
    }

    /// <summary>
    /// True if a word looks like a noun in the plural, in small letters: something that a number counts.
    /// </summary>
    public static bool IsPluralNoun(Pieces pieces, int at)
    {
        var word = pieces.Span(at);
        if (!pieces.IsLetters(at) || word.Length < 4 || !char.IsAsciiLetterLower(word[0]) || pieces.Is(at + 1, '\''))
            return false;
        return word
                is "people"
                    or "children"
                    or "women"
                    or "feet"
                    or "percent"
                    or "fish"
                    or "sheep"
                    or "teeth"
                    or "mice"
                    or "dollars"
            || (
                word[^1] == 's'
                && word[^2] is not 's' and not 'u' and not 'i'
                && word
                    is not (
                        "this"
                        or "was"
                        or "does"
                        or "goes"
                        or "says"
                        or "always"
                        or "times"
                        or "plus"
                        or "minus"
                        or "yes"
                    )
            );
    }

    /// <summary>1.2.3 → one point two point three.</summary>
    private static int ReadDotted(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at)
            || !pieces.Is(at + 1, '.')
            || !pieces.IsDigits(at + 2)
            || !pieces.Is(at + 3, '.')
            || !pieces.IsDigits(at + 4)
        )
            return at;
        var groups = at;
        while (pieces.Is(groups + 1, '.') && pieces.IsDigits(groups + 2, 3, 3) && groups < at + 20)
            groups += 2;
        if (
            groups >= at + 4
            && pieces.IsDigits(at, 1, 3)
            && !(pieces.Is(groups + 1, '.') && pieces.IsDigits(groups + 2))
        )
        {
            speech.Say(
                pieces.Range(at, groups + 1),
                NumberWords.Cardinal(
                    pieces.Text[pieces[at].Start..pieces[groups].End].Replace(".", "", StringComparison.Ordinal)
                ),
                "cardinal"
            );
            return groups + 1;
        }
        var i = at;
        while (true)
        {
            speech.Say(pieces.Range(i, i + 1), NumberWords.Serial(pieces.Span(i)), "serial");
            if (!pieces.Is(i + 1, '.') || !pieces.IsDigits(i + 2))
                return i + 1;
            speech.Say(pieces.Range(i + 1, i + 2), "point", "serial");
            i += 2;
        }
    }

    /// <summary>True if an ending is the right one for a number: 21 and st.</summary>
    public static bool IsOrdinal(string digits, string ending) =>
        digits.Length > 0
        && char.IsAsciiDigit(digits[0])
        && (digits[0] != '0' || digits.Length == 1)
        && ending.Equals(Ending(digits), StringComparison.OrdinalIgnoreCase);

    private static string Ending(string digits)
    {
        var teen = digits.Length > 1 && digits[^2] == '1';
        return digits[^1] switch
        {
            '1' when !teen => "st",
            '2' when !teen => "nd",
            '3' when !teen => "rd",
            _ => "th",
        };
    }
}
