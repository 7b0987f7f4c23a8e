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
        if (
            pieces.StartsItem(at)
            && pieces.Is(at + 1, '/')
            && Currencies.Sign(pieces, at, out var stroke) is { } alone
            && stroke == at + 1
            && Units.Per(pieces, at + 2, out _) is not null
        )
        {
            speech.Say(pieces.Range(at, stroke), alone.Many, Kind);
            return Per(pieces, stroke, speech);
        }
        if (!pieces.StartsItem(at) || !TryAmountAfterSign(pieces, i, out var currency, out var amount))
            return at;
        var dash = pieces.SkipSpace(amount.Next);
        if (
            pieces.IsAny(dash, "-–")
            && TryEndOfRange(pieces, pieces.SkipSpace(dash + 1), currency, out var second, out var repeated)
        )
        {
            var bare = amount.Scale is null && (!repeated || second.Scale is not null);
            speech.Say(pieces.Range(at, amount.Next), bare ? amount.Bare() : amount.Words(currency), Kind);
            speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
            speech.Say(pieces.Range(pieces.SkipSpace(dash + 1), second.Next), second.Words(currency), Kind);
            return Per(pieces, second.Next, speech);
        }
        var words =
            amount.Number.Decimals is null || amount.Scale is not null
                ? amount.Words(currency, Attributes.Describes(pieces, amount.Next))
                : amount.Words(currency);
        speech.Say(pieces.Range(at, amount.Next), (negative ? "minus " : "") + words, Kind);
        return Per(pieces, amount.Next, speech);
    }

    /// <summary>An amount before its sign or code: 20€, 4 million USD, 50¢.</summary>
    public static int ReadSignLast(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !Amount.TryRead(pieces, at, spacedLetters: false, out var amount))
            return at;
        if (pieces.Is(amount.Next, '¢'))
        {
            speech.Say(
                pieces.Range(at, amount.Next + 1),
                amount.Bare() + (amount.Number.IsOne ? " cent" : " cents"),
                Kind
            );
            return amount.Next + 1;
        }
        var i = pieces.SkipSpace(amount.Next);
        var currency = Currencies.Sign(pieces, i, out var next);
        if (
            currency is not null
            && (pieces.IsDigits(next) || (i > amount.Next && pieces.IsDigits(pieces.SkipSpace(next))))
        )
            return at;
        currency ??= Currencies.Code(pieces, i, out next);
        if (currency is null || pieces.IsLetters(next) || pieces.IsDigits(next))
            return at;
        speech.Say(pieces.Range(at, next), amount.Words(currency, Attributes.Describes(pieces, next)), Kind);
        return Per(pieces, next, speech);
    }

    private static bool TryAmountAfterSign(Pieces pieces, int at, out Currency currency, out Amount amount)
    {
        amount = default;
        currency = (Currencies.Sign(pieces, at, out var next) ?? Currencies.Code(pieces, at, out next))!;
        if (currency is null)
            return false;
        if (!pieces.IsSpace(next) && pieces.IsLetters(next - 1) && !pieces.IsDigits(next))
            return false;
        if (!Amount.TryRead(pieces, pieces.SkipSpace(next), spacedLetters: true, out amount))
            return false;
        if (
            pieces.Is(next - 1, '$')
            && pieces.IsSpace(amount.Next)
            && Currencies.Code(pieces, amount.Next + 1, out var afterCode) is { } named
            && pieces.String(amount.Next + 1)[^1] == 'D'
            && !pieces.IsLetters(afterCode)
        )
        {
            currency = named;
            amount = amount with { Next = afterCode };
        }
        return !pieces.IsLetters(amount.Next) && !pieces.Is(amount.Next, '%');
    }

    private static bool TryEndOfRange(Pieces pieces, int at, Currency currency, out Amount amount, out bool repeated)
    {
        repeated = TryAmountAfterSign(pieces, at, out var other, out amount) && other == currency;
        if (repeated)
            return true;
        return pieces.IsDigits(at)
            && Amount.TryRead(pieces, at, spacedLetters: true, out amount)
            && !pieces.IsLetters(amount.Next);
    }

    /// <summary>$AAPL: the sign of a share is not said.</summary>
    public static int ReadTicker(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.Is(at, '$')
            || !pieces.StartsItem(at)
            || !pieces.IsLetters(at + 1)
            || pieces.Length(at + 1) > 5
            || pieces.Span(at + 1).ContainsAnyExceptInRange('A', 'Z')
            || pieces.IsDigits(at + 2)
            || pieces.IsAny(at + 2, "_/{(=")
        )
            return at;
        speech.Silent(pieces.Range(at, at + 1), "");
        foreach (var letter in pieces.String(at + 1))
            speech.Spell(pieces.Range(at + 1, at + 2), letter.ToString());
        return at + 2;
    }

    /// <summary>/wk → per week, /1K tokens → per one thousand.</summary>
    private static int Per(Pieces pieces, int at, Speech speech)
    {
        if (
            pieces.Is(at, '/')
            && pieces.IsDigits(at + 1)
            && !pieces.IsDigits(at + 3)
            && (pieces.IsSpace(at + 2) || pieces.IsLetters(at + 2) || pieces.Is(at + 2, ','))
        )
        {
            speech.Say(pieces.Range(at, at + 1), "per", Kind);
            return at + 1;
        }
        if (!pieces.Is(at, '/') || Units.Per(pieces, at + 1, out var next) is not { } unit)
            return at;
        speech.Say(pieces.Range(at, next), unit, Kind);
        return next;
    }

    /// <summary>A number, perhaps with a fraction, and its scale.</summary>
    /// <param name="Number">The number.</param>
    /// <param name="Fraction">The words of a mixed number instead: eighteen and a half.</param>
    /// <param name="Scale">Million, thousand.</param>
    /// <param name="Next">The piece after it.</param>
    private readonly record struct Amount(Quantity Number, string? Fraction, string? Scale, int Next)
    {
        public static bool TryRead(Pieces pieces, int at, bool spacedLetters, out Amount amount)
        {
            amount = default;
            if (
                Fractions.TryRead(pieces, at, out var fraction, out var next)
                && (pieces.IsDigits(at) || pieces.IsNumberSign(at))
            )
            {
                var scaled = Scales.TryRead(pieces, next, money: spacedLetters, out var afterScale);
                amount = new(default, fraction, scaled, scaled is null ? next : afterScale);
                return true;
            }
            if (!TryContinental(pieces, at, out var number) && !Quantity.TryRead(pieces, at, out number))
                return false;
            var scale = Scales.TryRead(pieces, number.Next, money: spacedLetters, out next);
            amount = new(number, null, scale, scale is null ? number.Next : next);
            return true;
        }

        /// <summary>1.234,56 € and 12,50 €: points or blanks between thousands, a comma before cents.</summary>
        private static bool TryContinental(Pieces pieces, int at, out Quantity number)
        {
            number = default;
            if (!pieces.IsDigits(at, 1, 3))
                return false;
            var (i, whole) = (at + 1, pieces.String(at));
            while ((pieces.Is(i, '.') || pieces.IsSpace(i)) && pieces.IsDigits(i + 1, 3, 3) && whole.Length < 15)
            {
                whole += pieces.String(i + 1);
                i += 2;
            }
            var cents = pieces.Is(i, ',') && pieces.IsDigits(i + 1, 2, 2) && !pieces.IsAny(i + 2, ",.");
            var end = cents ? i + 2 : i;
            if (
                !(cents || (whole.Length > 4 && pieces.Is(at + 1, '.')))
                || pieces.IsDigits(end)
                || pieces.IsLetters(end)
                || !(IsEuro(pieces, at - 1) || IsEuro(pieces, pieces.SkipSpace(end)))
            )
                return false;
            number = new(false, whole, cents ? pieces.String(i + 1) : null, true, end);
            return true;
        }

        private static bool IsEuro(Pieces pieces, int at) =>
            pieces.Is(at, '€') || pieces.Span(at) is "EUR" || (pieces.IsSpace(at) && pieces.Is(at - 1, '€'));

        public string Bare() => (Fraction ?? Number.Words()) + (Scale is null ? "" : " " + Scale);

        /// <param name="currency">The unit.</param>
        /// <param name="describes">A noun follows: the unit is in the singular.</param>
        public string Words(Currency currency, bool describes = false)
        {
            if (Scale is not null || Fraction is not null)
                return Bare() + " " + (describes ? currency.One : currency.Many);
            if (Number.Decimals is null || Number.Decimals.AsSpan().Trim('0').Length == 0)
                return (Number with { Decimals = null }).Words()
                    + " "
                    + (describes || Number.Whole == "1" ? currency.One : currency.Many);
            var cents = Number.Decimals.TrimEnd('0').PadRight(2, '0');
            if (cents.Length > 2 || currency.Cents is null)
                return Number.Words() + " " + currency.Many;
            var minor = NumberWords.Cardinal(cents) + " " + (cents == "01" ? currency.Cent : currency.Cents);
            if (Number.Whole.AsSpan().Trim('0').Length == 0)
                return (Number.Negative ? "minus " : "") + minor;
            return (Number with { Decimals = null }).Words()
                + " "
                + (Number.Whole == "1" ? currency.One : currency.Many)
                + " "
                + minor;
        }
    }
}
