using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Abbreviated words, in the contexts where they are abbreviations.</summary>
internal static class Abbreviations
{
    private const string Kind = "abbreviation";

    /// <summary>Before a name, with or without a point: Dr. Smith.</summary>
    private static readonly FrozenDictionary<string, string> Titles = new Dictionary<string, string>
    {
        ["Dr"] = "doctor", ["Drs"] = "doctors", ["Mr"] = "mister", ["Mrs"] = "misses", ["Ms"] = "miss",
        ["Messrs"] = "messieurs", ["Mme"] = "madame", ["Mlle"] = "mademoiselle", ["Prof"] = "professor",
        ["Rev"] = "Reverend", ["Hon"] = "honorable", ["Gov"] = "governor", ["Sen"] = "senator", ["Rep"] = "representative",
        ["Gen"] = "general", ["Capt"] = "captain", ["Lt"] = "lieutenant", ["Col"] = "colonel", ["Maj"] = "Major",
        ["Sgt"] = "sergeant", ["Cpl"] = "corporal", ["Pvt"] = "private", ["Cmdr"] = "commander", ["Adm"] = "admiral",
        ["Pres"] = "president", ["Supt"] = "superintendent", ["Insp"] = "inspector", ["Det"] = "detective",
        ["Atty"] = "attorney", ["Fr"] = "father", ["Sr"] = "sister", ["St"] = "Saint", ["Ste"] = "Sainte", ["Mt"] = "Mount",
        ["Ft"] = "Fort", ["Pt"] = "Point",
    }.ToFrozenDictionary();

    /// <summary>Titles that need their point: without it they are words, names or codes.</summary>
    private static readonly FrozenSet<string> Dotted = new[] { "Rev", "Hon", "Sen", "Rep", "Gen", "Col", "Maj", "Adm",
        "Pres", "Det", "Fr", "Sr", "Pt", "Insp" }.ToFrozenSet();

