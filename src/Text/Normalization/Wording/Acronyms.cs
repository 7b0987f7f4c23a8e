using System.Buffers;
using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Decides which capitals are said letter by letter.</summary>
internal static class Acronyms
{
    private const int LongestSpelled = 6;

    private static readonly FrozenDictionary<string, FrozenSet<string>> Lists = DataTable
        .Lines("acronyms.txt")
        .Select(line => line.Split(": ", 2))
        .GroupBy(parts => parts[0], parts => parts[1].Split(' '))
        .ToFrozenDictionary(group => group.Key, group => group.SelectMany(words => words).ToFrozenSet());

    private static readonly FrozenSet<string> Said = Lists["said"],
        Spelled = Lists["spelled"],
        Shouted = Lists["shouted"],
        FirstWords = Lists["words"],
        SmallSpelled = Lists["small"];

    /// <summary>Nouns that a letter names one of: plan A, vitamin A.</summary>
    private static readonly FrozenSet<string> Lettered = new[]
    {
        "plan", "vitamin", "grade", "hepatitis", "type", "group", "section", "exhibit", "option", "class", "team",
        "side", "part", "appendix", "figure", "fig", "table", "point", "line", "building", "gate", "terminal", "level",
        "category", "schedule", "form", "division", "pool", "unit", "zone", "block", "wing", "model", "version",
        "series", "blood", "size", "influenza", "factor", "letter", "answer", "choice", "scenario", "cohort", "arm",
        "column", "row", "cell", "platform", "annex", "page", "item", "question", "step", "phase", "case", "vowel",
        "tier", "band", "school", "company", "product", "sample", "variant", "user", "node", "vertex", "set", "matrix",
        "event", "city", "country", "person", "route", "road", "bus", "flight", "string",
    }.ToFrozenSet();

    /// <summary>What follows the name of the British examination.</summary>
    private static readonly FrozenSet<string> ExamWords = new[]
    {
        "result", "results", "student", "students", "exam", "exams", "grade", "grades", "course", "courses", "subject",
        "subjects", "maths", "math", "mathematics", "physics", "chemistry", "biology", "history", "english", "french",
        "german", "spanish", "geography", "economics", "psychology", "sociology", "art", "law", "music", "politics",
        "paper", "papers", "revision", "qualification", "qualifications", "standard", "options", "computer", "pupils",
        "teacher", "teachers", "certificate", "media", "drama", "business",
    }.ToFrozenSet();

    /// <summary>Nouns before which IT is information technology, not a pronoun.</summary>
    private static readonly FrozenSet<string> Departments = new[]
    {
        "department", "departments", "team", "teams", "support", "staff", "industry", "sector", "security", "budget",
        "budgets", "manager", "managers", "professional", "professionals", "company", "companies", "infrastructure",
        "service", "services", "system", "systems", "skills", "job", "jobs", "policy", "policies", "project",
        "projects", "consultant", "consultants", "specialist", "specialists", "admin", "admins", "administrator",
        "helpdesk", "equipment", "training", "people", "guy", "solutions", "strategy", "spending", "workers", "experts",
        "director", "costs", "desk",
    }.ToFrozenSet();

    /// <summary>The letters of a word that is said by their names; null for other words.</summary>
    public static string? Spelling(Pieces pieces, int at, string word)
    {
        if (word.Length == 1)
            return IsLetter(pieces, at, word[0]) ? word : null;
        if (word.Length <= 4 && SmallSpelled.Contains(word))
            return word.ToUpperInvariant();
        var body = Body(word);
        if (body is "PhD" or "DPhil")
            return word;
        if (body.Length == 0 || body.AsSpan().ContainsAnyExceptInRange('A', 'Z') || Said.Contains(body))
            return null;
        if (Spelled.Contains(body))
            return IsFirstWord(pieces, at, body) ? null : word;
        if (
            body.Length == word.Length
            && (Shouted.Contains(body) || (pieces.IsShouted && body is "AM" or "IT" or "US" or "WHO" or "PM"))
        )
            return null;
        if (body.Length > LongestSpelled)
            return HasVowel(body.ToLowerInvariant()) ? null : word;
        if (body.Length <= 3 && !pieces.IsShouted)
            return IsFirstWord(pieces, at, body) ? null : word;
        return pieces.IsWordOfLexicon(body.ToLowerInvariant()) ?? IsSayable(body) ? null : word;
    }

    /// <summary>True for capitals, with or without the ending of a plural or genitive: FBI, CDs, PhD.</summary>
    public static bool IsAcronym(string word) =>
        Body(word) is { Length: > 0 } body
        && (body is "PhD" or "DPhil" || !body.AsSpan().ContainsAnyExceptInRange('A', 'Z'));

    /// <summary>True for the letters of a part of a name, in any case: the Http of HttpClient.</summary>
    public static bool IsSmallAcronym(string word) => Lists["parts"].Contains(word.ToLowerInvariant());

    /// <summary>A chapter's first word in capitals: IT was a cold night.</summary>
    private static bool IsFirstWord(Pieces pieces, int at, string body) =>
        FirstWords.Contains(body)
        && !(body == "IT" && Departments.Contains(pieces.Lower(at + 2)))
        && !(body == "WHO" && pieces.Lower(at + 2) is "report" or "reports" or "guidelines" or "director")
        && pieces.IsSpace(at + 1)
        && pieces.IsSmall(at + 2)
        && pieces[at - 1].Kind is PieceKind.None or PieceKind.Symbol
        && (at < 2 || !pieces.IsLetters(at - 2));

