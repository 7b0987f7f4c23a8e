using System.Buffers;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Finds formulae in LaTeX: $…$, $$…$$, \(…\), \[…\], an environment, a command in plain text.</summary>
internal static class Formulas
{
    private const int LongestInline = 400,
        LongestDisplay = 2000;
    private static readonly SearchValues<char> Signs = SearchValues.Create(@"\^_{=+<>|");

    /// <summary>Says one formula; its delimiters are silent.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var text = pieces.Text;
        var start = pieces[at].Start;
        var rest = text.AsSpan(start, pieces[pieces.End].Start - start);
        if (pieces.Is(at, '$'))
        {
            var display = rest.StartsWith("$$");
            if (!pieces.StartsItem(at))
                return at;
            return display
                ? Say(pieces, at, start + 2, "$$", LongestDisplay, speech)
                : SayInline(pieces, at, start + 1, speech);
        }
        if (rest.StartsWith(@"\("))
            return Say(pieces, at, start + 2, @"\)", LongestInline, speech);
        if (rest.StartsWith(@"\["))
            return Say(pieces, at, start + 2, @"\]", LongestDisplay, speech);
        if (rest.StartsWith(@"\begin{"))
            return SayEnvironment(pieces, at, rest, speech);
        return
            pieces.IsAny(at - 1, "\\:")
            || !pieces.IsLetters(at + 1)
            || pieces.Is(at + 2, '\\')
            || !FormulaReader.IsCommand(pieces.String(at + 1))
            ? at
            : SayCommand(pieces, at, start, speech);
    }

    /// <summary>
    /// $x$ as Pandoc has it: nothing but maths right behind the first sign, no blank before the second, no digit behind
    /// it; "$5 and $6" is money.
    /// </summary>
    private static int SayInline(Pieces pieces, int at, int from, Speech speech)
    {
        var text = pieces.Text;
        var reach = Math.Min(pieces[pieces.End].Start, from + LongestInline);
        if (from >= reach || char.IsWhiteSpace(text[from]))
            return at;
        var close = text.AsSpan(from, reach - from).IndexOf('$');
        if (close <= 0)
            return at;
        close += from;
        var next = close + 1 < text.Length ? text[close + 1] : ' ';
        if (
            char.IsWhiteSpace(text[close - 1])
            || char.IsDigit(next)
            || !LooksMathematical(text.AsSpan(from, close - from))
        )
            return at;
        return Say(pieces, at, from, close, close + 1, speech);
    }

    private static bool LooksMathematical(ReadOnlySpan<char> content)
    {
        var letters = 0;
        foreach (var c in content)
            letters = char.IsLetter(c) ? letters + 1 : 0;
        return content.ContainsAny(Signs)
            || content.Length == 1
            || (
                letters <= 2
                && !content.Contains(' ')
                && content.ContainsAnyExceptInRange('0', '9')
                && content.IndexOfAnyInRange('A', 'z') >= 0
                && content.Length < 12
            )
            || !content.ContainsAnyExceptInRange('0', '9')
            || content.ContainsAny("+-*/(") && !content.ContainsAny("$£€") && LongestWord(content) <= 3;
    }

    private static int LongestWord(ReadOnlySpan<char> content)
    {
        var (longest, length) = (0, 0);
        foreach (var c in content)
        {
            length = char.IsLetter(c) ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }
        return longest;
    }

    private static int Say(Pieces pieces, int at, int from, string closing, int longest, Speech speech)
    {
        var reach = Math.Min(pieces[pieces.End].Start, from + longest);
        var close = from < reach ? pieces.Text.AsSpan(from, reach - from).IndexOf(closing) : -1;
        return close < 0 ? at : Say(pieces, at, from, from + close, from + close + closing.Length, speech);
    }

    private static int SayEnvironment(Pieces pieces, int at, ReadOnlySpan<char> rest, Speech speech)
    {
        var name = rest[7..Math.Min(rest.Length, 40)];
        var brace = name.IndexOf('}');
        if (brace <= 0)
            return at;
        var closing = string.Concat(@"\end{", name[..brace], "}");
        var start = pieces[at].Start;
        var reach = rest[..Math.Min(rest.Length, LongestDisplay)];
        var close = reach.IndexOf(closing);
        return close < 0
            ? at
            : Say(pieces, at, start, start + close + closing.Length, start + close + closing.Length, speech);
    }

    /// <summary>A command in plain text and what belongs to it: \alpha, \frac{1}{2}.</summary>
    private static int SayCommand(Pieces pieces, int at, int start, Speech speech)
    {
        var reach = Math.Min(pieces[pieces.End].Start, start + LongestInline);
        var reader = new FormulaReader(pieces.Text, start, reach, speech);
        var (place, next) = (reader.ReadOne(), at);
        while (pieces[next = pieces.IndexAt(place, next)].Start > place)
            place = reader.ReadOne(); // it ended inside a piece
        return next;
    }

    private static int Say(Pieces pieces, int at, int from, int to, int end, Speech speech)
    {
        var next = pieces.IndexAt(end, at);
        if (pieces[next].Start != end || to <= from)
            return at;
        if (from > pieces[at].Start)
            speech.Hide(new(pieces[at].Start, from));
        new FormulaReader(pieces.Text, from, to, speech).ReadAll();
        if (end > to)
            speech.Hide(new(to, end));
        return next;
    }
}
