using System.Buffers;
using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Which capitals are said letter by letter.</summary>
internal static class Acronyms
{
    /// <summary>Said as words although they are capitals.</summary>
    private static readonly FrozenSet<string> Said = new[]
    {
        "NASA", "NATO", "UNICEF", "UNESCO", "OPEC", "ASAP", "AIDS", "LASER", "RADAR", "SONAR", "SCUBA", "NAFTA", "ASEAN",
        "FIFA", "UEFA", "NASCAR", "NASDAQ", "FEMA", "OSHA", "DARPA", "CERN", "IKEA", "LEGO", "PIN", "SIM", "RAM", "ROM",
        "LAN", "WAN", "WIFI", "GIF", "JPEG", "ASCII", "BASIC", "COBOL", "FORTRAN", "CAPTCHA", "COVID", "SARS", "MERS",
        "EBITDA", "AWOL", "SWAT", "POTUS", "SCOTUS", "FLOTUS", "YOLO", "FOMO", "LOL", "NAND", "NOR", "ROFL", "TASER",
        "MENSA", "PETA", "GIMP", "LAMP", "CRISPR", "CAD", "CAM", "DOS", "BIOS", "CMOS", "MIDI", "SAP", "SPAM", "ZIP", "HUD",
        "GAP", "UNIX", "LINUX", "INTERPOL",
    }.ToFrozenSet();

    /// <summary>Words that people write in capitals for emphasis.</summary>
    private static readonly FrozenSet<string> Shouted = new[]
    {
        "A", "I", "AND", "THE", "NOT", "NO", "YES", "NOW", "ALL", "ARE", "BUT", "CAN", "DID", "DO", "FOR", "GET", "GO",
        "HAD", "HAS", "HE", "HER", "HIM", "HIS", "HOW", "IF", "IN", "IS", "LET", "MAY", "ME", "MY", "NEW", "OF", "OFF", "OH",
        "OK", "OLD", "ON", "ONE", "OR", "OUR", "OUT", "OWN", "SAY", "SEE", "SHE", "SO", "TOO", "TOP", "TO", "TWO", "UP",
        "USE", "WAS", "WAY", "WE", "WHY", "YET", "YOU", "AN", "AS", "AT", "BE", "BY", "MR", "MRS", "DR", "WIN", "BIG", "BAD",
        "DAY", "END", "FUN", "HOT", "LOT", "MAD", "MAN", "MEN", "RED", "RUN", "SAD", "SIX", "TEN", "TRY", "WAR", "WET",
        "WOW", "AGO", "ANY", "ASK", "BUY", "CAR", "CUT", "EAT", "FAR", "FEW", "FLY", "JOB", "KEY", "LAW", "LAY", "LIE",
        "LOW", "MOM", "DAD", "NOR", "ODD", "PAY", "PUT", "SIT", "SON", "SUN", "TEA", "THIS", "THAT", "THEY", "THEM", "THEN",
        "THAN", "STOP", "VERY", "WHAT", "WHEN", "WITH", "HAVE", "HELP", "NEVER", "EVER", "ONLY", "MUST", "WILL", "WANT",
        "WAIT", "LOVE", "HATE", "GOOD", "BEST", "FREE", "SALE", "MORE", "LESS",
    }.ToFrozenSet();

    /// <summary>Spelled although their letters could be said.</summary>
    private static readonly FrozenSet<string> Spelled = new[]
    {
        "CIA", "USA", "UAE", "UFO", "FAQ", "UCLA", "USDA", "NCAA", "IEEE", "ISO", "EPA", "IRS", "IPO", "CEO", "CFO", "CTO",
        "COO", "API", "IPA", "AKA", "FYI", "IMO", "IDK", "DIY", "EU", "UN", "IOU", "ETA", "ERA", "USO", "AMA", "NBA", "NRA",
        "IRA", "EMI", "UBS", "ESA", "ADA", "UPI", "IDE", "ID", "AI", "IQ", "IV", "UV", "TV", "PC", "DJ", "MC", "OCD", "ADHD",
        "ASL", "OLED", "UNHCR", "UNDP", "USAF", "USPS", "USSR", "IMDB", "BYU", "LSU", "OSU", "ABC", "CBC", "BBC", "AOL",
        "IOS", "AFK", "ATM", "AC", "ABS", "UPS", "GPA", "SUV", "RPM", "RIP",
    }.ToFrozenSet();

