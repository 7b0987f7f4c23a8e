using System.Buffers;
using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Normalization.Signs;
using VoiceSmith.Text.Normalization.Wording;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Web and mail addresses, domains, file names and paths, hashtags and handles.</summary>
internal static class Electronics
{
    private const string Kind = "electronic";
    private const int MostPieces = 400;
    private static readonly SearchValues<char> HexLetters = SearchValues.Create("abcdefABCDEF");

    private static readonly FrozenDictionary<char, string> Signs = new Dictionary<char, string>
    {
        ['.'] = "dot",
        ['-'] = "dash",
        ['_'] = "underscore",
        ['/'] = "slash",
        ['\\'] = "backslash",
        [':'] = "colon",
        ['@'] = "at",
        ['?'] = "question mark",
        ['='] = "equal sign",
        ['&'] = "ampersand",
        ['#'] = "number sign",
        ['%'] = "percent",
        ['+'] = "plus",
        ['~'] = "tilde",
        ['*'] = "asterisk",
        ['!'] = "exclamation mark",
        ['$'] = "dollar sign",
        [','] = "comma",
        [';'] = "semicolon",
        ['\''] = "quote",
        ['|'] = "vertical bar",
        ['^'] = "circumflex",
        ['('] = "open parenthesis",
        [')'] = "close parenthesis",
    }.ToFrozenDictionary();

