using System.Buffers;
using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Roman numerals after a name or a word that is numbered: Henry VIII, Chapter IV.</summary>
internal static class Romans
{
    private const string Kind = "roman";
    private const int GreatestRuler = 39,
        LongestNumeral = 9,
        MostHidden = 8;

    private static readonly FrozenSet<string> Numbered = new[]
    {
        "chapter", "part", "section", "volume", "book", "act", "scene", "class", "article", "paragraph", "phase",
        "type", "stage", "level", "grade", "title", "appendix", "figure", "table", "war", "bowl", "episode", "season",
        "mark", "group", "step", "category", "unit", "theorem", "lemma", "canto", "schedule", "annex", "amendment",
        "clause", "exhibit", "vatican", "apollo", "rocky", "fantasy", "page", "pages", "tier", "zone", "division",
        "round", "series", "version", "generation", "game", "model", "sonata", "symphony", "olympiad", "lesson",
        "module", "factor", "hypothesis", "quest", "wrestlemania", "godfather", "chapters", "parts", "titan", "saturn",
        "mach",
    }.ToFrozenSet();

    /// <summary>Names that rulers and popes share, so that even "I" and "V" after them count.</summary>
    private static readonly FrozenSet<string> Rulers = new[]
    {
        "Henry", "Elizabeth", "Louis", "Charles", "George", "Edward", "James", "William", "Richard", "John", "Paul",
        "Pius", "Benedict", "Francis", "Philip", "Ferdinand", "Frederick", "Nicholas", "Alexander", "Peter",
        "Catherine", "Mary", "Napoleon", "Leopold", "Gustav", "Umberto", "Ramses", "Ramesses", "Darius", "Cyrus",
        "Xerxes", "Ptolemy", "Thutmose", "Innocent", "Clement", "Gregory", "Leo", "Urban", "Boniface", "Sixtus",
        "Julius", "Constantine", "Justinian", "Otto", "Rudolf", "Rudolph", "Maximilian", "Joseph", "Haakon", "Olav",
        "Christian", "Harald", "Margaret", "Margrethe", "Carlos", "Felipe", "Alfonso", "Victor", "Emmanuel", "Wilhelm",
        "Robert", "David", "Selim", "Mehmed", "Murad", "Suleiman", "Kamehameha", "Isabella", "Theodosius", "Basil",
        "Michael", "Ivan", "Stephen", "Albert", "Baldwin", "Pedro", "Manuel", "Afonso", "Carol", "Ludwig", "Franz",
        "Seti", "Amenhotep", "Antiochus", "Attalus", "Herod", "Celestine", "Adrian", "Eugene", "Martin", "Callixtus",
        "Honorius", "Nerses", "Elisabeth", "Beatrix", "Juan", "Henri", "Abdullah", "Hassan", "Mohammed", "Muhammad",
        "Tutankhamun",
    }.ToFrozenSet();