    /// <summary>Anywhere, with a point, in any case.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["vs"] = "versus", ["etc"] = "etcetera", ["approx"] = "approximately", ["dept"] = "department",
        ["depts"] = "departments", ["est"] = "estimated", ["vol"] = "volume", ["vols"] = "volumes", ["bldg"] = "building",
        ["apt"] = "apartment", ["apts"] = "apartments", ["inc"] = "incorporated", ["corp"] = "corporation",
        ["ltd"] = "limited", ["co"] = "company", ["bros"] = "brothers", ["jr"] = "junior", ["sr"] = "senior",
        ["esq"] = "esquire", ["prof"] = "professor", ["gov"] = "governor", ["govt"] = "government", ["assn"] = "association",
        ["assoc"] = "association", ["asst"] = "assistant", ["mgr"] = "manager", ["misc"] = "miscellaneous",
        ["max"] = "maximum", ["min"] = "minimum", ["avg"] = "average", ["hwy"] = "highway", ["blvd"] = "boulevard",
        ["ave"] = "avenue", ["univ"] = "university", ["natl"] = "national", ["intl"] = "international",
        ["mfg"] = "manufacturing", ["temp"] = "temperature", ["tel"] = "telephone", ["attn"] = "attention",
        ["cont"] = "continued", ["ext"] = "extension", ["incl"] = "including", ["excl"] = "excluding",
        ["orig"] = "originally", ["ed"] = "edition", ["eds"] = "editors", ["fig"] = "figure", ["figs"] = "figures",
        ["eq"] = "equation", ["eqs"] = "equations", ["sec"] = "section", ["ch"] = "chapter", ["chap"] = "chapter",
        ["cf"] = "compare", ["viz"] = "namely", ["mins"] = "minutes", ["hrs"] = "hours", ["secs"] = "seconds",
        ["wks"] = "weeks", ["yrs"] = "years",
    }.ToFrozenDictionary();

    /// <summary>Words that are abbreviations only before a number.</summary>
    private static readonly FrozenDictionary<string, string> BeforeNumber = new Dictionary<string, string>
    {
        ["no"] = "number", ["nos"] = "numbers", ["p"] = "page", ["pp"] = "pages", ["fig"] = "figure", ["figs"] = "figures",
        ["eq"] = "equation", ["ch"] = "chapter", ["chap"] = "chapter", ["sec"] = "section", ["vol"] = "volume",
        ["vols"] = "volumes", ["ext"] = "extension", ["art"] = "article", ["ver"] = "version", ["hwy"] = "highway",
        ["rm"] = "room", ["apt"] = "apartment", ["ste"] = "suite",
    }.ToFrozenDictionary();

    /// <summary>With or without a point.</summary>
    private static readonly FrozenDictionary<string, string> Pointless = new Dictionary<string, string>
    {
        ["vs"] = "versus", ["dept"] = "department", ["vol"] = "volume", ["ltd"] = "limited", ["jr"] = "junior",
        ["Jr"] = "junior", ["Ltd"] = "limited", ["Dept"] = "Department", ["Hwy"] = "Highway", ["Vol"] = "Volume",
        ["Sr"] = "senior",
    }.ToFrozenDictionary();

    /// <summary>One abbreviation.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.Length(at) > 6)
            return at;
        if (ReadTwoLetters(pieces, at, speech) is var afterLetters && afterLetters > at)
            return afterLetters;
        var word = pieces.String(at);
        var lower = word.ToLowerInvariant();
        var point = pieces.Is(at + 1, '.') && !pieces.Is(at + 2, '.');
        var after = point ? at + 2 : at + 1;
        var follower = pieces.SkipSpace(after);
        var spaced = follower > after;
        if (Titles.TryGetValue(word, out var title) && (point || !Dotted.Contains(word)) && spaced && pieces.IsLetters(follower)
            && pieces.IsCapital(follower))
            return SayTitle(pieces, at, after, title, speech);
        if (point && word is "Dr" or "St" or "Mr" or "Mrs" or "Ms" && title is not null)
            return SayTitle(pieces, at, after, word == "St" && pieces[after].Kind == PieceKind.None ? "Street" : title, speech);
        if (point && word is "v" && spaced && pieces.IsCapital(follower) && pieces.IsSpace(at - 1) && pieces.IsCapital(at - 2))
            return Say(pieces, at, after, "versus", speech, mayEnd: false);
        if (point && word is "c" or "ca" && pieces.IsDigits(follower, 3, 4))
            return Say(pieces, at, after, "circa", speech, mayEnd: false);
        if (point && lower == "est" && pieces.IsDigits(follower, 4, 4))
            return Say(pieces, at, after, "established", speech, mayEnd: false);
        if (BeforeNumber.TryGetValue(lower, out var counted) && point && pieces.IsDigits(follower))
            return Say(pieces, at, after, counted, speech, mayEnd: false);
        if (point && lower == "sept" && !pieces.IsDigits(follower))
            return Say(pieces, at, after, "september", speech);
        if (point && char.IsUpper(word[0]) && word.Length == 3 && Months.TryMonth(pieces, at, out var month, out _)
            && lower != "may")
            return Say(pieces, at, after, Months.MonthName(month), speech);
        if (point && Words.TryGetValue(lower, out var meaning) && !IsOrdinaryWord(pieces, at, lower, after))
            return Say(pieces, at, after, char.IsUpper(word[0]) ? char.ToUpperInvariant(meaning[0]) + meaning[1..] : meaning,
                speech);
        if (!point && Pointless.TryGetValue(word, out meaning) && (word != "Sr" || pieces.IsSpace(at - 1)))
            return Say(pieces, at, after, meaning, speech);
        return at;
    }

    /// <summary>e.g., i.e., w/o, c/o.</summary>
    private static int ReadTwoLetters(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) != 1)
            return at;
        if (pieces.Is(at + 1, '.'))
        {
            var second = pieces.SkipSpace(at + 2);
            if (!pieces.Is(second + 1, '.'))
                return at;
            var words = (pieces.Lower(at), pieces.Lower(second)) switch { ("e", "g") => "for example", ("i", "e") =>
                "that is", _ => null };
            return words is null ? at : Say(pieces, at, second + 2, words, speech, mayEnd: false);
        }
        if (pieces.Is(at + 1, '/'))
        {
            var words = (pieces.Lower(at), pieces.Lower(at + 2)) switch { ("w", "o") => "without", ("c", "o") => "care of",
                _ => null };
            if (words is not null)
                return Say(pieces, at, at + 3, words, speech, mayEnd: false);
            if (pieces.Span(at) is "w" && pieces.IsSpace(at + 2))
                return Say(pieces, at, at + 2, "with", speech, mayEnd: false);
        }
        return at;
    }

    /// <summary>Says it, and ends the sentence where its point does that too.</summary>
    private static int Say(Pieces pieces, int at, int end, string words, Speech speech, bool mayEnd = true)
    {
        var span = pieces.Range(at, end);
        speech.Say(span, words, Kind);
        if (mayEnd && pieces.Is(end - 1, '.') && pieces.EndsText(end))
            speech.HiddenStop(span);
        return end;
    }

    /// <summary>"Ms." is printed as miss and said as Ms.</summary>
    private static int SayTitle(Pieces pieces, int at, int end, string title, Speech speech)
    {
        speech.Word(pieces.Range(at, end), title == "miss" ? "Ms" : title, Kind, title);
        return end;
    }

    /// <summary>"He is co." or "the mar.": a word that ends its sentence.</summary>
    private static bool IsOrdinaryWord(Pieces pieces, int at, string lower, int after) =>
        lower is "no" or "max" or "min" or "ed" or "temp" or "art" or "sec" or "est" or "inc" or "co" or "ch" or "cont" or "ext"
        && (pieces.IsSmall(at) || lower is "max" or "ed") && pieces.EndsText(after);
}
