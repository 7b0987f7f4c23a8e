using System.Buffers;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>
/// Identifiers of machines, read sign by sign: UUIDs, IPv6 and MAC addresses, long hexadecimal numbers.
/// </summary>
internal static class Identifiers
{
    private const string Kind = "serial";
    private const int LongestIdentifier = 80,
        FewestHexDigits = 12,
        ShortestCommit = 7,
        LongestCommit = 11;
    private static readonly SearchValues<char> HexLetters = SearchValues.Create("abcdefABCDEF");

    /// <summary>
    /// 550e8400-e29b-41d4-a716-446655440000, 2001:db8::1, 00:1A:2B:3C:4D:5E, e3b0c44298fc1c14, 0x7FFF.
    /// </summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "-.@/_#"))
            return at;
        if (pieces.Span(at) is "0" && ReadPrefixed(pieces, at, speech) is var afterPrefixed && afterPrefixed > at)
            return afterPrefixed;
        if (!StartsHex(pieces, at))
            return at;
        var end = at;
        var (digits, letters, colons, hyphens) = (0, 0, 0, 0);
        for (; pieces[end].Kind is not PieceKind.None && pieces[end].End - pieces[at].Start <= LongestIdentifier; end++)
            if (pieces.IsDigits(end))
                digits += pieces.Length(end);
            else if (pieces.IsLetters(end) && IsHex(pieces.Span(end)))
                letters += pieces.Length(end);
            else if (pieces.Is(end, ':') && (IsHexAt(pieces, end + 1) || pieces.Is(end + 1, ':')))
                colons++;
            else if (pieces.Is(end, '-') && IsHexAt(pieces, end + 1))
                hyphens++;
            else
                break;
        if (pieces.IsLetters(end) || end == at)
            return at;
        var uuid = hyphens == 4 && colons == 0 && digits + letters == 32;
        var address =
            colons >= 2
            && hyphens == 0
            && (letters > 0 || colons >= 5 || HasDoubleColon(pieces, at, end))
            && digits > 0;
        var number = colons + hyphens == 0 && digits > 0 && letters > 0 && digits + letters >= FewestHexDigits;
        var device = colons == 5 && hyphens == 0 && digits + letters == 12;
        if (
            !uuid
            && !address
            && !number
            && !device
            && !(colons + hyphens == 0 && IsCommit(pieces, at, end, digits, letters))
        )
            return at;
        for (var i = at; i < end; i++)
            Say(pieces, i, speech);
        return end;
    }

    /// <summary>6b93ca1: small letters and digits by turns, as a commit or a short hash has them.</summary>
    private static bool IsCommit(Pieces pieces, int at, int end, int digits, int letters)
    {
        if (digits + letters is < ShortestCommit or > LongestCommit || digits < 2 || letters < 2 || end - at < 3)
            return false;
        for (var i = at; i < end; i++)
            if (pieces.IsLetters(i) && pieces.Span(i).ContainsAnyExceptInRange('a', 'f'))
                return false;
        return end - at > 3 || pieces.Lower(at - 2) is "commit" or "hash" or "sha" or "revision" or "checksum" or "id";
    }

    /// <summary>0xFF, 0b1010: a number of another base, digit by digit.</summary>
    private static int ReadPrefixed(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsLetters(at + 1) || pieces.Span(at + 1)[0] is not ('x' or 'X' or 'b'))
            return at;
        var end = at + 1;
        while (pieces.IsLetters(end) || pieces.IsDigits(end))
            end++;
        var text = pieces.Text[pieces[at + 1].Start..pieces[end - 1].End];
        if (text.Length is < 2 or > LongestIdentifier)
            return at;
        foreach (var sign in text.AsSpan(1))
            if (text[0] == 'b' ? sign is not ('0' or '1') : !char.IsAsciiHexDigit(sign))
                return at;
        speech.Say(pieces.Range(at, at + 1), "zero", Kind);
        for (var i = at + 1; i < end; i++)
            Say(pieces, i, speech);
        return end;
    }

    private static void Say(Pieces pieces, int i, Speech speech)
    {
        var span = pieces.Range(i, i + 1);
        if (pieces.IsDigits(i))
            speech.Say(span, NumberWords.Digits(pieces.Span(i)), Kind);
        else if (pieces.IsLetters(i))
            foreach (var letter in pieces.String(i))
                speech.Spell(span, letter.ToString());
        else if (pieces.Is(i, ':'))
            speech.Say(span, "colon", Kind);
        else
            speech.Say(span, ",", Kind);
    }

    private static bool HasDoubleColon(Pieces pieces, int at, int end)
    {
        for (var i = at; i < end; i++)
            if (pieces.Is(i, ':') && pieces.Is(i + 1, ':'))
                return true;
        return false;
    }

    /// <summary>Cheap test of the first pieces: most words are no hexadecimal number.</summary>
    private static bool StartsHex(Pieces pieces, int at) =>
        IsHexAt(pieces, at)
        && (
            pieces.IsDigits(at + 1)
            || pieces.IsLetters(at + 1)
            || (pieces.IsAny(at + 1, ":-") && (IsHexAt(pieces, at + 2) || pieces.Is(at + 2, ':')))
        );

    private static bool IsHexAt(Pieces pieces, int at) =>
        pieces.IsDigits(at) || (pieces.IsLetters(at) && IsHex(pieces.Span(at)));

    private static bool IsHex(ReadOnlySpan<char> letters) => !letters.ContainsAnyExcept(HexLetters);
}
