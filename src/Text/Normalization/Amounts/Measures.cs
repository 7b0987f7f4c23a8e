using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Normalization.Science;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>Amounts with a unit: 12kg, 4 1/2 lbs, 2-5lb, 2x8 m2, 5'10", 7.2-millimeter.</summary>
internal static class Measures
{
    private const string Kind = "measure";
    private const int MostSides = 4;

    /// <summary>1h30, 2h05: hours and minutes.</summary>
    private static int ReadHours(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 1, 2)
            || pieces.Span(at + 1) is not "h"
            || !pieces.IsDigits(at + 2, 2, 2)
            || pieces.Value(at + 2) > 59
            || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, "-.:/") && pieces.IsDigits(at + 4))
        )
            return at;
        var hours = NumberWords.Cardinal(pieces.Span(at)) + (pieces.Value(at) == 1 ? " hour" : " hours");
        var minutes = pieces.Value(at + 2) == 0 ? "" : " " + NumberWords.Cardinal(pieces.Value(at + 2));
        speech.Say(pieces.Range(at, at + 3), hours + minutes, Kind);
        return at + 3;
    }

    /// <summary>The 5' of 3'x5'.</summary>
    private static bool IsSecondSide(Pieces pieces, int at, Speech speech) =>
        pieces.Span(at - 1) is "x" or "X" && speech.Last is { Text: "by", Class: Kind };

    /// <summary>350F/180C, bake at 350F: degrees without their sign.</summary>
    private static int ReadHeat(Pieces pieces, int at, Speech speech)
    {
        const int Reach = 12;
        if (!IsHeat(pieces, at))
            return at;
        var pair = pieces.Is(at + 2, '/') && IsHeat(pieces, at + 3);
        var told = pair;
        for (var i = at - 1; i > at - Reach && !told; i--)
            told = pieces.IsLetters(i) && Heating.Contains(pieces.Lower(i));
        if (!told)
            return at;
        SayHeat(pieces, at, speech);
        if (!pair)
            return at + 2;
        speech.Say(pieces.Range(at + 2, at + 3), "or", Kind);
        SayHeat(pieces, at + 3, speech);
        return at + 5;
    }

    private static bool IsHeat(Pieces pieces, int at) =>
        pieces.IsDigits(at, 2, 3)
        && pieces.Span(at + 1) is "F" or "C"
        && !pieces.IsDigits(at + 2)
        && !(pieces.IsAny(at + 2, "-'") && pieces.IsLetters(at + 3));

    private static void SayHeat(Pieces pieces, int at, Speech speech) =>
        speech.Say(
            pieces.Range(at, at + 2),
            NumberWords.Cardinal(pieces.Value(at))
                + (pieces.Span(at + 1) is "F" ? " degrees Fahrenheit" : " degrees Celsius"),
            Kind
        );

    private static readonly FrozenSet<string> Heating = new[]
    {
        "bake", "baked", "oven", "preheat", "preheated", "heat", "heated", "roast", "grill", "cook", "temperature",
        "temp", "temps", "weather", "hot", "cold", "warm", "high", "low", "highs", "lows", "outside", "fever",
    }.ToFrozenSet();

    /// <summary>An amount, a range or the sides of an area, and their unit.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!(pieces.StartsItem(at) || IsSecondSide(pieces, at, speech)) || !TryAmount(pieces, at, out var amount))
            return at;
        if (ReadHours(pieces, at, speech) is var afterHours && afterHours > at)
            return afterHours;
        if (ReadHeat(pieces, at, speech) is var afterHeat && afterHeat > at)
            return afterHeat;
        if (Feet.Read(pieces, at, speech) is var afterFeet && afterFeet > at)
            return afterFeet;
        if (Feet.IsInchMark(pieces, amount.Next))
        {
            Say(pieces, at, amount.Next + 1, amount, new("inch", "inches"), speech);
            return amount.Next + 1;
        }
        var i = pieces.SkipSpace(amount.Next);
        if (
            pieces.IsWord(i, "m")
            && (IsAfterHours(pieces, at) || IsBeforeSeconds(pieces, i + 1))
            && !pieces.IsLetters(i + 1)
            && !pieces.IsDigits(i + 1)
        )
        {
            Say(pieces, at, i + 1, amount, new("minute", "minutes"), speech);
            return i + 1;
        }
        if (Units.Read(pieces, i, i == amount.Next, out var next) is { } unit)
        {
            if (IsSecondUnit(pieces, at, speech))
                unit = unit with { One = amount.IsOne ? unit.One : unit.Many };
            Say(pieces, at, SkipStop(pieces, next), amount, unit, speech);
            return ReadEnd(pieces, SkipStop(pieces, next), speech);
        }
        if (
            pieces.Is(amount.Next, '-')
            && Units.Read(pieces, amount.Next + 1, glued: true, out next) is { } adjective
            && pieces.IsLetters(amount.Next + 1)
        )
        {
            speech.Say(pieces.Range(at, amount.Next), amount.Words, Kind);
            speech.Silent(pieces.Range(amount.Next, amount.Next + 1), "-");
            var end = SkipStop(pieces, next);
            speech.Say(pieces.Range(amount.Next + 1, end), adjective.One, Kind);
            return end;
        }
        return ReadSeveral(pieces, at, amount, speech);
    }

    /// <summary>A number in words, its grammatical number, and the piece after it.</summary>
    private readonly record struct Measured(string Words, bool IsOne, int Next);

    private static bool TryAmount(Pieces pieces, int at, out Measured amount)
    {
        amount = default;
        if (Fractions.TryRead(pieces, at, out var fraction, out var next))
        {
            amount = new(fraction, Fractions.IsPart(pieces, at), next);
            return true;
        }
        if (!Quantity.TryRead(pieces, at, out var number))
            return false;
        var scale = Scales.TryRead(pieces, number.Next, money: false, out next);
        amount = scale is null
            ? new(number.Words(), number.IsOne, number.Next)
            : new(number.Words() + " " + scale, false, next);
        return true;
    }

    private static void Say(Pieces pieces, int at, int next, Measured amount, Unit unit, Speech speech) =>
        speech.Say(pieces.Range(at, next), amount.Words + " " + Name(pieces, next, amount.IsOne, unit), Kind);

    private static string Name(Pieces pieces, int next, bool isOne, Unit unit) =>
        isOne
        || (
            !IsWrittenPlural(pieces, next)
            && unit.One is not ("time" or "teaspoon" or "tablespoon" or "cup" or "pint" or "quart")
            && Attributes.Describes(pieces, next)
        )
            ? unit.One
            : unit.Many;

    /// <summary>350°F/180°C: the same in another unit.</summary>
    private static int ReadOther(Pieces pieces, int at, Speech speech)
    {
        var stroke = pieces.SkipSpace(at);
        var other = stroke > at ? pieces.SkipSpace(stroke + 1) : stroke + 1;
        if (
            !pieces.Is(stroke, '/')
            || !pieces.IsDigits(other)
            || !TryAmount(pieces, other, out var amount)
            || Units.Read(pieces, stroke > at ? pieces.SkipSpace(amount.Next) : amount.Next, stroke == at, out var next)
                is not { } unit
            || pieces.Is(next, '/')
        )
            return at;
        if (unit.One is "amp" or "watt" or "hertz")
            speech.Hide(pieces.Range(stroke, stroke + 1)); // 12V/5A is not one in another unit
        else
            speech.Say(pieces.Range(stroke, stroke + 1), "or", Kind);
        Say(pieces, other, SkipStop(pieces, next), amount, unit, speech);
        return SkipStop(pieces, next);
    }

    /// <summary>The second half of 2%-10% and 5kg–10kg.</summary>
    private static int ReadEnd(Pieces pieces, int at, Speech speech)
    {
        if (ReadOther(pieces, at, speech) is var afterOther && afterOther > at)
            return afterOther;
        var dash = pieces.SkipSpace(at);
        var second = pieces.SkipSpace(dash + 1);
        if (
            !pieces.IsAny(dash, "-–")
            || (second > dash + 1) != (dash > at)
            || !pieces.IsDigits(second)
            || !TryAmount(pieces, second, out var amount)
        )
            return at;
        var i = pieces.SkipSpace(amount.Next);
        if (Units.Read(pieces, i, i == amount.Next, out var next) is not { } unit)
            return at;
        speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
        Say(pieces, second, SkipStop(pieces, next), amount, unit, speech);
        return SkipStop(pieces, next);
    }

    /// <summary>2-5lb → two to five pounds; 2x8 m2 → two by eight square meters; 2x4x8.</summary>
    private static int ReadSeveral(Pieces pieces, int at, Measured first, Speech speech)
    {
        var sign = pieces.SkipSpace(first.Next);
        var by = IsBy(pieces, sign);
        if (!(by && !pieces.InEquation(sign)) && !pieces.IsAny(sign, "-–"))
            return at;
        if (!by && sign > first.Next && !pieces.IsSpace(sign + 1))
            return at; // 500 -0.3%: a minus
        var amounts = new List<(int Sign, int At, Measured Amount)> { (at, at, first) };
        while (
            amounts.Count < MostSides
            && pieces.SkipSpace(sign + 1) is var other
            && !pieces.Is(other, '-')
            && TryAmount(pieces, other, out var amount)
        )
        {
            amounts.Add((sign, other, amount));
            sign = pieces.SkipSpace(amount.Next);
            if (!by || !IsBy(pieces, sign))
                break;
        }
        var last = amounts[^1];
        var i = pieces.SkipSpace(last.Amount.Next);
        var unit = Units.Read(pieces, i, i == last.Amount.Next, out var next);
        if (amounts.Count < 2 || (unit is null && (!by || pieces.IsLetters(last.Amount.Next))))
            return at;
        var pixels =
            unit is null
            && amounts.Exists(side => pieces.IsDigits(side.At, 4, 4) && side.Amount.Next == side.At + 1)
            && amounts.TrueForAll(side => pieces.IsDigits(side.At, 3, 4) && side.Amount.Next == side.At + 1);
        speech.Say(pieces.Range(at, first.Next), pixels ? NumberWords.Pairs(pieces.Span(at)) : first.Words, Kind);
        for (var side = 1; side < amounts.Count; side++)
        {
            var (joint, from, amount) = amounts[side];
            speech.Say(pieces.Range(joint, joint + 1), by ? "by" : "to", Kind);
            var named = unit is not null && side + 1 == amounts.Count;
            speech.Say(
                pieces.Range(from, named ? SkipStop(pieces, next) : amount.Next),
                (pixels ? NumberWords.Pairs(pieces.Span(from)) : amount.Words)
                    + (named ? " " + Name(pieces, next, isOne: false, unit!) : ""),
                Kind
            );
        }
        return unit is null ? last.Amount.Next : SkipStop(pieces, next);
    }

    /// <summary>The 8 oz of 1 lb 8 oz: it measures and does not describe.</summary>
    private static bool IsSecondUnit(Pieces pieces, int at, Speech speech) =>
        pieces.IsSpace(at - 1)
        && pieces.IsLetters(at - 2)
        && speech.Last is { Class: Kind } last
        && last.Source.End == pieces[at - 2].End;

    /// <summary>5 yrs. old, 20 lbs weight.</summary>
    private static bool IsWrittenPlural(Pieces pieces, int next) =>
        pieces.Lower(pieces.Is(next - 1, '.') ? next - 2 : next - 1)
            is "yrs"
                or "hrs"
                or "mins"
                or "secs"
                or "wks"
                or "lbs"
                or "mos";

    /// <summary>The sign between sides; the × of 3×10⁸ is none.</summary>
    private static bool IsBy(Pieces pieces, int at) =>
        (pieces.IsWord(at, "x") || pieces.Is(at, '×'))
        && !(
            pieces.SkipSpace(at + 1) is var ten
            && pieces.Span(ten) is "10"
            && (pieces.Is(ten + 1, '^') || Maths.Raised(pieces, ten + 1) is not null || pieces.Is(ten + 1, '⁻'))
        );

    /// <summary>The m of 1h 30m is no meter.</summary>
    private static bool IsAfterHours(Pieces pieces, int at)
    {
        var hours = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        return pieces.Lower(hours) is "h" or "hr" or "hrs"
            && (pieces.IsDigits(hours - 1) || (pieces.IsSpace(hours - 1) && pieces.IsDigits(hours - 2)));
    }

    /// <summary>Nor is the m of 1m 30s.</summary>
    private static bool IsBeforeSeconds(Pieces pieces, int at)
    {
        var seconds = pieces.SkipSpace(at);
        return pieces.IsDigits(seconds, 1, 2)
            && pieces.Span(seconds + 1) is "s"
            && !pieces.IsLetters(seconds + 2)
            && !pieces.IsDigits(seconds + 2);
    }

    /// <summary>The point of "lbs." when the sentence goes on.</summary>
    private static int SkipStop(Pieces pieces, int next)
    {
        var goesOn =
            pieces.IsAny(next + 1, ",;:)/")
            || (
                pieces.IsSpace(next + 1)
                && (pieces.IsSmall(next + 2) || pieces.IsDigits(next + 2) || pieces.IsAny(next + 2, "(&+—–-/"))
            );
        return pieces.Is(next, '.') && pieces.IsLetters(next - 1) && goesOn ? next + 1 : next;
    }
}
