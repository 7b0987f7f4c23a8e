using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Chapter and verse: John 3:16, 1 Cor. 13:4-7, Ps. 119:105, Quran 2:255.</summary>
internal static class Scriptures
{
    private const string Kind = "serial";
    private const int MostVerses = 12;
    private static readonly string[] Volumes = ["First", "Second", "Third", "Fourth"];

    /// <summary>Books by their names and abbreviations in small letters.</summary>
    private static readonly FrozenDictionary<string, string> Books = DataTable.Read("scriptures.txt");

    /// <summary>Books that come in numbered volumes.</summary>
    private static readonly FrozenSet<string> Numbered = new[]
    {
        "Samuel", "Kings", "Chronicles", "Corinthians", "Thessalonians", "Timothy", "Peter", "John", "Maccabees",
        "Esdras", "Nephi",
    }.ToFrozenSet();

    /// <summary>A book with chapter and verse, or an abbreviated one of a numbered volume with a chapter.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!(pieces.IsCapital(at) || pieces.IsDigits(at, 1, 1)) || !pieces.StartsItem(at))
            return at;
        var volume = Volume(pieces, at);
        var book = volume > 0 ? pieces.SkipSpace(at + 1) : at;
        if (
            !pieces.IsCapital(book)
            || !Books.TryGetValue(pieces.Lower(book), out var name)
            || (volume > 0 && !Numbered.Contains(name))
        )
            return at;
        var point = pieces.Is(book + 1, '.');
        var chapter =
            pieces.Is(book + 1, '\'') && pieces.IsWord(book + 2, "an") ? book + 3
            : point ? book + 2
            : book + 1;
        if (!pieces.IsSpace(chapter))
            return at;
        chapter++;
        if (!pieces.IsDigits(chapter, 1, 3) || pieces.Span(chapter)[0] == '0')
            return at;
        var abbreviated = pieces.Length(book) < name.Length;
        if (!IsVerse(pieces, chapter + 1))
        {
            if (volume == 0 || !(point || abbreviated) || pieces.IsLetters(chapter + 1) || pieces.Is(chapter + 1, ':'))
                return at;
        }
        if (volume > 0)
            speech.Say(pieces.Range(at, at + 1), Volumes[volume - 1], Kind);
        speech.Say(pieces.Range(book, chapter - 1), name, Kind);
        return ReadPlaces(pieces, chapter, speech);
    }

    /// <summary>1, 2, 3, I, II or III before a book; 0 where there is none.</summary>
    private static int Volume(Pieces pieces, int at) =>
        !pieces.IsSpace(at + 1) && pieces.IsLetters(at) ? 0
        : pieces.IsDigits(at, 1, 1) ? (pieces.Value(at) is 1 or 2 or 3 or 4 ? pieces.Value(at) : 0)
        : pieces.Span(at) switch
        {
            "I" => 1,
            "II" => 2,
            "III" => 3,
            _ => 0,
        };

    /// <summary>The colon and verse behind a chapter. A padded verse or one with AM or PM is a time.</summary>
    private static bool IsVerse(Pieces pieces, int colon) =>
        pieces.Is(colon, ':')
        && pieces.IsDigits(colon + 1, 1, 3)
        && pieces.Span(colon + 1)[0] != '0'
        && !(pieces.IsAny(colon + 2, ":.") && pieces.IsDigits(colon + 3))
        && pieces.Lower(pieces.SkipSpace(colon + 2)) is not ("am" or "pm")
        && !(pieces.IsWord(pieces.SkipSpace(colon + 2), "a") && pieces.Is(pieces.SkipSpace(colon + 2) + 1, '.'))
        && !(pieces.IsWord(pieces.SkipSpace(colon + 2), "p") && pieces.Is(pieces.SkipSpace(colon + 2) + 1, '.'));

    /// <summary>3:16, 13:4-7, 5:3, 9; 1:1–2:3.</summary>
    private static int ReadPlaces(Pieces pieces, int chapter, Speech speech)
    {
        var i = chapter;
        for (var count = 0; count < MostVerses; count++)
        {
            var verse = IsVerse(pieces, i + 1);
            speech.Say(pieces.Range(i, i + 1), NumberWords.Cardinal(pieces.Value(i)), Kind);
            if (verse)
            {
                var large =
                    pieces.Value(i) > 99
                    || pieces.Value(i + 2) > 99
                    || (pieces.Value(i) is >= 20 and var tens && tens % 10 == 0 && pieces.Value(i + 2) < 10);
                speech.Say(
                    pieces.Range(i + 1, i + 3),
                    (large ? "verse " : "") + NumberWords.Cardinal(pieces.Value(i + 2)),
                    Kind
                );
                i += 2;
            }
            var dash = pieces.SkipSpace(i + 1);
            var second = pieces.SkipSpace(dash + 1);
            if (pieces.IsAny(dash, "-–") && pieces.IsDigits(second, 1, 3) && (second > dash + 1) == (dash > i + 1))
            {
                speech.Say(pieces.Range(dash, dash + 1), "to", Kind);
                i = second;
                continue;
            }
            var glued = pieces.Is(i + 1, ',') && pieces.IsDigits(i + 2, 1, 3);
            var next = glued ? i + 2 : i + 3;
            if (
                pieces.IsAny(i + 1, ",;")
                && (glued || pieces.IsSpace(i + 2))
                && pieces.IsDigits(next, 1, 3)
                && (IsVerse(pieces, next + 1) || (pieces.Is(i + 1, ',') && IsLastOfVerses(pieces, next + 1)))
            )
            {
                speech.Mark(pieces.Range(i + 1, i + 2), ",", pieces.Typed(pieces.Range(i + 1, i + 2)));
                i = next;
                continue;
            }
            break;
        }
        return i + 1;
    }

    /// <summary>True where a list of verses may end: the number counts nothing.</summary>
    private static bool IsLastOfVerses(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.None
        || pieces.IsAny(at, ".,;)–-")
        || (pieces.IsSpace(at) && !pieces.IsLetters(at + 1) && !pieces.IsDigits(at + 1));
}
