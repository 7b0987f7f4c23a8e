using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization;

/// <summary>Texts whose kind is given: cardinal, ordinal, characters, date, time, telephone, currency.</summary>
internal static class SayAs
{
    /// <summary>Says a text as its kind; false where it is to be read as usual.</summary>
    public static bool Read(Pieces pieces, SayAsSpan hint, Speech speech)
    {
        var text = pieces.Text.Substring(hint.Span.Start, hint.Span.Length).Trim();
        switch (hint.Kind)
        {
            case "characters" or "spell-out" or "verbatim" or "letters":
                Characters(text, hint.Span, speech);
                return true;
            case "digits":
                return Say(hint, IsNumber(text) ? NumberWords.Digits(Digits(text)) : null, speech);
            case "cardinal" or "number":
                return Say(hint, Cardinal(text), speech);
            case "ordinal":
                return Say(hint, Digits(text) is { Length: > 0 } digits ? NumberWords.Ordinal(digits) : null, speech);
            case "telephone":
                Telephone(text, hint.Span, speech);
                return true;
            case "date":
                return Say(hint, Date(text, hint.Format), speech);
            case "time":
                return Say(hint, Time(text), speech);
            case "currency" or "money":
                return Say(hint, Currency(text), speech);
            case "fraction" or "unit" or "measure" or "address" or "name" or "net" or "interjection":
                return false;
            default:
                speech.Notice(hint.Span, $"There is no kind '{hint.Kind}', so the text is read as usual.");
                return false;
        }
    }

    private static bool Say(SayAsSpan hint, string? words, Speech speech)
    {
        if (words is null)
        {
            speech.Notice(hint.Span, $"This is no {hint.Kind}, so the text is read as usual.");
            return false;
        }
        speech.Say(hint.Span, words, hint.Kind);
        return true;
    }

    private static void Characters(string text, TextSpan span, Speech speech)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            if (char.IsAsciiLetter(character[0]))
                speech.Spell(span, character);
            else if (char.IsAsciiDigit(character[0]))
                speech.Say(span, NumberWords.Digits(character), "characters");
            else if (!System.Text.Rune.IsWhiteSpace(rune))
                Whole(character, span, speech);
        }
    }

    /// <summary>A single sign by its name, another script's letter in Latin.</summary>
    private static void Whole(string character, TextSpan span, Speech speech)
    {
        var name = character[0] switch { '.' => "dot", '-' => "dash", ',' => "comma", ':' => "colon", ';' => "semicolon",
            '!' => "exclamation mark", '?' => "question mark", '\'' => "apostrophe", '"' => "quote", '(' =>
            "open parenthesis", ')' => "close parenthesis", _ => null };
        if (name is not null)
            speech.Say(span, name, "characters");
        else
            foreach (var token in new TextNormalizer().Normalize(character).Tokens)
                speech.Add(token with { Source = span, SpaceBefore = true });
    }

    /// <summary>Digits one by one, a comma after each group.</summary>
    private static void Telephone(string text, TextSpan span, Speech speech)
    {
        var groups = text.Split((char[])[' ', '-', '.', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < groups.Length; i++)
        {
            var plus = groups[i][0] == '+';
            var group = plus ? groups[i][1..] : groups[i];
            var words = (plus ? "plus " : "") + (IsNumber(group) ? NumberWords.Digits(group) : "");
            if (words.Length > 0)
                speech.Say(span, words + (i + 1 < groups.Length ? "," : ""), "telephone");
            else
                Characters(group, span, speech);
        }
    }

    private static string? Cardinal(string text)
    {
        var minus = text.StartsWith('-');
        var number = text.TrimStart('-', '+').Replace(",", "", StringComparison.Ordinal).Replace(" ", "",
            StringComparison.Ordinal);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? number : number[..point];
        if (!IsNumber(whole) || (point >= 0 && !IsNumber(number[(point + 1)..])))
            return null;
        return (minus ? "minus " : "") + NumberWords.Cardinal(whole) + (point < 0 ? ""
            : " point " + NumberWords.Digits(number.AsSpan(point + 1)));
    }

    /// <summary>Numbers in the order of the format's letters; without a format as dates are read.</summary>
    private static string? Date(string text, string format)
    {
        var parts = format is "ymd" && IsNumber(text) && text.Length == 8 ? [text[..4], text[4..6], text[6..]]
            : text.Split((char[])['/', '-', '.', ' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (format.Length != parts.Length || format.Any(part => part is not ('d' or 'm' or 'y')))
            return Spoken(text, "date");
        string? Part(char letter) => format.IndexOf(letter, StringComparison.Ordinal) is var i and >= 0 ? parts[i] : null;
        var month = Part('m') is { } m ? MonthOf(m) : "";
        var day = Part('d') is { } d && int.TryParse(Digits(d), out var number) && number is >= 1 and <= 31
            ? NumberWords.Ordinal(number) : Part('d') is null ? "" : null;
        var year = Part('y') is not { } y ? "" : !IsNumber(y) ? null : y.Length == 4 ? NumberWords.Year(y) : y[0] == '0'
            ? NumberWords.Digits(y) : NumberWords.Cardinal(y);
        if (month is null || day is null || year is null)
            return null;
        var dayFirst = format.StartsWith('d') && month.Length > 0 && day.Length > 0;
        return string.Join(' ', new[] { dayFirst ? "the " + day + " of" : month, dayFirst ? month : day, year }.Where(word =>
            word.Length > 0));
    }

    private static string? MonthOf(string text)
    {
        if (int.TryParse(text, out var number))
            return number is >= 1 and <= 12 ? Months.MonthName(number) : null;
        return Months.TryMonth(new Pieces(text), 0, out var month, out _) ? Months.MonthName(month) : null;
    }

    private static string? Time(string text)
    {
        var words = Spoken(text, "time");
        return words ?? (IsNumber(text) && text.Length <= 2 ? NumberWords.Cardinal(text) + " o'clock" : null);
    }

    private static string? Currency(string text) => Spoken(text, "money");

    /// <summary>The words of a text, where all of it is read as one kind.</summary>
    private static string? Spoken(string text, string kind)
    {
        var spoken = new TextNormalizer().Normalize(text).Tokens;
        return spoken.Count > 0 && spoken.Any(token => token.Class == kind)
            ? string.Join(' ', spoken.Where(token => token.Kind == SpokenTokenKind.Word).Select(token => token.Text)) : null;
    }

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
