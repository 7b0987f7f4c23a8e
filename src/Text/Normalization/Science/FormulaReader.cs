using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>
/// Says a formula in LaTeX as a teacher reads it: x squared, a over b, the sum from i equals one to n of.
/// </summary>
/// <remarks>
/// A recursive descent over characters; each is looked at a bounded number of times, and nesting is bounded.
/// </remarks>
internal sealed class FormulaReader(string text, int from, int to, Speech speech)
{
    private const string Kind = "math";
    private const int DeepestNesting = 24,
        LongestArgument = 200;

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

    private int _at = from;
    private int _to = to;
    private int _depth;
    private bool _isLimit;

    /// <summary>True for a name that stands behind a backslash.</summary>
    public static bool IsCommand(string name) =>
        Names.ContainsKey(name)
        || Large.ContainsKey(name)
        || Accents.ContainsKey(name)
        || Fonts.Contains(name)
        || Words.Contains(name)
        || name is "frac" or "dfrac" or "tfrac" or "sqrt" or "binom" or "vec" or "overrightarrow" or "pmod" or "not";

    /// <summary>Says all.</summary>
    public void ReadAll()
    {
        while (_at < _to)
            ReadItem();
    }

    /// <summary>Says the first command and its arguments.</summary>
    /// <returns>The place behind it.</returns>
    public int ReadOne()
    {
        ReadItem();
        return _at;
    }

    private char Current => _at < _to ? text[_at] : '\0';

