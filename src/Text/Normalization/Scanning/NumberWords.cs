using System.Collections.Frozen;
using System.Text;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>Digits to words, parted by blanks.</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens =
    [
        "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];

    private static readonly string[] Scales =
    [
        "", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion", " sextillion",
        " septillion", " octillion", " nonillion", " decillion",
    ];

    private static readonly Dictionary<string, string> Ordinals = new()
    {
        ["one"] = "first",
        ["two"] = "second",
        ["three"] = "third",
        ["five"] = "fifth",
        ["eight"] = "eighth",
        ["nine"] = "ninth",
        ["twelve"] = "twelfth",
    };

    /// <summary>The longest number that has a name; longer ones are read digit by digit.</summary>
    private static int LongestNamed => 3 * Scales.Length;

    private static readonly FrozenSet<string> All = Small
        .Concat(Tens)
        .Concat(Scales.Select(scale => scale.Trim()))
        .Append("hundred")
        .Append("oh")
        .Where(word => word.Length > 0)
        .ToFrozenSet();

    /// <summary>True if a lower-case word is a part of a number's name.</summary>
    public static bool IsNumberWord(string word) => All.Contains(word);

    /// <summary>
    /// 123 → one hundred twenty three; with "and" before the last one or two digits: one hundred and twenty three.
    /// </summary>
    public static string Cardinal(ReadOnlySpan<char> digits, bool and = true)
    {
        digits = digits.TrimStart('0');
        if (digits.Length == 0)
            return Small[0];
        if (digits.Length > LongestNamed)
            return Digits(digits);
        var words = new StringBuilder();
        var groups = (digits.Length + 2) / 3;
        for (var group = groups - 1; group >= 0; group--)
        {
            var end = digits.Length - 3 * group;
            var value = Value(digits[Math.Max(0, end - 3)..end]);
            if (value == 0)
                continue;
            var last = group == 0 && and;
            if (value >= 100)
                Append(words, Small[value / 100] + " hundred");
            if (value % 100 > 0)
                Append(words, (last && words.Length > 0 ? "and " : "") + BelowHundred(value % 100));
            words.Append(Scales[group]);
        }
        return words.ToString();
    }

    /// <summary>Cardinal of a small number.</summary>
    public static string Cardinal(int value, bool and = true) =>
        Cardinal(value.ToString(System.Globalization.CultureInfo.InvariantCulture), and);

    /// <summary>121 → one hundred twenty first.</summary>
    public static string Ordinal(ReadOnlySpan<char> digits)
    {
        var words = Cardinal(digits, and: false);
        var cut = words.LastIndexOf(' ') + 1;
        var last = words[cut..];
        var ordinal =
            Ordinals.TryGetValue(last, out var special) ? special
            : last.EndsWith('y') ? last[..^1] + "ieth"
            : last + "th";
        return words[..cut] + ordinal;
    }

    /// <summary>Ordinal of a small number.</summary>
    public static string Ordinal(int value) =>
        Ordinal(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>120 → one two zero.</summary>
    public static string Digits(ReadOnlySpan<char> digits)
    {
        var words = new StringBuilder(6 * digits.Length);
        foreach (var digit in digits)
            Append(words, Small[digit - '0']);
        return words.ToString();
    }

    /// <summary>
    /// Four digits as a year: 1994 → nineteen ninety four, 1506 → fifteen oh six, 2002 → two thousand two.
    /// </summary>
    public static string Year(ReadOnlySpan<char> digits)
    {
        if (digits.Length != 4 || digits[0] == '0')
            return digits[0] == '0' ? Digits(digits) : Cardinal(digits, and: false);
        var (high, low) = (Value(digits[..2]), Value(digits[2..]));
        if (high % 10 == 0 && low < 10)
            return Small[high / 10] + " thousand" + (low > 0 ? " " + Small[low] : "");
        return BelowHundred(high)
            + (
                low == 0 ? " hundred"
                : low < 10 ? " oh " + Small[low]
                : " " + BelowHundred(low)
            );
    }

    /// <summary>
    /// In pairs, as house numbers: 123 → one twenty three, 708 → seven zero eight, 1211 → twelve eleven.
    /// </summary>
    public static string Pairs(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 3 or > 4 || digits[0] == '0' || Value(digits) % 100 == 0)
            return digits.Length > 4 || digits[0] == '0' ? Digits(digits)
                : Value(digits) % 1000 == 0 || digits.Length < 4 ? Cardinal(digits)
                : Year(digits);
        var low = digits[^2..];
        return BelowHundred(Value(digits[..^2])) + " " + (low[0] == '0' ? Digits(low) : BelowHundred(Value(low)));
    }

    /// <summary>
    /// Three digits as the name of a road, room or aircraft: 747 → seven forty seven, 101 → one oh one.
    /// </summary>
    public static string Name(ReadOnlySpan<char> digits) =>
        digits[1] == '0' ? Small[digits[0] - '0'] + " oh " + Small[digits[2] - '0'] : Pairs(digits);

    /// <summary>
    /// A number inside a serial: as a cardinal, but digit by digit from six digits on or after a leading zero.
    /// </summary>
    public static string Serial(ReadOnlySpan<char> digits) =>
        digits.Length > 5 || (digits.Length > 1 && digits[0] == '0') ? Digits(digits) : Cardinal(digits, and: false);

    /// <summary>
    /// A number on its own without commas: digit by digit from five digits on or after a leading zero, four digits from
    /// 1000 to 2999 as a year, others as a cardinal.
    /// </summary>
    public static string Bare(ReadOnlySpan<char> digits) =>
        digits.Length > 4 || (digits.Length > 1 && digits[0] == '0') ? Digits(digits)
        : digits.Length == 4 && digits[0] is '1' or '2' ? Year(digits)
        : Cardinal(digits);

    /// <summary>1980 → nineteen eighties, 80 → eighties.</summary>
    public static string Decade(ReadOnlySpan<char> digits) =>
        Plural(digits.Length == 4 ? Year(digits) : Cardinal(digits));

    /// <summary>twenty nine → twenty nines, thirty → thirties.</summary>
    public static string Plural(string words) =>
        words.EndsWith('y') ? words[..^1] + "ies"
        : words.EndsWith('x') ? words + "es"
        : words + "s";

    private static string BelowHundred(int value) =>
        value < 20 ? Small[value]
        : value % 10 == 0 ? Tens[value / 10]
        : Tens[value / 10] + " " + Small[value % 10];

    private static int Value(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = 10 * value + (digit - '0');
        return value;
    }

    private static void Append(StringBuilder words, string more)
    {
        if (words.Length > 0)
            words.Append(' ');
        words.Append(more);
    }
}
