using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>
/// Says a formula in LaTeX as a teacher reads it: x squared, a over b, the sum from i equals one to n of.
/// </summary>
/// <remarks>
/// A recursive descent over characters; each is looked at a bounded number of times, and nesting is bounded.
/// </remarks>
internal sealed partial class FormulaReader(string text, int from, int to, Speech speech)
{
    private const string Kind = "math";
    private const int DeepestNesting = 24,
        LongestArgument = 200;

    private int _at = from;
    private int _to = to;
    private int _depth;
    private bool _isLimit,
        _inNorm;

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
            _at += text.AsSpan(_at + 1).StartsWith("{,}") && _at + 4 < _to && char.IsAsciiDigit(text[_at + 4]) ? 4 : 1;
        var whole = text[start.._at].Replace("{,}", "", StringComparison.Ordinal);
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

    /// <param name="at">Start of the argument.</param>
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
    /// <param name="start">Start of its base.</param>
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
}
