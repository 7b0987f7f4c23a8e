using System.Buffers;
using System.Collections.Frozen;

namespace VoiceSmith.Text.Normalization;

/// <summary>Roman numerals after a name or a word that is numbered: Henry VIII, Chapter IV.</summary>
internal static class Romans
{
    private const string Kind = "roman";
    private const int GreatestRuler = 39, LongestNumeral = 9;

    private static readonly FrozenSet<string> Numbered = new[]
    {
        "chapter", "part", "section", "volume", "book", "act", "scene", "class", "article", "paragraph", "phase", "type", "stage", "level", "grade", "title", "appendix", "figure",
        "table", "war", "bowl", "episode", "season", "mark", "group", "step", "category", "unit", "theorem", "lemma", "canto", "schedule", "annex", "amendment", "clause", "exhibit",
        "vatican", "apollo", "rocky", "fantasy", "page", "pages", "tier", "zone", "division", "round", "series", "version", "generation", "game", "model", "sonata", "symphony", "olympiad",
        "lesson", "module", "factor", "hypothesis", "quest", "wrestlemania", "godfather", "chapters", "parts", "titan", "saturn", "mach",
    }.ToFrozenSet();

    /// <summary>Names that rulers and popes share, so that even "I" and "V" after them count.</summary>
    private static readonly FrozenSet<string> Rulers = new[]
    {
        "Henry", "Elizabeth", "Louis", "Charles", "George", "Edward", "James", "William", "Richard", "John", "Paul", "Pius", "Benedict", "Francis", "Philip", "Ferdinand", "Frederick", "Nicholas",
        "Alexander", "Peter", "Catherine", "Mary", "Napoleon", "Leopold", "Gustav", "Umberto", "Ramses", "Ramesses", "Darius", "Cyrus", "Xerxes", "Ptolemy", "Thutmose", "Innocent", "Clement",
        "Gregory", "Leo", "Urban", "Boniface", "Sixtus", "Julius", "Constantine", "Justinian", "Otto", "Rudolf", "Rudolph", "Maximilian", "Joseph", "Haakon", "Olav", "Christian", "Harald",
        "Margaret", "Margrethe", "Carlos", "Felipe", "Alfonso", "Victor", "Emmanuel", "Wilhelm", "Robert", "David", "Selim", "Mehmed", "Murad", "Suleiman", "Kamehameha", "Isabella",
        "Theodosius", "Basil", "Michael", "Ivan", "Stephen", "Albert", "Baldwin", "Pedro", "Manuel", "Afonso", "Carol", "Ludwig", "Franz", "Seti", "Amenhotep", "Antiochus", "Attalus", "Herod",
        "Celestine", "Adrian", "Eugene", "Martin", "Callixtus", "Honorius", "Nerses", "Elisabeth", "Beatrix", "Juan", "Henri", "Abdullah", "Hassan", "Mohammed", "Muhammad", "Tutankhamun",
    }.ToFrozenSet();

    /// <summary>A numeral, where the word before it says that it is one.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsSpace(at - 1) || !pieces.IsLetters(at - 2) || pieces[at].End - pieces[at].Start > LongestNumeral || pieces.IsDigits(at + 1) || pieces.Is(at + 1, '-') && pieces.IsLetters(at + 2))
            return at;
        var numeral = pieces.Span(at);
        if (!TryValue(numeral, out var value))
            return at;
        var capital = char.IsUpper(numeral[0]);
        if (!capital && numeral.Length == 1 && numeral[0] is not ('i' or 'v' or 'x'))
            return at;
        if (Numbered.Contains(pieces.Lower(at - 2)) && !(value == 1 && !IsKeyword(pieces, at)))
        {
            speech.Say(pieces.Range(at, at + 1), NumberWords.Cardinal(value), Kind);
            return at + 1;
        }
        var name = pieces.Span(at - 2);
        if (pieces.Lower(at - 2) is "saint" or "street" or "avenue" or "road" or "drive" or "boulevard" or "lane" or "court")
            return at;
        if (!capital || !char.IsUpper(name[0]) || name.Length < 3 || !char.IsLower(name[^1]) || value > GreatestRuler)
            return at;
        var ruler = name.Length <= 12 && Rulers.Contains(name.ToString());
        if (ruler ? value is 1 or 5 or 10 && numeral.Length == 1 && !EndsName(pieces, at + 1, value) : numeral.Length < 2 || numeral is "MI" or "DI" or "LI" or "VI" && pieces.IsShouted)
            return at;
        speech.Say(pieces.Range(at, at + 1), "the " + NumberWords.Ordinal(value), Kind);
        return at + 1;
    }

    /// <summary>"Part I" but not "the part I like".</summary>
    private static bool IsKeyword(Pieces pieces, int at) =>
        char.IsUpper(pieces.Text[pieces[at - 2].Start]) && !(pieces.IsSpace(at + 1) && pieces.IsLetters(at + 2) && char.IsLower(pieces.Text[pieces[at + 2].Start]) && !EndsName(pieces, at + 1, 1));

    /// <summary>Whether a single letter after a ruler's name is followed by what may follow the name.</summary>
    private static bool EndsName(Pieces pieces, int next, int value)
    {
        if (!pieces.IsSpace(next) || !pieces.IsLetters(next + 1))
            return !pieces.Is(next, '.') || value > 1 || pieces.EndsText(next + 1);
        return pieces.Lower(next + 1) is "of" or "was" or "is" or "and" or "ruled" or "reigned" or "died" or "became" or "married" or "had" or "who" or "in" or "to" or "by" or "from" or "or"
            or "at" or "on" or "as" or "for" or "with" or "sent" or "gave" or "ordered" or "established" or "founded" or "succeeded" or "the" or "but" or "also";
    }

    /// <summary>The value of a numeral in its standard form, all capitals or all small.</summary>
    private static bool TryValue(ReadOnlySpan<char> numeral, out int value)
    {
        value = 0;
        if (numeral.ContainsAnyExcept(Capitals) && numeral.ContainsAnyExcept(Smalls))
            return false;
        var rest = numeral;
        foreach (var (sign, worth, most) in Digits)
            for (var count = 0; count < most && rest.StartsWith(sign, StringComparison.OrdinalIgnoreCase); count++)
            {
                rest = rest[sign.Length..];
                value += worth;
            }
        return rest.IsEmpty && value > 0;
    }

    private static readonly SearchValues<char> Capitals = SearchValues.Create("IVXLCDM"), Smalls = SearchValues.Create("ivxlcdm");

    private static readonly (string Sign, int Worth, int Most)[] Digits =
    [
        ("M", 1000, 3), ("CM", 900, 1), ("D", 500, 1), ("CD", 400, 1), ("C", 100, 3), ("XC", 90, 1), ("L", 50, 1), ("XL", 40, 1), ("X", 10, 3), ("IX", 9, 1), ("V", 5, 1), ("IV", 4, 1), ("I", 1, 3),
    ];
}
