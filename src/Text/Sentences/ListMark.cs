namespace VoiceSmith.Text.Sentences;

/// <summary>The mark of a list's item: 1. 1) 1.) (1) a. a) iv.</summary>
/// <param name="Style">The mark with its number taken out.</param>
/// <param name="Number">The number as written.</param>
/// <param name="End">The place behind the mark.</param>
internal readonly record struct ListMark(string Style, string Number, int End)
{
    private const int LongestNumber = 5;

    /// <summary>Reads the mark that begins at a place; null where none does.</summary>
    public static ListMark? Read(TextWindow text, int at)
    {
        var open = text[at] == '(';
        var first = at + (open ? 1 : 0);
        var next = first;
        while (next - first < LongestNumber && char.IsAsciiLetterOrDigit(text[next]))
            next++;
        var number = text.Slice(first, next);
        if (!IsNumber(number))
            return null;
        var style = (open, text[next]) switch
        {
            (_, ')') => open ? "()" : ")",
            (false, '.') => text[next + 1] == ')' ? ".)" : ".",
            _ => null,
        };
        if (style is null)
            return null;
        var end = next + (style == ".)" ? 2 : 1);
        return char.IsWhiteSpace(text[end]) ? new(style, number.ToString(), end) : null;
    }

    /// <summary>True if this mark is the next of the same list.</summary>
    public bool Follows(ListMark before) =>
        Style == before.Style
        && (
            Count(Number) is var count && count > 0 && count == Count(before.Number) + 1
            || Letter(Number) is var letter && letter > 0 && letter == Letter(before.Number) + 1
            || Roman(Number) is var roman && roman > 0 && roman == Roman(before.Number) + 1
        );

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && (text.Length <= 3 && Count(text) > 0 || Letter(text) > 0 || Roman(text) > 0);

    private static int Count(ReadOnlySpan<char> text) => int.TryParse(text, out var number) ? number : -1;

    private static int Letter(ReadOnlySpan<char> text) =>
        text.Length == 1 && char.IsAsciiLetter(text[0]) ? (text[0] | 32) - 'a' + 1 : -1;

    private static int Roman(ReadOnlySpan<char> text)
    {
        int sum = 0,
            last = 10;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            var value = text[i] switch
            {
                'i' or 'I' => 1,
                'v' or 'V' => 5,
                'x' or 'X' => 10,
                _ => 0,
            };
            if (value == 0)
                return -1;
            sum += value < last && i < text.Length - 1 ? -value : value;
            last = value;
        }
        return sum;
    }
}