    /// <summary>First names that sons inherit.</summary>
    private static readonly FrozenSet<string> GivenNames = new[]
    {
        "Sam", "Samuel", "Thomas", "Daniel", "Andrew", "Anthony", "Arthur", "Benjamin", "Brian", "Christopher",
        "Donald", "Douglas", "Edgar", "Edwin", "Ernest", "Eric", "Franklin", "Gerald", "Gordon", "Harold", "Harry",
        "Howard", "Hugh", "Jacob", "Jack", "Jason", "Jeffrey", "Jonathan", "Kenneth", "Kevin", "Lawrence", "Leonard",
        "Lewis", "Mark", "Matthew", "Nathan", "Oliver", "Oscar", "Patrick", "Ralph", "Raymond", "Roger", "Ronald",
        "Roy", "Russell", "Scott", "Steven", "Timothy", "Walter", "Warren", "Will", "Davis", "Rama", "Ann", "Anne",
        "Sarah", "Jane", "Emma", "Alice", "Clara", "Sophia", "Charlotte", "Victoria", "Cyril", "Malcolm", "Eric",
        "Magnus", "Canute", "Knut", "Sigismund", "Casimir", "Ladislaus", "Bolesław", "Boris", "Simeon",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Ranks = new[]
    {
        "king", "queen", "pope", "emperor", "empress", "tsar", "czar", "prince", "princess", "duke", "earl", "count",
        "sultan", "pharaoh", "patriarch", "archduke", "khan", "shah", "sir", "saint",
    }.ToFrozenSet();

    /// <summary>True for a word, given in lower case, that numbers stand behind: chapter, part.</summary>
    public static bool IsNumbered(string word) => Numbered.Contains(word);

    /// <summary>A numeral, where the words before it say that it is one.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) > LongestNumeral || IsGlued(pieces, at + 1) || !TryValue(pieces.Span(at), out var value))
            return at;
        var before = WordBefore(pieces, at, speech);
        var words =
            pieces.IsLetters(before) ? AfterWord(pieces, at, before, value)
            : IsAfterAbbreviation(pieces, at, before) ? NumberWords.Cardinal(value)
            : null;
        words ??=
            IsPlain(pieces.Span(at)) || pieces.TypedAt(at) is >= 'Ⅰ' and <= 'ⅿ' ? NumberWords.Cardinal(value) : null;
        if (words is null)
            return at;
        speech.Say(pieces.Range(at, at + 1), words, Kind);
        return at + 1;
    }

    /// <summary>Ch. IV, sc. ii: a numbered word that is cut.</summary>
    private static bool IsAfterAbbreviation(Pieces pieces, int at, int point) =>
        pieces.Is(point, '.')
        && pieces.Lower(point - 1)
            is "ch"
                or "chap"
                or "vol"
                or "pt"
                or "bk"
                or "sc"
                or "art"
                or "sec"
                or "fig"
                or "tab"
                or "app"
                or "op"
                or "ser"
                or "suppl"
                or "p"
                or "pp"
        && (pieces.Length(at) > 1 || pieces.Span(at) is "I" or "V" or "X")
        && pieces.IsCapital(point - 1) | pieces.IsSmall(at) | pieces.Length(at) > 1;

