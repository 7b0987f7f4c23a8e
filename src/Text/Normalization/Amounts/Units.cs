using VoiceSmith.Text.Normalization.Scanning;
using static VoiceSmith.Text.Normalization.Amounts.UnitTable;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>Units of measure by their symbols, alone and compound: km, km², km/h, kg/m³.</summary>
internal static class Units
{
    /// <summary>A unit at a piece, glued to its number or after a blank: kg, km², sq ft, °C, %, m/s.</summary>
    public static Unit? Read(Pieces pieces, int at, bool glued, out int next)
    {
        if (Simple(pieces, at, glued, out next) is not { } unit)
            return null;
        if (pieces.Is(next, '/') && PerUnit(pieces, next + 1, out var after) is { } per && Ends(pieces, after))
        {
            next = after;
            return new($"{unit.One} per {per.One}", $"{unit.Many} per {per.One}");
        }
        return Ends(pieces, next) ? unit : null;
    }

    /// <summary>Units without a number: km/h, MHz.</summary>
    public static int ReadAlone(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.Length(at) > 4 || pieces.IsAny(at - 1, "/-_.@#$"))
            return at;
        var name = pieces.String(at);
        var next = at + 1;
        string? words = null;
        if (
            pieces.Is(next, '/')
            && Exact.TryGetValue(name, out var unit)
            && pieces.Length(next + 1) <= 3
            && Exact.TryGetValue(pieces.String(next + 1), out var per)
            && Ends(pieces, next + 2)
            && !pieces.Is(next + 2, '/')
            && (
                name.Length + pieces.Length(next + 1) > 2
                || (name[0], pieces.String(next + 1)) is ('m', "s" or "h") or ('g', "L" or "l")
            )
            && !(name.Length == 1 && char.IsUpper(name[0]))
            && name is not ("in" or "x" or "h" or "s")
        )
            (words, next) = ($"{unit.Many} per {per.One}", next + 2);
        else if (
            Ends(pieces, next) && name is [.. var prefix, 'H', 'z'] && prefix is "k" or "M" or "G" or "T"
            || name
                is "kWh"
                    or "MWh"
                    or "GWh"
                    or "mAh"
                    or "kPa"
                    or "hPa"
                    or "MPa"
                    or "GPa"
                    or "kJ"
                    or "MJ"
                    or "kW"
                    or "MW"
                    or "GW"
                    or "kV"
                    or "mV"
                    or "mW"
                    or "kΩ"
                    or "MΩ"
                    or "dB"
                    or "kB"
                    or "km²"
                    or "mmHg"
        )
            words = Ends(pieces, next) && Exact.TryGetValue(name, out unit) ? unit.Many : null;
        if (words is null)
            return at;
        speech.Say(pieces.Range(at, next), words, "measure");
        return next;
    }

    /// <summary>The s of m/s, the year of mm/year.</summary>
    private static Unit? PerUnit(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        return PerNouns.Contains(pieces.Lower(at))
            ? Regular(pieces.Lower(at))
            : Simple(pieces, at, glued: false, out next);
    }

    /// <summary>The words for what follows the stroke of a price.</summary>
    public static string? Per(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        if (pieces.IsAny(at, "'\""))
            return pieces.Is(at, '\'') ? "per foot" : "per inch";
        var word = pieces.Lower(at);
        if (PerNouns.Contains(word) && Ends(pieces, next))
            return "per " + word;
        if (
            word is "sq" or "square" or "cu" or "cubic"
            || !PerWords.TryGetValue(word, out var words)
            || pieces.IsAny(next, "²³")
        )
            return word is "mo" && Ends(pieces, next) ? "per month"
                : Read(pieces, at, glued: false, out next) is { } unit ? "per " + unit.One
                : null;
        return Ends(pieces, next) ? words : null;
    }

    private static Unit? Simple(Pieces pieces, int at, bool glued, out int next)
    {
        next = at + 1;
        if (pieces[at].Kind == PieceKind.Symbol)
            return Sign(pieces, at, ref next);
        if (!pieces.IsLetters(at))
            return null;
        if (pieces.Span(at) is "N" or "kN" or "mN" && pieces.IsAny(next, "·⋅") && pieces.Span(next + 1) is "m")
        {
            next += 2;
            return Regular(
                pieces.Span(at) switch
                {
                    "kN" => "kilonewton meter",
                    "mN" => "millinewton meter",
                    _ => "newton meter",
                }
            );
        }
        if (pieces.Lower(at) is "deg" or "degs" && Scale(pieces, SkipStop(pieces, next)) is { } scale)
        {
            next = pieces.SkipSpace(SkipStop(pieces, next)) + 1;
            return new("degree " + scale, "degrees " + scale);
        }
        if (pieces.Span(at) is "fl" && SkipStop(pieces, next) is var ounce && pieces.Lower(ounce) is "oz")
        {
            next = ounce + 1;
            return Regular("fluid ounce");
        }
        if (
            pieces.Lower(at) is "sq" or "square" or "cu" or "cubic"
            && Length(pieces, SkipStop(pieces, next), out var end) is { } length
        )
        {
            next = end;
            return Power(length, pieces.Lower(at)[0] == 's' ? '2' : '3');
        }
        if (pieces.Is(next, '/') && Counted(pieces, at) is { } counted && PerUnit(pieces, next + 1, out _) is not null)
            return counted;
        var symbol = pieces.String(at);
        if (
            symbol.Length > 6
            || Find(symbol) is not { } unit
        )
            return null;
        if (!Allowed(pieces, symbol, next, glued))
            return null;
        if (symbol == "bps" && pieces.IsDigits(next - (glued ? 2 : 3), 1, 3))
            return Regular("basis point");
        if (Lengths.Contains(symbol.ToLowerInvariant()))
        {
            var power = pieces.Is(next, '^') && pieces.IsDigits(next + 1, 1, 1) ? next + 1 : next;
            var sign = pieces[power].Kind is PieceKind.None ? ' ' : pieces.Text[pieces[power].Start];
            if (sign is '²' or '³' or '2' or '3' && pieces.Length(power) == 1)
            {
                next = power + 1;
                return Power(unit, sign is '²' or '2' ? '2' : '3');
            }
        }
        return unit;
    }

    /// <summary>Keeps words that only look like units out: "5 in the morning", "4s", "5G".</summary>
    private static bool Allowed(Pieces pieces, string symbol, int next, bool glued) =>
        symbol switch
        {
            "in" => glued
                || (pieces.IsDigits(next - 3) && pieces.Lower(next - 5) is "ft" or "feet" or "foot")
                || pieces.Is(next, '.')
                || pieces.IsAny(next, "²³")
                || (IsFraction(pieces, next - 3) && !GoesOn(pieces, next)),
            "x" => glued
                && (
                    IsTimes(pieces, next)
                    || (
                        IsDecimal(pieces, next - 2)
                        && pieces.Lower(next - 6) is "of" or "at" or "by" or "is" or "was" or "up" or "about"
                    )
                ),
            "s" or "S" => symbol == "s" && (!glued || IsDecimal(pieces, next - 2) || IsAfterMinutes(pieces, next - 2)),
            "A" => glued && IsCurrent(pieces, next),
            "d" => glued
                && pieces.IsSpace(next)
                && pieces.IsDigits(next + 1, 1, 2)
                && pieces.Lower(next + 2) is "h" or "hr" or "hrs",
            "mo" or "cd" or "au" => glued,
            "pt" => glued
                || (
                    pieces.Is(next, '.')
                    && pieces.IsSpace(next + 1)
                    && pieces.IsSmall(next + 2)
                    && pieces.Lower(next + 2) is not ("font" or "type" or "text")
                ),
            "c" or "T" or "pts" => !glued
                && pieces.Is(next, '.')
                && pieces.IsSpace(next + 1)
                && (pieces.IsSmall(next + 2) || pieces.Is(next + 2, '('))
                && !(symbol == "pts" && pieces.Lower(next + 2) is "in" or "for" or "and" or "to" or "per" or "or"),
            "m" or "g" or "l" or "h" or "L" or "V" or "W" or "J" => true,
            "Pa" or "pa" => symbol == "Pa",
            _ => symbol.Length > 1 || symbol is "Ω" or "ω" or "Å",
        };

    private static bool IsFraction(Pieces pieces, int last) =>
        pieces.IsNumberSign(last)
        || (pieces.IsDigits(last) && pieces.IsAny(last - 1, "/⁄") && pieces.IsDigits(last - 2));

    /// <summary>"in the box": a word follows that a unit would not have behind it.</summary>
    private static bool GoesOn(Pieces pieces, int next) =>
        pieces.IsSpace(next) && pieces.IsLetters(next + 1) && !Attributes.Describes(pieces, next);

    /// <summary>4x faster, 2x more, 3x as many.</summary>
    private static bool IsTimes(Pieces pieces, int next) =>
        (
            pieces.Is(next, '/')
            && pieces.Lower(next + 1) is "day" or "week" or "wk" or "month" or "mo" or "year" or "yr" or "hour" or "hr"
        )
        || (pieces.IsSpace(next) && pieces.Span(next + 1) is "YoY" or "QoQ" or "MoM")
        || pieces.IsSpace(next)
        && pieces.IsSmall(next + 1)
        && (
            pieces.Lower(next + 1)
                is "more"
                    or "less"
                    or "daily"
                    or "weekly"
                    or "monthly"
                    or "yearly"
                    or "fewer"
                    or "as"
                    or "the"
                    or "better"
                    or "worse"
                    or "its"
                    or "their"
                    or "your"
                    or "this"
                    or "that"
                    or "what"
                    or "over"
                    or "per"
                    or "a"
                    or "speed"
                    or "zoom"
                    or "speedup"
                    or "improvement"
                    or "increase"
                    or "leverage"
                    or "magnification"
            || pieces.Lower(next + 1)
                is [_, _, _, .., 'e', 'r']
                    and not (
                        "after"
                        or "over"
                        or "under"
                        or "engineer"
                        or "developer"
                        or "speaker"
                        or "multiplier"
                        or "optimizer"
                    )
        );

    /// <summary>The requests of req/s, the frames of frames/s.</summary>
    private static Unit? Counted(Pieces pieces, int at) =>
        pieces.Lower(at) switch
        {
            "req" or "reqs" => Regular("request"),
            "op" or "ops" => Regular("operation"),
            "msg" or "msgs" => Regular("message"),
            "pkt" or "pkts" => Regular("packet"),
            "tok" or "toks" => Regular("token"),
            "it" or "its" or "iter" or "iters" => Regular("iteration"),
            "img" or "imgs" => Regular("image"),
            "rev" or "revs" => Regular("revolution"),
            "txn" or "txns" or "tx" => Regular("transaction"),
            "ev" or "evt" or "evts" => Regular("event"),
            [_, _, _, .., 's'] plural when pieces.IsSmall(at) && plural[^2] is not ('s' or 'u' or 'i') => new(
                plural[..^1],
                plural
            ),
            _ => null,
        };

    /// <summary>A 3A fuse, 5V/2A: amps.</summary>
    private static bool IsCurrent(Pieces pieces, int next) =>
        (pieces.Is(next - 3, '/') && pieces.Span(next - 4) is "V" or "VAC" or "VDC")
        || (
            pieces.IsSpace(next)
            && pieces.Lower(next + 1)
                is "fuse"
                    or "fuses"
                    or "breaker"
                    or "charger"
                    or "current"
                    or "circuit"
                    or "adapter"
                    or "adaptor"
                    or "plug"
                    or "max"
                    or "peak"
                    or "load"
                    or "relay"
        );

    private static bool IsDecimal(Pieces pieces, int digits) =>
        pieces.Is(digits - 1, '.') && pieces.IsDigits(digits - 2);

    /// <summary>The s of 2m 5s is seconds, that of a phone's 5s is not.</summary>
    public static bool IsAfterMinutes(Pieces pieces, int digits)
    {
        var minutes = pieces.IsSpace(digits - 1) ? digits - 2 : digits - 1;
        return pieces.Lower(minutes) is "m" or "min" or "mins"
            && (pieces.IsDigits(minutes - 1) || (pieces.IsSpace(minutes - 1) && pieces.IsDigits(minutes - 2)));
    }

    private static Unit? Sign(Pieces pieces, int at, ref int next)
    {
        switch (pieces.Text[pieces[at].Start])
        {
            case '%' when pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1) && pieces.IsDigits(at + 2):
                return null; // 5 % 2
            case '%':
                return new("percent", "percent");
            case '‰':
                return new("per mille", "per mille");
            case '℃':
                return new("degree Celsius", "degrees Celsius");
            case '℉':
                return new("degree Fahrenheit", "degrees Fahrenheit");
            case 'Ω':
                return Regular("ohm");
            case '°' or 'º' when Scale(pieces, at + 1) is { } scale:
                next = pieces.SkipSpace(at + 1) + 1;
                return new("degree " + scale, "degrees " + scale);
            case '°' or 'º':
                return Regular("degree");
            default:
                return null;
        }
    }

    /// <summary>The C of 20°C and 20° C.</summary>
    private static string? Scale(Pieces pieces, int at)
    {
        var letter = pieces.SkipSpace(at);
        if (!Ends(pieces, letter + 1) || (letter > at && !pieces.IsCapital(letter)))
            return null;
        return pieces.Lower(letter) switch
        {
            "c" => "Celsius",
            "f" => "Fahrenheit",
            "k" => "Kelvin",
            _ => null,
        };
    }

    private static Unit? Length(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        var word = pieces.Lower(at);
        if (word is "foot" or "feet")
            return Exact["ft"];
        if (word is "mile" or "meter" or "inch" or "yard" or "kilometer")
            return Regular(word);
        return Lengths.Contains(word) ? Exact[word] : null;
    }

    private static int SkipStop(Pieces pieces, int at) => pieces.SkipSpace(pieces.Is(at, '.') ? at + 1 : at);

    private static bool Ends(Pieces pieces, int at) => !pieces.IsLetters(at) && !pieces.IsDigits(at);

    private static Unit Power(Unit unit, char power)
    {
        var word = power == '2' ? "square " : "cubic ";
        return new(word + unit.One, word + unit.Many);
    }
}
