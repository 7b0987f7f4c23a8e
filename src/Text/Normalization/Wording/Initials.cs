using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Letters with points: U.S.A., C. S. Lewis, a.k.a., Ph.D.</summary>
internal static class Initials
{
    private const int MostLetters = 8;

    /// <summary>Two or more letters with points as one acronym; the point after a single initial is no stop.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.Is(at + 1, '.'))
            return at;
        if (ReadDegree(pieces, at, speech) is var afterDegree && afterDegree > at)
            return afterDegree;
        if (!IsInitial(pieces, at))
            return at;
        var letters = pieces.String(at);
        var end = at + 2;
        var capital = char.IsUpper(letters[0]);
        var spaced = false;
        while (letters.Length < MostLetters)
        {
            var next =
                letters.Length == 1 ? (capital ? pieces.SkipSpace(end) : end)
                : spaced ? pieces.SkipSpace(end)
                : end;
            if (letters.Length > 1 && spaced != next > end)
                break;
            spaced = next > end;
            if (
                !IsInitial(pieces, next)
                || !(
                    pieces.Is(next + 1, '.')
                    || (next == end && !pieces.IsLetters(next + 1) && !pieces.IsDigits(next + 1))
                )
                || pieces.IsCapital(next) != capital
            )
                break;
            letters += pieces.String(next);
            end = pieces.Is(next + 1, '.') ? next + 2 : next + 1;
        }
        if (letters.Length == 1)
            return ReadSingle(pieces, at, speech);
        if (pieces.IsLetters(end) || pieces.IsDigits(end) || (pieces.Is(end, '.') && end - at < 4))
            return at;
        if (pieces.Is(end, '.') && pieces.Is(end - 1, '.'))
            end--;
        var span = pieces.Range(at, end);
        speech.Spell(span, letters.ToUpperInvariant());
        if (pieces.Is(end - 1, '.') && pieces.EndsText(end))
            speech.HiddenStop(span);
        return end;
    }

    /// <summary>Ph.D., B.Sc., M.Phil.: the letters without the points.</summary>
    private static int ReadDegree(Pieces pieces, int at, Speech speech)
    {
        var letters = (pieces.String(at), pieces.String(at + 2)) switch
        {
            ("Ph", "D") => "PHD",
            ("Ed", "D") => "EDD",
            ("B", "Sc") => "BSC",
            ("M", "Sc") => "MSC",
            _ => null,
        };
        if (letters is null || pieces[at + 1].Kind != PieceKind.Symbol)
            return at;
        var end = pieces.Is(at + 3, '.') ? at + 4 : at + 3;
        speech.Spell(pieces.Range(at, end), letters);
        if (pieces.Is(end - 1, '.') && pieces.EndsText(end))
            speech.HiddenStop(pieces.Range(at, end));
        return end;
    }

    /// <summary>Alfred E. Sloan: the point is silent between names.</summary>
    private static int ReadSingle(Pieces pieces, int at, Speech speech)
    {
        var letter = pieces.Text[pieces[at].Start];
        if (!char.IsUpper(letter) || letter == 'I' || !pieces.IsSpace(at + 2) || !pieces.IsCapital(at + 3))
            return at;
        var afterName = pieces.IsSpace(at - 1) && pieces.IsCapital(at - 2);
        var listed = at == 0 && letter is 'A' or 'B' or 'C' or 'Q';
        if (!afterName && (listed || BeginsSentence(pieces, at + 3)))
            return at;
        speech.Spell(pieces.Range(at, at + 1), pieces.String(at));
        speech.Silent(pieces.Range(at + 1, at + 2), ".");
        return at + 2;
    }

    /// <summary>True if a capital after "Group B." is more likely the next sentence's than a name's.</summary>
    private static bool BeginsSentence(Pieces pieces, int at) =>
        pieces.Lower(at)
            is "the"
                or "he"
                or "she"
                or "it"
                or "they"
                or "we"
                or "this"
                or "that"
                or "these"
                or "in"
                or "on"
                or "at"
                or "as"
                or "his"
                or "her"
                or "its"
                or "their"
                or "there"
                or "then"
                or "when"
                or "after"
                or "but"
                or "and"
                or "if"
                or "for"
                or "a"
                or "an"
                or "what"
                or "who"
                or "how"
                or "why"
                or "i"
                or "you"
                or "my"
                or "our";

    private static bool IsInitial(Pieces pieces, int at) =>
        pieces.IsLetters(at)
        && pieces.Length(at) == 1
        && char.IsLetter(pieces.Text[pieces[at].Start])
        && pieces.Text[pieces[at].Start] < 0x250;
}