    /// <summary>
    /// The word before a numeral and a blank, over what is not printed; −1 where something is glued to the numeral.
    /// </summary>
    private static int WordBefore(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsSpace(at - 1))
            return -1;
        var (before, token) = (at - 1, speech.Tokens.Count - 1);
        for (
            ;
            token >= 0
                && token > speech.Tokens.Count - MostHidden
                && speech.Tokens[token] is { Kind: SpokenTokenKind.Silent, Written: "" } hidden;
            token--
        )
            while (before >= 0 && pieces[before].Start >= hidden.Source.Start)
                before--;
        while (pieces.IsSpace(before))
            before--;
        return before;
    }

    /// <summary>Numerals that are hardly anything else.</summary>
    private static bool IsPlain(ReadOnlySpan<char> numeral) =>
        numeral
            is "II"
                or "III"
                or "VII"
                or "VIII"
                or "IX"
                or "XII"
                or "XIII"
                or "XIV"
                or "XVI"
                or "XVII"
                or "XVIII"
                or "XIX"
                or "XXI"
                or "XXII"
                or "XXIII";

    private static bool IsGlued(Pieces pieces, int next) =>
        pieces.IsDigits(next)
        || (
            pieces.IsAny(next, "-/.&@'")
            && (pieces.IsLetters(next + 1) || pieces.IsDigits(next + 1))
            && !(pieces.Is(next, '\'') && pieces.IsWord(next + 1, "s"))
        );

    /// <summary>Chapter IV → four, Henry VIII → the eighth; null where the word before says nothing.</summary>
    private static string? AfterWord(Pieces pieces, int at, int before, int value)
    {
        var numeral = pieces.Span(at);
        var single = numeral.Length == 1;
        if (single && char.ToUpperInvariant(numeral[0]) is not ('I' or 'V' or 'X'))
            return null;
        if (
            single
            && char.IsLower(numeral[0])
            && pieces.Lower(before) is not ("page" or "pages" or "chapter" or "volume" or "book" or "act" or "scene")
        )
            return null;
        if (numeral is "X" && pieces.Lower(before) is "series" or "model")
            return null;
        if (Numbered.Contains(pieces.Lower(before)))
            return value == 1 && !IsKeyword(pieces, at, before) ? null : NumberWords.Cardinal(value);
        var name = pieces.Span(before);
        if (
            !char.IsUpper(numeral[0])
            || !char.IsUpper(name[0])
            || name.Length < 3
            || !char.IsLower(name[^1])
            || value > GreatestRuler
        )
            return null;
        if (
            pieces.Lower(before)
            is "saint"
                or "street"
                or "avenue"
                or "road"
                or "drive"
                or "boulevard"
                or "lane"
                or "court"
                or "celsius"
                or "fahrenheit"
                or "kelvin"
        )
            return null;
        var ruler = Rulers.Contains(pieces.Lower(before).Length > 0 ? pieces.String(before) : "");
        if (single)
            return ruler && EndsName(pieces, at + 1, value) ? "the " + NumberWords.Ordinal(value) : null;
        if (numeral is "MI" or "DI" or "LI")
            return null;
        return ruler || IsPerson(pieces, before) ? "the " + NumberWords.Ordinal(value) : NumberWords.Cardinal(value);
    }

    /// <summary>True if one of the words before is a first name or a rank.</summary>
    private static bool IsPerson(Pieces pieces, int last)
    {
        for (var (i, words) = (last, 0); words < 3 && pieces.IsLetters(i); words++)
        {
            if (
                Ranks.Contains(pieces.Lower(i))
                || (
                    pieces.Length(i) <= 12
                    && (GivenNames.Contains(pieces.String(i)) || Rulers.Contains(pieces.String(i)))
                )
            )
                return true;
            i -= pieces.Is(i - 1, '.') ? 3 : 2;
            if (pieces.Is(i, '.'))
                i--;
        }
        return false;
    }

    /// <summary>"Part I" but not "the part I like".</summary>
    private static bool IsKeyword(Pieces pieces, int at, int before) =>
        pieces.IsCapital(before) && !(pieces.IsSpace(at + 1) && pieces.IsSmall(at + 2) && !EndsName(pieces, at + 1, 1));

    /// <summary>True if a single letter after a ruler's name is followed by what may follow the name.</summary>
    private static bool EndsName(Pieces pieces, int next, int value)
    {
        if (!pieces.IsSpace(next) || !pieces.IsLetters(next + 1))
            return !pieces.Is(next, '.') || value > 1 || pieces.EndsText(next + 1);
        return pieces.Lower(next + 1)
            is "of"
                or "was"
                or "is"
                or "and"
                or "ruled"
                or "reigned"
                or "died"
                or "became"
                or "married"
                or "had"
                or "who"
                or "in"
                or "to"
                or "by"
                or "from"
                or "or"
                or "at"
                or "on"
                or "as"
                or "for"
                or "with"
                or "sent"
                or "gave"
                or "ordered"
                or "established"
                or "founded"
                or "succeeded"
                or "the"
                or "but"
                or "also";
    }

    /// <summary>The value of a numeral in its standard form; null for other texts.</summary>
    public static int? Value(string numeral) => TryValue(numeral, out var value) ? value : null;

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

    private static readonly SearchValues<char> Capitals = SearchValues.Create("IVXLCDM"),
        Smalls = SearchValues.Create("ivxlcdm");

    private static readonly (string Sign, int Worth, int Most)[] Digits =
    [
        ("M", 1000, 3),
        ("CM", 900, 1),
        ("D", 500, 1),
        ("CD", 400, 1),
        ("C", 100, 3),
        ("XC", 90, 1),
        ("L", 50, 1),
        ("XL", 40, 1),
        ("X", 10, 3),
        ("IX", 9, 1),
        ("V", 5, 1),
        ("IV", 4, 1),
        ("I", 1, 3),
    ];
}
