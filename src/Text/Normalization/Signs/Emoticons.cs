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
        var mouth = pieces.IsAny(at + 1, "-'") ? at + 2 : at + 1;
        if (!pieces.IsAny(at, ":;") || !(pieces.IsAny(mouth, ")(/|*]") || pieces.Span(mouth) is "D" or "P" or "p" or "O" or "o") || !Ends(pieces, mouth + 1))
            return at;
        speech.Silent(pieces.Range(at, mouth + 1), "");
        return mouth + 1;
    }

    private static int ReadHeart(Pieces pieces, int at, Speech speech)
    {
        var variable = pieces.IsLetters(at - 2) && pieces.Length(at - 2) == 1 && pieces.Span(at - 2) is not "I";
        if (pieces.Span(at + 1) is not "3" || !pieces.IsDigits(at + 1) || !Ends(pieces, at + 2) || variable || pieces.IsDigits(at - 2)
            || pieces.IsAny(at - 2, ")]|"))
            return at;
        speech.Say(pieces.Range(at, at + 2), "heart", "emoji");
        return at + 2;
    }

    private static bool Ends(Pieces pieces, int at) => pieces[at].Kind is PieceKind.None or PieceKind.Space
        || (pieces.IsAny(at, ".,!?") && !pieces.IsDigits(at + 1) && !pieces.IsLetters(at + 1));
}