    /// <summary>One number, letter, command or group, and what is raised, lowered or marked on it.</summary>
    private void ReadItem()
    {
        var start = _at;
        var c = Current;
        if (char.IsWhiteSpace(c))
        {
            _at++;
            return;
        }
        if (c == '\\')
            ReadCommand();
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _to && char.IsAsciiDigit(text[_at + 1])))
            ReadNumber();
        else if (char.IsLetter(c))
            ReadLetter();
        else if (c == '{')
            ReadGroup();
        else if (c is '^' or '_' or '\'')
            ReadMarks(start, "");
        else if (c == '|')
            ReadBars();
        else
            ReadSign();
    }

    private void ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiDigit(Current))
            _at++;
        var whole = text[start.._at].Replace(",", "", StringComparison.Ordinal);
        var words = whole.Length == 0 ? "" : NumberWords.Cardinal(whole, and: whole.Length > 2);
        if (Current == '.' && _at + 1 < _to && char.IsAsciiDigit(text[_at + 1]))
        {
            var point = ++_at;
            while (char.IsAsciiDigit(Current))
                _at++;
            words += (words.Length > 0 ? " " : "") + "point " + NumberWords.Digits(text.AsSpan(point, _at - point));
        }
        speech.Say(new(start, _at), words, Kind);
        if (Current == '/' && _at + 1 < _to && char.IsAsciiDigit(text[_at + 1]))
        {
            speech.Say(new(_at, _at + 1), "over", Kind);
            _at++;
        }
        ReadMarks(_at, "");
    }

    private void ReadLetter()
    {
        var start = _at++;
        Letter(start);
        ReadMarks(start, text[start].ToString());
        if (
            Current == '('
            && text[start]
                is 'f'
                    or 'g'
                    or 'h'
                    or 'F'
                    or 'G'
                    or 'H'
                    or 'P'
                    or 'E'
                    or 'O'
                    or 'T'
                    or 'u'
                    or 'v'
                    or 'p'
                    or 'y'
                    or 'x'
                    or 'q'
            && (text[start] is not ('x' or 'y' or 'u' or 'v') || IsSingle(_at))
        )
            SayFunctionOf();
    }

    /// <summary>f(x): the bracket is "of", and the closing one is silent.</summary>
    private void SayFunctionOf()
    {
        speech.Say(new(_at, _at + 1), "of", Kind);
        _at++;
        ReadUntil(')');
        if (Current == ')')
            speech.Hide(new(_at, ++_at));
    }

    private bool IsSingle(int open) => open + 2 < _to && char.IsLetterOrDigit(text[open + 1]) && text[open + 2] == ')';

    private void Letter(int at)
    {
        if (char.IsAsciiLetter(text[at]))
            speech.Spell(new(at, at + 1), text[at].ToString());
        else
            Wording.Scripts.Read(new(at, at + 1), text[at].ToString(), speech);
    }

    private void ReadUntil(char closing)
    {
        if (++_depth > DeepestNesting && _at < _to)
        {
            speech.Hide(new(_at, _to));
            speech.Notice(new(_at, _to), "The rest of a formula is nested too deep and was skipped.");
            _at = _to;
        }
        while (_at < _to && Current != closing)
            ReadItem();
        _depth--;
    }

    /// <summary>{…}: braces are silent.</summary>
    private void ReadGroup()
    {
        var start = _at;
        speech.Hide(new(start, ++_at));
        ReadUntil('}');
        if (Current == '}')
            speech.Hide(new(_at, ++_at));
        ReadMarks(start, "");
    }

    /// <summary>An argument: a group or one item.</summary>
    private void ReadArgument()
    {
        while (char.IsWhiteSpace(Current))
            _at++;
        if (Current == '{')
        {
            speech.Hide(new(_at, ++_at));
            ReadUntil('}');
            if (Current == '}')
                speech.Hide(new(_at, ++_at));
        }
        else if (Current == '\\')
            ReadCommand(marks: false);
        else if (_at < _to && char.IsLetter(Current))
            Letter(_at++);
        else if (char.IsAsciiDigit(Current))
            speech.Say(new(_at, ++_at), NumberWords.Digits(text.AsSpan(_at - 1, 1)), Kind);
        else if (_at < _to)
            ReadSign();
    }

    /// <summary>The characters of the next argument, without its braces.</summary>
    private ReadOnlySpan<char> Peek(int at) => Peek(at, out _);

    /// <param name="at">Where the argument begins.</param>
    /// <param name="end">The place behind it.</param>
    private ReadOnlySpan<char> Peek(int at, out int end)
    {
        while (at < _to && char.IsWhiteSpace(text[at]))
            at++;
        end = Math.Min(at, _to);
        if (at >= _to)
            return [];
        if (text[at] != '{')
        {
            end = text[at] == '\\' ? CommandEnd(at) : at + 1;
            return text.AsSpan(at, end - at);
        }
        var (depth, limit) = (0, Math.Min(_to, at + LongestArgument));
        for (end = at; end < limit; end++)
        {
            depth +=
                text[end] == '{' ? 1
                : text[end] == '}' ? -1
                : 0;
            if (depth == 0)
                return text.AsSpan(at + 1, end++ - at - 1);
        }
        return text.AsSpan(at + 1, end - at - 1);
    }

    private int CommandEnd(int at)
    {
        var end = at + 1;
        while (end < _to && char.IsAsciiLetter(text[end]))
            end++;
        return Math.Min(_to, Math.Max(end, at + 2));
    }

    /// <summary>Superscripts and subscripts: x^2, x_1, x', x!, in any order.</summary>
    /// <param name="start">Where what carries it begins.</param>
    /// <param name="name">The function or letter that carries it.</param>
    private void ReadMarks(int start, string name)
    {
        for (var rounds = 0; rounds < 4; rounds++)
            switch (Current)
            {
                case '\'':
                    var primes = _at;
                    while (Current == '\'')
                        _at++;
                    speech.Say(new(primes, _at), _at == primes + 1 ? "prime" : "double prime", Kind);
                    break;
                case '!' when _at > start && !(_at + 1 < _to && text[_at + 1] == '='):
                    speech.Say(new(_at, ++_at), "factorial", Kind);
                    break;
                case '_':
                    ReadSubscript();
                    break;
                case '^':
                    ReadSuperscript(name);
                    break;
                default:
                    return;
            }
    }

    private void ReadSubscript()
    {
        var content = Peek(_at + 1);
        var plain = content.Length > 0 && !content.ContainsAnyExceptInRange('0', '9');
        var at = _at++;
        if (plain)
            speech.Hide(new(at, _at));
        else
            speech.Say(new(at, _at), "sub", Kind);
        ReadArgument();
    }

    private void ReadSuperscript(string name)
    {
        var content = Peek(_at + 1).Trim().ToString();
        var isFunction = name.Length > 1 || name is "f" or "g" or "h";
        var words = content switch
        {
            "2" => "squared",
            "3" => "cubed",
            "T" or @"\top" or @"\intercal" => "transpose",
            "*" or @"\ast" or @"\star" => "star",
            @"\prime" => "prime",
            @"\prime\prime" => "double prime",
            @"\circ" => "degrees",
            @"\dagger" => "dagger",
            "-1" when isFunction => "inverse",
            "+" => "plus",
            "-" => "minus",
            _ => null,
        };
        var at = _at++;
        if (words is null)
        {
            speech.Say(new(at, _at), "to the power of", Kind);
            ReadArgument();
            return;
        }
        while (char.IsWhiteSpace(Current))
            _at++;
        var braced = Current == '{';
        _at =
            braced ? text.IndexOf('}', _at) + 1
            : Current == '\\' ? CommandEnd(_at)
            : _at + 1;
        speech.Say(new(at, _at), words, Kind);
    }

    private void ReadSign()
    {
        var at = _at++;
        var words = text[at] switch
        {
            '+' => "plus",
            '-' or '\u2212' => "minus",
            '=' => "equals",
            '<' => "is less than",
            '>' => "is greater than",
            '*' or '×' or '·' => "times",
            '/' => "over",
            '%' => "percent",
            _ => null,
        };
        if (words is not null)
            speech.Say(new(at, _at), words, Kind);
        else if (text[at] is ',' or ';' or ':' or '.' or '?' or '(' or ')')
            speech.Mark(new(at, _at), text[at].ToString());
        else if (!char.IsAscii(text[at]) && Signs.Symbols.NameOf(text[at].ToString()) is { } name)
            speech.Say(new(at, _at), name, Kind);
        else
            speech.Hide(new(at, _at));
    }

    /// <summary>|x|: the absolute value of x.</summary>
    private void ReadBars()
    {
        var close = text.IndexOf('|', _at + 1, Math.Max(0, Math.Min(60, _to - _at - 1)));
        if (close < 0 || close == _at + 1)
        {
            speech.Say(new(_at, ++_at), close < 0 ? "given" : "or", Kind);
            return;
        }
        speech.Say(new(_at, ++_at), "the absolute value of", Kind);
        ReadUntil('|');
        if (Current == '|')
            speech.Hide(new(_at, ++_at));
        ReadMarks(_at, "");
    }

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
                '|' => "the norm of",
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
