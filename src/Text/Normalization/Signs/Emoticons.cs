using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Faces made of marks are only written; a heart is said.</summary>
internal static class Emoticons
{
    /// <summary>:) ;-) :D &lt;3</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!(at == 0 || pieces.IsSpace(at - 1)))
            return at;
        if (pieces.Is(at, '<'))
            return ReadHeart(pieces, at, speech);
        if (pieces.Is(at, '¯'))
            return ReadShrug(pieces, at, speech);
        if (
            pieces.Is(at, ':')
            && pieces.IsAny(at + 1, "+-")
            && pieces.Span(at + 2) is "1"
            && pieces.Is(at + 3, ':')
            && Ends(pieces, at + 4)
        )
        {
            speech.Say(pieces.Range(at, at + 4), pieces.Is(at + 1, '+') ? "thumbs up" : "thumbs down", "emoji");
            return at + 4;
        }
        if (pieces.Is(at, ':') && ReadShortcode(pieces, at, speech) is var afterCode && afterCode > at)
            return afterCode;
        var mouth = pieces.IsAny(at + 1, "-'") ? at + 2 : at + 1;
        if (
            !pieces.IsAny(at, ":;")
            || !(pieces.IsAny(mouth, ")(/|*]") || pieces.Span(mouth) is "D" or "P" or "p" or "O" or "o")
            || !Ends(pieces, mouth + 1)
        )
            return at;
        speech.Silent(pieces.Range(at, mouth + 1), "");
        return mouth + 1;
    }

    /// <summary>:thumbs_up: is said as its words.</summary>
    private static int ReadShortcode(Pieces pieces, int at, Speech speech)
    {
        const int MostPieces = 9;
        var end = at + 1;
        while (end < at + MostPieces && pieces.IsLetters(end) && pieces.IsAny(end + 1, "_-"))
            end += 2;
        if (!pieces.IsSmall(end) || pieces.Length(end) < 2 || !pieces.Is(end + 1, ':') || !Ends(pieces, end + 2))
            return at;
        speech.Hide(pieces.Range(at, at + 1));
        for (var i = at + 1; i <= end; i += 2)
            speech.Say(pieces.Range(i, i < end ? i + 2 : i + 1), pieces.Lower(i), "emoji");
        speech.Hide(pieces.Range(end + 1, end + 2));
        return end + 2;
    }

    /// <summary>¯\_(ツ)_/¯</summary>
    private static int ReadShrug(Pieces pieces, int at, Speech speech)
    {
        const int Longest = 12;
        for (var i = at + 4; i < at + Longest; i++)
            if (pieces.Is(i, '¯') && pieces.Is(at + 1, '\\'))
            {
                speech.Say(pieces.Range(at, i + 1), "shrug", "emoji");
                return i + 1;
            }
        return at;
    }

    private static int ReadHeart(Pieces pieces, int at, Speech speech)
    {
        var variable = pieces.IsLetters(at - 2) && pieces.Length(at - 2) == 1 && pieces.Span(at - 2) is not "I";
        if (
            pieces.Span(at + 1) is not "3"
            || !pieces.IsDigits(at + 1)
            || !Ends(pieces, at + 2)
            || variable
            || pieces.IsDigits(at - 2)
            || pieces.IsAny(at - 2, ")]|")
        )
            return at;
        speech.Say(pieces.Range(at, at + 2), "heart", "emoji");
        return at + 2;
    }

    private static bool Ends(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.None or PieceKind.Space
        || (pieces.IsAny(at, ".,!?") && !pieces.IsDigits(at + 1) && !pieces.IsLetters(at + 1));
}