    /// <summary>http://…, www.…, name@host.tld, host.tld/path, file.ext, /usr/local.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || pieces.IsAny(at - 1, ".@/\\_-")
            || pieces[at + 1].Kind is PieceKind.Space or PieceKind.None
        )
            return at;
        if (pieces[at + 1].Kind is PieceKind.Symbol && !pieces.IsAny(at + 1, ".@-_+&%=:/\\"))
            return at;
        var end = Math.Min(pieces.ChunkEnd(at), at + MostPieces);
        if (end - at < 3)
            return at;
        end = Close(pieces, at, end);
        if (IsUrl(pieces, at) || IsPath(pieces, at, end))
            return Say(pieces, at, end, speech);
        var sign = MailSign(pieces, at, end);
        if (sign > 0)
        {
            var mailEnd = DomainEnd(pieces, sign + 1, end, out _);
            var repository = pieces.Is(mailEnd, ':') && pieces.IsLetters(mailEnd + 1) && Has(pieces, mailEnd, end, '/');
            return Say(pieces, at, repository ? end : mailEnd, speech);
        }
        var domainEnd = DomainEnd(pieces, at, end, out var last);
        if (last <= at || !IsDomain(pieces, at, last))
            return at;
        return Say(pieces, at, pieces.IsAny(domainEnd, "/?#:") && domainEnd + 1 < end ? end : domainEnd, speech);
    }

    /// <summary>&lt;https://example.com&gt;, &lt;user@example.com&gt;: without brackets and scheme.</summary>
    public static int ReadAngle(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsLetters(at + 1) && !pieces.IsDigits(at + 1))
            return at;
        var scheme = pieces.Is(at + 2, ':') && pieces.Is(at + 3, '/') && pieces.Is(at + 4, '/');
        var from =
            scheme ? at + 5
            : pieces.IsWord(at + 1, "mailto") && pieces.Is(at + 2, ':') ? at + 3
            : at + 1;
        var limit = Math.Min(pieces.ChunkEnd(at), at + MostPieces);
        var close = from;
        while (close < limit && !pieces.Is(close, '>'))
            close++;
        if (!pieces.Is(close, '>') || close <= from || !(scheme || MailSign(pieces, from, close) > 0))
            return at;
        speech.Silent(pieces.Range(at, from), "");
        Say(pieces, from, close, speech);
        speech.Silent(pieces.Range(close, close + 1), "");
        return close + 1;
    }

    /// <summary>The options of a command: --release, -j8.</summary>
    public static int ReadOption(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '-') || pieces.TypedAt(at) != '-' || !pieces.IsSpace(at - 1))
            return at;
        var name = pieces.Is(at + 1, '-') ? at + 2 : at + 1;
        var single = name == at + 1;
        if (
            !pieces.IsLetters(name)
            || (
                single
                && (
                    pieces.Length(name) > 2
                    || pieces.IsLetters(at - 2) is false && at > 1
                    || !(
                        pieces[name + 1].Kind is PieceKind.None or PieceKind.Space or PieceKind.Digits
                        || pieces.IsAny(name + 1, "=,.")
                    )
                )
            )
        )
            return at;
        for (var i = at; i < name; i++)
            speech.Say(pieces.Range(i, i + 1), "dash", Kind);
        if (!single)
            return name;
        foreach (var letter in pieces.String(name))
            speech.Spell(pieces.Range(name, name + 1), letter.ToString());
        return name + 1;
    }

    /// <summary>#BlackLivesMatter, @some_one.</summary>
    public static int ReadTag(Pieces pieces, int at, Speech speech)
    {
        if (ReadColour(pieces, at, speech) is var afterColour && afterColour > at)
            return afterColour;
        if (ReadNumber(pieces, at, speech) is var afterNumber && afterNumber > at)
            return afterNumber;
        if (
            !pieces.IsAny(at, "#@")
            || !pieces.StartsItem(at)
            || !(pieces.IsLetters(at + 1) || IsNumberedTag(pieces, at))
            || pieces.IsAny(at - 1, "$%#@/&")
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), pieces.Is(at, '#') ? "hash" : "at", Kind);
        var i = at + 1;
        for (
            ;
            pieces.IsLetters(i)
                || pieces.IsDigits(i)
                || (pieces.Is(i, '_') && (pieces.IsLetters(i + 1) || pieces.IsDigits(i + 1)));
            i++
        )
        {
            if (pieces.IsLetters(i))
                SayCamel(pieces, i, speech);
            else
                SayPiece(pieces, i, false, speech);
        }
        return i;
    }

    /// <summary>#100DaysOfCode.</summary>
    private static bool IsNumberedTag(Pieces pieces, int at) =>
        pieces.Is(at, '#') && pieces.IsDigits(at + 1, 1, 4) && pieces.IsCapital(at + 2) && pieces.Length(at + 2) > 2;

    /// <summary>*.txt, **/*.py: stars for any name.</summary>
    public static int ReadGlob(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '*') || !(at == 0 || pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "`\"'(")))
            return at;
        var end = at;
        var limit = Math.Min(pieces.ChunkEnd(at), at + MostPieces);
        while (end < limit && (pieces.IsLetters(end) || pieces.IsDigits(end) || pieces.IsAny(end, "*./_-")))
            end++;
        if (end < at + 3 || !pieces.IsLetters(end - 1) || !(pieces.Is(end - 2, '.') && pieces.IsAny(end - 3, "*/")))
            return at;
        for (var i = at; i < end; i++)
            if (pieces.Is(i, '*'))
                speech.Say(pieces.Range(i, i + 1), "star", Kind);
            else
                SayPiece(pieces, i, i == end - 1, speech);
        return end;
    }

    /// <summary>#FF5733: the digits of a colour.</summary>
    private static int ReadColour(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at, '#') || !pieces.StartsItem(at))
            return at;
        var end = at + 1;
        var (digits, length) = (0, 0);
        for (; pieces.IsLetters(end) || pieces.IsDigits(end); end++)
        {
            if (pieces.IsLetters(end) && pieces.Span(end).ContainsAnyExcept(HexLetters))
                return at;
            digits += pieces.IsDigits(end) ? 1 : 0;
            length += pieces.Length(end);
        }
        if (length != 6 || digits == 0 || end == at + 2)
            return at;
        speech.Say(pieces.Range(at, at + 1), "hash", Kind);
        for (var i = at + 1; i < end; i++)
            foreach (var sign in pieces.String(i))
                if (char.IsDigit(sign))
                    speech.Say(pieces.Range(i, i + 1), NumberWords.Digits([sign]), Kind);
                else
                    speech.Spell(pieces.Range(i, i + 1), sign.ToString());
        return end;
    }

    /// <summary>#1 and #A-4471: number; .NET: dot.</summary>
    private static int ReadNumber(Pieces pieces, int at, Speech speech)
    {
        var free = pieces.StartsItem(at) && !pieces.IsAny(at - 1, ".#$%@/&");
        var number =
            pieces.IsDigits(at + 1, 1, 9)
            || (
                pieces.IsLetters(at + 1)
                && pieces.Length(at + 1) <= (pieces.Is(at + 2, '-') ? 5 : 2)
                && !pieces.Span(at + 1).ContainsAnyInRange('a', 'z')
                && pieces.IsDigits(pieces.Is(at + 2, '-') ? at + 3 : at + 2)
            );
        var word =
            pieces.Is(at, '#') && free && number && !IsNumberedTag(pieces, at) ? "number"
            : pieces.Is(at, '.') && free && pieces.IsLetters(at + 1) && pieces.Length(at + 1) > 1 ? "dot"
            : null;
        if (word is null || (word == "dot" && !(at == 0 || pieces.IsSpace(at - 1))))
            return at;
        speech.Say(pieces.Range(at, at + 1), word, Kind);
        return at + 1;
    }

    private static bool IsUrl(Pieces pieces, int at) =>
        pieces.IsLetters(at)
        && (
            (pieces.Is(at + 1, ':') && pieces.Is(at + 2, '/') && pieces.Is(at + 3, '/'))
            || (pieces.IsWord(at, "www") && pieces.Is(at + 1, '.') && pieces.IsLetters(at + 2))
            || (pieces.IsWord(at, "mailto") && pieces.Is(at + 1, ':'))
        );

    /// <summary>/usr/local, ~/notes, C:\Users, src/main.py.</summary>
    private static bool IsPath(Pieces pieces, int at, int end)
    {
        if (pieces.IsLetters(at) && pieces.Length(at) == 1 && pieces.Is(at + 1, ':') && pieces.Is(at + 2, '\\'))
            return true;
        if (pieces.Is(at, '~'))
            return pieces.Is(at + 1, '/') && (pieces.IsLetters(at + 2) || pieces.Is(at + 2, '.'));
        if (pieces.Is(at, '.'))
            return (pieces.Is(at + 1, '/') && (pieces.IsLetters(at + 2) || pieces.Is(at + 2, '.')))
                || (pieces.Is(at + 1, '.') && pieces.Is(at + 2, '/') && pieces.IsLetters(at + 3));
        if (pieces.Is(at, '/'))
            return pieces.IsLetters(at + 1)
                && (pieces.Is(at + 2, '/') || (pieces.IsDigits(at + 2) && pieces.Is(at + 3, '/')))
                && !pieces.Is(at - 1, '<');
        var slashed = false;
        for (var i = at; i < end; i++)
            slashed |= pieces.IsAny(i, "/\\");
        return slashed
            && pieces.IsLetters(at)
            && pieces.Is(end - 2, '.')
            && ElectronicWords.Extensions.Contains(pieces.Lower(end - 1));
    }

    /// <summary>The place of the @ of a mail address.</summary>
    private static int MailSign(Pieces pieces, int at, int end)
    {
        var i = at;
        while (i < end && (pieces.IsLetters(i) || pieces.IsDigits(i) || pieces.IsAny(i, ".-_+&%$'*=")))
            i++;
        return
            i > at
            && pieces.Is(i, '@')
            && (pieces.IsLetters(i + 1) || pieces.IsDigits(i + 1))
            && DomainEnd(pieces, i + 1, end, out var last) > i + 2
            && last > i + 1
            ? i
            : -1;
    }

    /// <summary>The piece after labels parted by points, and the last label.</summary>
    private static int DomainEnd(Pieces pieces, int at, int end, out int last)
    {
        last = -1;
        var i = at;
        while (i < end)
        {
            var label = i;
            while (i < end && (pieces.IsLetters(i) || pieces.IsDigits(i) || (pieces.IsAny(i, "-_") && i > label)))
                i++;
            if (i == label)
                break;
            last = i - 1;
            if (!pieces.Is(i, '.') || i + 1 >= end)
                return i;
            i++;
        }
        return last + 1;
    }

    private static bool IsDomain(Pieces pieces, int at, int last)
    {
        var numbered = pieces.IsDigits(last) && pieces.IsLetters(last - 1);
        var point = numbered ? last - 2 : last - 1;
        if (!pieces.Is(point, '.') || (!numbered && !pieces.IsLetters(last)))
            return false;
        if (numbered)
            return ElectronicWords.Extensions.Contains(pieces.Lower(last - 1) + pieces.String(last));
        if (pieces.IsCapital(last) && pieces.Span(at).ContainsAnyInRange('a', 'z'))
            return pieces.Span(last) is "NET" or "ORG" or "COM";
        var label = pieces.Lower(last);
        var single = point == at + 1;
        if (ElectronicWords.Domains.Contains(label) || ElectronicWords.Extensions.Contains(label))
            return (!single || pieces.Length(at) > 1 || ElectronicWords.Strong.Contains(label))
                && (!ElectronicWords.Weak.Contains(label) || !single || pieces.Is(last + 1, '/'));
        return label.Length is 2 or 3 or 4
            && pieces.IsLetters(at)
            && pieces.Length(at) > 1
            && pieces.IsSmall(at)
            && !pieces.Span(last).ContainsAnyExceptInRange('a', 'z')
            && !ElectronicWords.IsCommon(label)
            && (ElectronicWords.Domains.Contains(label) || !pieces.Is(last + 1, '.'));
    }

    /// <summary>Without the marks of the sentence around it.</summary>
    private static int Close(Pieces pieces, int at, int end)
    {
        while (
            end > at + 1
            && (pieces.IsAny(end - 1, ".,;:!?\"'>]}`*") || (pieces.Is(end - 1, ')') && !Has(pieces, at, end, '(')))
        )
            end--;
        return end;
    }

    private static bool Has(Pieces pieces, int at, int end, char symbol)
    {
        for (var i = at; i < end; i++)
            if (pieces.Is(i, symbol))
                return true;
        return false;
    }

    private static int Say(Pieces pieces, int at, int end, Speech speech)
    {
        for (var i = at; i < end; i++)
            SayPiece(pieces, i, pieces.Is(i - 1, '.') && !(pieces.IsAny(i + 1, ".-_@") && i + 1 < end), speech);
        return end;
    }

    private static void SayPiece(Pieces pieces, int at, bool ending, Speech speech)
    {
        var span = pieces.Range(at, at + 1);
        var text = pieces.Span(at);
        if (pieces.IsDigits(at))
        {
            var round =
                text.Length is 3 or 4 && text[0] != '0' && text[^2..] is "00" && (text.Length == 3 || text[1] == '0');
            speech.Say(span, round ? NumberWords.Cardinal(text) : NumberWords.Digits(text), Kind);
        }
        else if (pieces.IsLetters(at))
            SayLetters(pieces, at, span, ending, speech);
        else if (Signs.TryGetValue(text[0], out var name))
            speech.Say(span, name, Kind);
        else
            Symbols.Read(pieces, at, speech);
    }

    private static void SayLetters(Pieces pieces, int at, TextSpan span, bool ending, Speech speech)
    {
        var word = pieces.String(at);
        var lower = word.Length <= 24 ? word.ToLowerInvariant() : "";
        if (lower == "jpg")
            speech.Word(span, "jpeg", Kind);
        else if (Segment(lower) is { } parts)
            foreach (var part in parts)
                speech.Word(
                    span,
                    ElectronicWords.Spelled.Contains(part) ? part.ToUpperInvariant() : part,
                    ElectronicWords.Spelled.Contains(part) ? Speech.Acronym : Kind
                );
        else if (
            ElectronicWords.Spelled.Contains(lower)
            || (ending && lower.Length == 2 && lower is not ("co" or "me"))
            || (lower.Length <= 5 && !Acronyms.HasVowel(lower))
        )
            speech.Spell(span, ending || ElectronicWords.Spelled.Contains(lower) ? word.ToUpperInvariant() : word);
        else
            Words.Say(pieces, span, speech, Kind, at);
    }

    /// <summary>An acronym and the words glued to it; null where a word is not made so.</summary>
    private static List<string>? Segment(string word)
    {
        if (
            word.Length < 6
            || !ElectronicWords.Spelled.Contains(word[..3])
            || word[..3] is "api" or "css" or "ini" or "avi" or "iso" or "faq" or "vip"
        )
            return null;
        var parts = new List<string> { word[..3] };
        for (var at = 3; at < word.Length;)
        {
            var length = Math.Min(10, word.Length - at);
            while (length > 2 && !ElectronicWords.Joined.Contains(word.Substring(at, length)))
                length--;
            if (length <= 2)
                return null;
            parts.Add(word.Substring(at, length));
            at += length;
        }
        return parts;
    }

    /// <summary>The words of a hashtag: BlackLivesMatter.</summary>
    private static void SayCamel(Pieces pieces, int at, Speech speech)
    {
        var piece = pieces[at];
        var start = piece.Start;
        for (var i = piece.Start + 1; i <= piece.End; i++)
        {
            var border =
                i == piece.End
                || (
                    char.IsUpper(pieces.Text[i])
                    && (char.IsLower(pieces.Text[i - 1]) || (i + 1 < piece.End && char.IsLower(pieces.Text[i + 1])))
                );
            if (!border)
                continue;
            Words.Say(pieces, new TextSpan(start, i), speech, Kind, at);
            start = i;
        }
    }
}
