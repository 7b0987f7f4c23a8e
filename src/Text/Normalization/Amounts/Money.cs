using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>Amounts of money: $20.50, US$1.5 billion, 20 EUR, $5-$10, £10/wk.</summary>
internal static class Money
{
    private const string Kind = "money";

    /// <summary>An amount after its sign or code.</summary>
    public static int ReadSignFirst(Pieces pieces, int at, Speech speech)
    {
        var i = at;
        var negative = pieces.Is(i, '-') && pieces.StartsItem(i);
        if (negative)
            i++;
        if (!pieces.StartsItem(at) || !TryAmountAfterSign(pieces, i, out var currency, out var amount))
            return at;
        var dash = pieces.SkipSpace(amount.Next);
        if (pieces.IsAny(dash, "-–") && TryEndOfRange(pieces, pieces.SkipSpace(dash + 1), currency, out var second,
            out var repeated))
        {
            var bare = amount.Scale is null && (!repeated || second.Scale is not null);
            speech.Say(pieces.Range(at, amount.Next), bare ? amount.Bare() : amount.Words(currency), Kind);
            speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
            speech.Say(pieces.Range(pieces.SkipSpace(dash + 1), second.Next), second.Words(currency), Kind);
            return Per(pieces, second.Next, speech);
        }
        var words = IsAdjective(pieces, at, amount) ? amount.Bare() + " " + currency.One : amount.Words(currency);
        speech.Say(pieces.Range(at, amount.Next), (negative ? "minus " : "") + words, Kind);
        return Per(pieces, amount.Next, speech);
    }

    /// <summary>An amount before its sign or code: 20€, 4 million USD, 50¢.</summary>
    public static int ReadSignLast(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !Quantity.TryRead(pieces, at, out var number))
            return at;
        if (pieces.Is(number.Next, '¢'))
        {
            speech.Say(pieces.Range(at, number.Next + 1), number.Words() + (number.IsOne ? " cent" : " cents"), Kind);
            return number.Next + 1;
        }
        var amount = Amount.Read(pieces, number, spacedLetters: false);
        var i = pieces.SkipSpace(amount.Next);
        var currency = Currencies.Sign(pieces, i, out var next);
        if (currency is not null && (pieces.IsDigits(next) || (i > amount.Next && pieces.IsDigits(pieces.SkipSpace(next)))))
            return at;
        currency ??= Currencies.Code(pieces, i, out next);
        if (currency is null || pieces.IsLetters(next) || pieces.IsDigits(next))
            return at;
        speech.Say(pieces.Range(at, next), amount.Words(currency), Kind);
        return Per(pieces, next, speech);
    }

    /// <summary>"a $5 bill": the amount describes a noun, so the currency is in the singular.</summary>
    private static bool IsAdjective(Pieces pieces, int at, Amount amount) =>
        amount.Number.Decimals is null && pieces.IsSpace(at - 1) && pieces.Lower(at - 2) is "a" or "an" or "another"
            && pieces.IsSpace(amount.Next) && pieces.IsLetters(amount.Next + 1)
        && pieces.IsSmall(amount.Next + 1)
        && pieces.Lower(amount.Next + 1) is not ("or" or "a" or "per" or "each" or "in" or "on" or "for" or "to" or "from"
            or "at" or "by" or "more" or "less" or "and" or "with" or "off");

    private static bool TryAmountAfterSign(Pieces pieces, int at, out Currency currency, out Amount amount)
    {
        amount = default;
        currency = (Currencies.Sign(pieces, at, out var next) ?? Currencies.Code(pieces, at, out next))!;
        if (currency is null)
            return false;
        if (!pieces.IsSpace(next) && pieces.IsLetters(next - 1) && !pieces.IsDigits(next))
            return false;
        if (!Quantity.TryRead(pieces, pieces.SkipSpace(next), out var number))
            return false;
        amount = Amount.Read(pieces, number, spacedLetters: true);
        if (pieces.Is(next - 1, '$') && pieces.IsSpace(amount.Next)
            && Currencies.Code(pieces, amount.Next + 1, out var afterCode) is { } named
            && pieces.String(amount.Next + 1)[^1] == 'D' && !pieces.IsLetters(afterCode))
        {
            currency = named;
            amount = amount with { Next = afterCode };
        }
        return !pieces.IsLetters(amount.Next);
    }

    private static bool TryEndOfRange(Pieces pieces, int at, Currency currency, out Amount amount, out bool repeated)
    {
        repeated = TryAmountAfterSign(pieces, at, out var other, out amount) && other == currency;
        if (repeated)
            return true;
        if (!pieces.IsDigits(at) || !Quantity.TryRead(pieces, at, out var number))
            return false;
        amount = Amount.Read(pieces, number, spacedLetters: true);
        return !pieces.IsLetters(amount.Next);
    }

    /// <summary>/wk → per week.</summary>
    private static int Per(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '/') || Units.Per(pieces, at + 1, out var next) is not { } unit)
            return at;
        speech.Say(pieces.Range(at, next), unit, Kind);
        return next;
    }

    /// <summary>A number and its scale.</summary>
    private readonly record struct Amount(Quantity Number, string? Scale, int Next)
    {
        public static Amount Read(Pieces pieces, Quantity number, bool spacedLetters)
        {
            var scale = Scales.TryRead(pieces, number.Next, money: spacedLetters, out var next);
            return new(number, scale, scale is null ? number.Next : next);
        }

        public string Bare() => Scale is null ? Number.Words() : Number.Words() + " " + Scale;

        public string Words(Currency currency)
        {
            if (Scale is not null)
                return Bare() + " " + currency.Many;
            if (Number.Decimals is null || Number.Decimals.AsSpan().Trim('0').Length == 0)
                return (Number with { Decimals = null }).Words() + " " + (Number.Whole == "1" ? currency.One : currency.Many);
            var cents = Number.Decimals.TrimEnd('0').PadRight(2, '0');
            if (cents.Length > 2 || currency.Cents is null)
                return Number.Words() + " " + currency.Many;
            var minor = NumberWords.Cardinal(cents) + " " + (cents == "01" ? currency.Cent : currency.Cents);
            if (Number.Whole.AsSpan().Trim('0').Length == 0)
                return (Number.Negative ? "minus " : "") + minor;
            return (Number with { Decimals = null }).Words() + " " + (Number.Whole == "1" ? currency.One
                : currency.Many) + " " + minor;
        }
    }
}
