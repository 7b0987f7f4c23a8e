using System.Buffers;
using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Regular expressions between strokes: /^[a-z]+$/i, sign by sign.</summary>
internal static class RegularExpressions
{
    private const string Kind = "electronic";
    private const int MostPieces = 60;
    private static readonly SearchValues<char> Telling = SearchValues.Create("^$*+?[](){}|\\"),
        Flags = SearchValues.Create("dgimsuvy");

    private static readonly FrozenDictionary<char, string> Signs = new Dictionary<char, string>
    {
        ['/'] = "slash",
        ['\\'] = "backslash",
        ['^'] = "caret",
        ['$'] = "dollar sign",
        ['*'] = "star",
        ['+'] = "plus",
        ['?'] = "question mark",
        ['.'] = "dot",
        ['|'] = "or",
        ['['] = "open bracket",
        [']'] = "close bracket",
        ['('] = "open parenthesis",
        [')'] = "close parenthesis",
        ['{'] = "open brace",
        ['}'] = "close brace",
        ['-'] = "dash",
        [','] = "comma",
        [':'] = "colon",
        ['='] = "equals",
        ['!'] = "exclamation mark",
        ['<'] = "less than",
        ['>'] = "greater than",
        ['@'] = "at",
        ['#'] = "hash",
        ['_'] = "underscore",
        ['&'] = "ampersand",
        ['%'] = "percent",
    }.ToFrozenDictionary();

    /// <summary>An expression without blanks that has two signs which no path has.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!(at == 0 || pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "(`\"")) || pieces.IsSpace(at + 1))
            return at;
        var limit = Math.Min(pieces.ChunkEnd(at), at + MostPieces);
        var (close, telling) = (-1, 0);
        for (var i = at + 1; i < limit; i++)
            if (pieces[i].Kind == PieceKind.Symbol)
            {
                if (!Signs.ContainsKey(pieces.Text[pieces[i].Start]))
                    return at;
                if (pieces.Is(i, '/') && !pieces.Is(i - 1, '\\'))
                {
                    close = i;
                    break;
                }
                telling += Telling.Contains(pieces.Text[pieces[i].Start]) ? 1 : 0;
            }
        if (close < 0 || telling < 2)
            return at;
        var end = close + 1;
        if (pieces.IsLetters(end) && pieces.Length(end) <= 4 && !pieces.Span(end).ContainsAnyExcept(Flags))
            end++;
        if (pieces.IsLetters(end) || pieces.IsDigits(end) || pieces.Is(end, '/'))
            return at;
        for (var i = at; i < end; i++)
        {
            var span = pieces.Range(i, i + 1);
            if (pieces.IsLetters(i) && pieces.Is(i - 1, '\\') && pieces.Length(i) > 1)
            {
                speech.Spell(span, pieces.String(i)[..1]);
                speech.Word(span, pieces.String(i)[1..], Kind);
            }
            else if (pieces.IsDigits(i))
                speech.Say(span, NumberWords.Digits(pieces.Span(i)), Kind);
            else if (pieces.IsLetters(i) && (pieces.Length(i) <= 2 || i == close + 1))
                foreach (var letter in pieces.String(i))
                    speech.Spell(span, letter.ToString());
            else if (pieces.IsLetters(i))
                Wording.Words.Say(pieces, span, speech, Kind, i);
            else if (pieces.Is(i, '-') && IsRange(pieces, i))
                speech.Say(span, "to", Kind);
            else if (Signs.TryGetValue(pieces.Text[pieces[i].Start], out var name))
                speech.Say(span, name, Kind);
        }
        return end;
    }

    /// <summary>The dash of a-z and 0-9.</summary>
    private static bool IsRange(Pieces pieces, int at) =>
        (pieces.IsLetters(at - 1) && pieces.IsLetters(at + 1)) || (pieces.IsDigits(at - 1) && pieces.IsDigits(at + 1));
}