    /// <summary>A letter on its own, but for the words "a", "I" and "O".</summary>
    private static bool IsLetter(Pieces pieces, int at, char letter)
    {
        if (!char.IsAsciiLetter(letter))
            return false;
        if (letter is not ('a' or 'A' or 'i' or 'I' or 'o' or 'O'))
            return true;
        if (letter is not ('a' or 'A'))
            return false;
        var listed = pieces.Is(at + 1, ')') || (at == 0 && pieces.Is(at + 1, '.'));
        return listed
            || pieces.IsAny(at + 1, "^²³")
            || (letter == 'A' && IsNameOfA(pieces, at))
            || (pieces.IsSpace(at - 1) && pieces.Lower(at - 2) is "letter" or "vowel" or "an")
            || (
                pieces.InEquation(at)
                && (
                    IsOperator(pieces, at - 1)
                    || IsOperator(pieces, at - 2)
                    || IsOperator(pieces, at + 1)
                    || IsOperator(pieces, at + 2)
                )
            );
    }

    /// <summary>The capital A where it is no article: plan A, an A, A or B, A minor, A/B, got A in maths.</summary>
    private static bool IsNameOfA(Pieces pieces, int at)
    {
        var next = pieces.SkipSpace(at + 1);
        var before = pieces.IsSpace(at - 1) ? at - 2 : -1;
        if (
            pieces.IsAny(at + 1, "/&+")
            || (pieces.Is(at + 1, '-') && pieces.IsLetters(at + 2))
            || pieces.Lower(next) is "major" or "minor" or "flat" or "sharp" or "minus" or "plus"
            || IsBeforeGrade(pieces, next)
            || IsOtherLetter(pieces, next)
        )
            return true;
        if (
            pieces.Lower(next) is "or" or "and" or "to" && IsOtherLetter(pieces, next + 2)
            || pieces.Is(next, ',') && IsOtherLetter(pieces, pieces.SkipSpace(next + 1))
        )
            return true;
        if (!pieces.IsLetters(before))
            return pieces.Is(before, ',') && IsOtherLetter(pieces, before - 1);
        if (Lettered.Contains(pieces.Lower(before)) || pieces.Lower(before) is "an" or "the")
            return !pieces.IsCapital(next) || !pieces.IsCapital(before) || pieces.Lower(before) is not ("the" or "an");
        return pieces.IsSmall(before) && !pieces.IsCapital(next) && !pieces.IsShouted;
    }

    /// <summary>A levels, A Level physics, A level results, but "a level field".</summary>
    private static bool IsBeforeGrade(Pieces pieces, int next) =>
        pieces.Lower(next) is "levels" or "grades" or "roads"
        || (
            pieces.Lower(next) is "level"
            && (
                ExamWords.Contains(pieces.Lower(pieces.SkipSpace(next + 1)))
                || (pieces.IsCapital(next) && !pieces.IsWord(next + 2, "of"))
            )
        );

    private static bool IsOtherLetter(Pieces pieces, int at) =>
        pieces.Length(at) == 1 && pieces.IsCapital(at) && pieces.Span(at) is not ("I" or "A");

    private static bool IsOperator(Pieces pieces, int at) => pieces.IsAny(at, "+-=*/^<>(");

    /// <summary>An acronym without the ending of its plural or genitive: CDs, NASA's.</summary>
    private static string Body(string word) =>
        word.Length > 3 && word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 2 && word[^1] == 's' && char.IsAsciiLetterUpper(word[^2]) ? word[..^1]
        : word;

    /// <summary>True if lower-case letters have a vowel.</summary>
    public static bool HasVowel(string lower) => lower.AsSpan().ContainsAny(Vowels);

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyáéíóúäëïöüàèìòùâêîôûåøæœ");

    /// <summary>True if English could say it: a vowel, and no cluster or run of vowels that no word has.</summary>
    private static bool IsSayable(string word)
    {
        var vowels = 0;
        var run = 0;
        var wasVowel = false;
        for (var i = 0; i < word.Length; i++)
        {
            var vowel = "AEIOUY".Contains(word[i], StringComparison.Ordinal) && !(i == 0 && word[i] == 'Y');
            run = vowel == wasVowel ? run + 1 : 1;
            wasVowel = vowel;
            vowels += vowel ? 1 : 0;
            if (
                run > (vowel ? 2 : 3)
                || (run == 2 && !vowel && i == 1 && !Onsets.Contains(word[..2]))
                || (run == 2 && !vowel && i == word.Length - 1 && !Codas.Contains(word[^2..]))
            )
                return false;
        }
        return vowels > 0;
    }

    private static readonly FrozenSet<string> Onsets = new[]
    {
        "BL", "BR", "CH", "CL", "CR", "DR", "DW", "FL", "FR", "GL", "GR", "KN", "PH", "PL", "PR", "QU", "SC", "SH",
        "SK", "SL", "SM", "SN", "SP", "SQ", "ST", "SW", "TH", "TR", "TW", "WH", "WR",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Codas = new[]
    {
        "CH", "CK", "CT", "FF", "FT", "GE", "GH", "GS", "KS", "LD", "LF", "LK", "LL", "LM", "LP", "LS", "LT", "MP",
        "MS", "ND", "NG", "NK", "NS", "NT", "PS", "PT", "RD", "RE", "RK", "RL", "RM", "RN", "RS", "RT", "SH", "SK",
        "SP", "SS", "ST", "TH", "TS", "TT", "WN", "WS", "WL", "XT", "ZZ", "DS", "BS", "PH", "LE", "RP", "RF", "RB",
        "RC", "RG", "RV",
    }.ToFrozenSet();
}
