using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <content>Commands: what follows a backslash, and its arguments.</content>
internal sealed partial class FormulaReader
{
    private static readonly FrozenDictionary<string, string> Names = DataTable.Read("latex.txt");

    private static readonly FrozenDictionary<string, string> Large = new Dictionary<string, string>
    {
        ["sum"] = "the sum",
        ["prod"] = "the product",
        ["coprod"] = "the coproduct",
        ["int"] = "the integral",
        ["iint"] = "the double integral",
        ["iiint"] = "the triple integral",
        ["oint"] = "the contour integral",
        ["bigcup"] = "the union",
        ["bigcap"] = "the intersection",
        ["lim"] = "the limit",
        ["limsup"] = "the limit superior",
        ["liminf"] = "the limit inferior",
        ["max"] = "the maximum",
        ["min"] = "the minimum",
        ["sup"] = "the supremum",
        ["inf"] = "the infimum",
        ["argmax"] = "the arg max",
        ["argmin"] = "the arg min",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Accents = new Dictionary<string, string>
    {
        ["hat"] = "hat",
        ["widehat"] = "hat",
        ["bar"] = "bar",
        ["overline"] = "bar",
        ["tilde"] = "tilde",
        ["widetilde"] = "tilde",
        ["dot"] = "dot",
        ["ddot"] = "double dot",
        ["check"] = "check",
        ["underline"] = "",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Fonts = new[]
    {
        "mathbb", "mathbf", "mathrm", "mathcal", "mathit", "mathsf", "mathfrak", "mathscr", "boldsymbol", "bm",
        "operatorname", "underbrace", "overbrace", "boxed", "phantom", "ce", "tag", "label",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Words = new[]
    {
        "text", "textbf", "textit", "textrm", "mbox", "hbox", "texttt", "emph",
    }.ToFrozenSet();

    /// <summary>True for a name that stands behind a backslash.</summary>
    public static bool IsCommand(string name) =>
        Names.ContainsKey(name)
        || Large.ContainsKey(name)
        || Accents.ContainsKey(name)
        || Fonts.Contains(name)
        || Words.Contains(name)
        || name is "frac" or "dfrac" or "tfrac" or "sqrt" or "binom" or "vec" or "overrightarrow" or "pmod" or "not";

    private void ReadCommand(bool marks = true)
    {
        var start = _at;
        _at = CommandEnd(start);
        var name = text[(start + 1).._at];
        var span = new TextSpan(start, _at);
        if (++_depth <= DeepestNesting)
            SayCommand(name, span);
        else
            speech.Hide(span);
        _depth--;
        if (name is "log" && Current == '_')
            ReadBase();
        else if (marks && !Large.ContainsKey(name))
            ReadMarks(start, name);
    }

    /// <summary>The base of a logarithm: log base two of.</summary>
    private void ReadBase()
    {
        var at = _at++;
        speech.Say(new(at, _at), "base", Kind);
        ReadArgument();
        speech.Say(new(Math.Max(at, _at - 1), _at), "of", Kind);
    }

    private void SayCommand(string name, TextSpan span)
    {
        if (Large.TryGetValue(name, out var large))
            ReadLarge(large, span);
        else if (name is "frac" or "dfrac" or "tfrac")
            ReadFraction(span);
        else if (name is "sqrt")
            ReadRoot(span);
        else if (name is "binom")
            ReadPair(span, "choose");
        else if (Accents.TryGetValue(name, out var accent))
            ReadAccent(span, accent);
        else if (name is "vec" or "overrightarrow")
        {
            speech.Say(span, "vector", Kind);
            ReadArgument();
        }
        else if (name is "pmod")
        {
            speech.Say(span, "mod", Kind);
            ReadArgument();
        }
        else if (Fonts.Contains(name))
        {
            speech.Hide(span);
            ReadArgument();
        }
        else if (Words.Contains(name))
            ReadText(span);
        else if (name is "begin" or "end")
            ReadEnvironment(span, name);
        else
            SaySymbol(name, span);
    }

    private void SaySymbol(string name, TextSpan span)
    {
        if (_isLimit && name is "to" or "rightarrow")
        {
            speech.Say(span, "approaches", Kind);
            return;
        }
        if (Names.TryGetValue(name, out var words))
        {
            if (words == "-")
                SaySilent(name, span);
            else if (words == ":")
                speech.Mark(span, ":");
            else
                speech.Say(span, words.Length == 1 ? words.ToUpperInvariant() : words, Kind);
            return;
        }
        if (name.Length == 1 && !char.IsLetter(name[0]))
        {
            var sign = name[0] switch
            {
                '%' => "percent",
                '$' => "dollar",
                '#' => "number",
                '&' => "and",
                '|' when (_inNorm = !_inNorm) => "the norm of",
                _ => null,
            };
            if (sign is not null)
                speech.Say(span, sign, Kind);
            else if (name[0] == '\\')
                speech.Mark(span, ",", "");
            else
                speech.Hide(span);
            return;
        }
        speech.Notice(span, $"The command '{name}' is not known and is read as a word.");
        speech.Word(span, name, Kind);
    }

    /// <summary>\left( and the like take the sign behind them along.</summary>
    private void SaySilent(string name, TextSpan span)
    {
        speech.Hide(span);
        if (name is "left" or "right" && Current == '.')
            speech.Hide(new(_at, ++_at));
        else if (name is "left" or "right" && Current == '|')
        {
            if (name == "left")
                speech.Say(new(_at, ++_at), "the absolute value of", Kind);
            else
                speech.Hide(new(_at, ++_at));
        }
    }

    /// <summary>The sum from i equals one to n of; the limit as x to zero of.</summary>
    private void ReadLarge(string words, TextSpan span)
    {
        speech.Say(span, words, Kind);
        for (var rounds = 0; rounds < 2; rounds++)
        {
            while (char.IsWhiteSpace(Current))
                _at++;
            if (Current is not ('_' or '^'))
                break;
            var under = Current == '_';
            var range =
                words is not ("the limit" or "the limit superior" or "the limit inferior")
                && (Peek(_at + 1).Contains('=') || words.EndsWith("integral", StringComparison.Ordinal) || HasUpper());
            var limit = words.StartsWith("the limit", StringComparison.Ordinal);
            speech.Say(
                new(_at, ++_at),
                !under ? "to"
                    : limit ? "as"
                    : range ? "from"
                    : "over",
                Kind
            );
            _isLimit = limit && under;
            ReadArgument();
            _isLimit = false;
        }
        speech.Say(span with { Start = Math.Max(span.Start, _at - 1), End = _at }, "of", Kind);
    }

    private bool HasUpper() => text.AsSpan(_at, Math.Min(_to - _at, 80)).Contains('^');

    private void ReadFraction(TextSpan span)
    {
        var top = Peek(_at, out var second).Trim().ToString();
        var bottom = Peek(second, out var end).Trim().ToString();
        if (IsNumber(top) && IsNumber(bottom) && bottom.TrimStart('0').Length > 0)
        {
            speech.Say(new(span.Start, end), Numerals.Fractions.Words(top, bottom), Kind);
            _at = end;
            return;
        }
        speech.Hide(span);
        ReadArgument();
        var compound = top.AsSpan().ContainsAny("+-=");
        var border = Math.Max(span.Start, _at - 1);
        speech.Say(new(border, _at), compound ? "all over" : "over", Kind);
        ReadArgument();
    }

    private static bool IsNumber(string text) =>
        text.Length is > 0 and < 7 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private void ReadRoot(TextSpan span)
    {
        var words = "the square root of";
        if (Current == '[' && text.IndexOf(']', _at, Math.Min(12, _to - _at)) is > 0 and var close)
        {
            var index = text[(_at + 1)..close].Trim();
            words = index switch
            {
                "3" => "the cube root of",
                _ when IsNumber(index) => $"the {NumberWords.Ordinal(index)} root of",
                _ => "the nth root of",
            };
            span = span with { End = close + 1 };
            _at = close + 1;
        }
        speech.Say(span, words, Kind);
        ReadArgument();
    }

    private void ReadPair(TextSpan span, string between)
    {
        speech.Hide(span);
        ReadArgument();
        speech.Say(new(Math.Max(span.Start, _at - 1), _at), between, Kind);
        ReadArgument();
    }

    private void ReadAccent(TextSpan span, string accent)
    {
        speech.Hide(span);
        ReadArgument();
        if (accent.Length > 0)
            speech.Say(new(Math.Max(span.Start, _at - 1), _at), accent, Kind);
    }

    /// <summary>\text{if }: words as they are.</summary>
    private void ReadText(TextSpan span)
    {
        speech.Hide(span);
        while (char.IsWhiteSpace(Current))
            _at++;
        var content = Peek(_at, out var end);
        var braced = Current == '{';
        if (braced)
            speech.Hide(new(_at, _at + 1));
        var place = _at + (braced ? 1 : 0);
        foreach (var range in content.Split(' '))
        {
            var word = content[range];
            var letters = new string([.. word.ToString().Where(c => char.IsLetter(c) || c == '\'')]);
            if (letters.Length > 0)
                speech.Word(new(place, place + word.Length), letters, "word");
            else if (word.Length > 0)
                speech.Hide(new(place, place + word.Length));
            place += word.Length + 1;
        }
        _at = end;
        if (braced && text[end - 1] == '}')
            speech.Hide(new(end - 1, end));
    }

    /// <summary>A matrix is named; rows end in a pause.</summary>
    private void ReadEnvironment(TextSpan span, string command)
    {
        var name = Peek(_at, out var end).ToString();
        if (command == "begin" && name.EndsWith("matrix", StringComparison.Ordinal))
            speech.Say(new(span.Start, end), "matrix", Kind);
        else
            speech.Hide(new(span.Start, end));
        _at = end;
    }
}