    /// <summary>Spelled even in small letters.</summary>
    private static readonly FrozenSet<string> SmallSpelled = new[] { "aka", "fyi", "imo", "imho", "idk", "usa", "uk", "fbi",
        "cia", "ssn", "faq", "diy", "ufo", "ceo", "cfo", "cto", "tv", "pc", "dvd", "cd", "dj", "btw", "omg", "wtf",
        "ibm" }.ToFrozenSet();

    /// <summary>The letters of a word that is said by their names; null for other words.</summary>
    public static string? Spelling(Pieces pieces, int at, string word)
    {
        var body = Body(word);
        if (word.Length == 1)
            return IsLetter(pieces, at, word[0]) ? word : null;
        if (word.Length <= 4 && SmallSpelled.Contains(word))
            return word.ToUpperInvariant();
        if (body is "PhD" or "DPhil")
            return word;
        if (body.Length == 0 || body.Length > 6 || body.AsSpan().ContainsAnyExceptInRange('A', 'Z') || Said.Contains(body))
            return null;
        if (Spelled.Contains(body))
            return word;
        if (body.Length == word.Length && (Shouted.Contains(body)
            || (pieces.IsShouted && body is "AM" or "IT" or "US" or "WHO" or "PM")))
            return null;
        if (body.Length <= 3 && !pieces.IsShouted)
            return word;
        return pieces.IsWordOfLexicon(body.ToLowerInvariant()) ?? IsSayable(body) ? null : word;
    }

    /// <summary>A letter on its own, but for the words "a", "I" and "O".</summary>
    private static bool IsLetter(Pieces pieces, int at, char letter)
    {
        if (!char.IsAsciiLetter(letter))
            return false;
        if (letter is not ('a' or 'A' or 'i' or 'I' or 'o' or 'O'))
            return true;
        var listed = pieces.Is(at + 1, ')') || (at == 0 && pieces.Is(at + 1, '.') && letter is 'A' or 'a');
        return letter is 'a' or 'A' && (listed || pieces.IsAny(at + 1, "^²³")
            || (pieces.InEquation(at) && (IsOperator(pieces, at - 1) || IsOperator(pieces, at - 2)
            || IsOperator(pieces, at + 1) || IsOperator(pieces, at + 2))));
    }

    private static bool IsOperator(Pieces pieces, int at) => pieces.IsAny(at, "+-=*/^<>(");

    /// <summary>An acronym without the ending of its plural or genitive: CDs, NASA's.</summary>
    private static string Body(string word) =>
        word.Length > 3 && word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 2 && word[^1] == 's' && char.IsAsciiLetterUpper(word[^2]) ? word[..^1] : word;

    /// <summary>Whether lower-case letters have a vowel.</summary>
    public static bool HasVowel(string lower) => lower.AsSpan().ContainsAny(Vowels);

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyáéíóúäëïöüàèìòùâêîôûåøæœ");

    /// <summary>Whether English could say it: a vowel, and no cluster or run of vowels that no word has.</summary>
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
            if (run > (vowel ? 2 : 3) || (run == 2 && !vowel && i == 1 && !Onsets.Contains(word[..2]))
                || (run == 2 && !vowel && i == word.Length - 1 && !Codas.Contains(word[^2..])))
                return false;
        }
        return vowels > 0;
    }

    private static readonly FrozenSet<string> Onsets = new[]
    {
        "BL", "BR", "CH", "CL", "CR", "DR", "DW", "FL", "FR", "GL", "GR", "KN", "PH", "PL", "PR", "QU", "SC", "SH", "SK",
        "SL", "SM", "SN", "SP", "SQ", "ST", "SW", "TH", "TR", "TW", "WH", "WR",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Codas = new[]
    {
        "CH", "CK", "CT", "FF", "FT", "GE", "GH", "GS", "KS", "LD", "LF", "LK", "LL", "LM", "LP", "LS", "LT", "MP", "MS",
        "ND", "NG", "NK", "NS", "NT", "PS", "PT", "RD", "RE", "RK", "RL", "RM", "RN", "RS", "RT", "SH", "SK", "SP", "SS",
        "ST", "TH", "TS", "TT", "WN", "WS", "WL", "XT", "ZZ", "DS", "BS", "PH", "LE", "RP", "RF", "RB", "RC", "RG", "RV",
    }.ToFrozenSet();
}
