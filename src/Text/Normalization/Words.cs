using System.Collections.Frozen;
using System.Text;
using AnyAscii;

namespace VoiceSmith.Text.Normalization;

/// <summary>Words as they are, acronyms, and words of other scripts.</summary>
internal static class Words
{
    /// <summary>A word with its apostrophes; letters of an acronym; another script in Latin letters.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsLetters(at))
            return at;
        var end = at + 1;
        while (pieces.Is(end, '\'') && pieces.IsLetters(end + 1))
            end += 2;
        var span = pieces.Range(at, end);
        var written = pieces.Source.Substring(span.Start, span.Length);
        var word = Clean(written);
        if (Acronyms.IsSpelled(pieces, at, word))
            speech.Word(span, word, Speech.Acronym, written);
        else if (Scripts.IsLatin(written))
            speech.Word(span, word, "word", written);
        else
            Scripts.Read(pieces, span, word, speech);
        return end;
    }

    /// <summary>Without soft hyphens and with the straight apostrophe.</summary>
    private static string Clean(string word) => Ascii.IsValid(word) ? word
        : word.Replace("\u00AD", "", StringComparison.Ordinal).Replace("\u2060", "", StringComparison.Ordinal).Replace('’', '\'').Replace('‘', '\'').Replace('ʼ', '\'').Replace('′', '\'').Replace('‛', '\'');
}

/// <summary>Which capitals are said letter by letter.</summary>
internal static class Acronyms
{
    /// <summary>Said as words although they are capitals.</summary>
    private static readonly FrozenSet<string> Said = new[]
    {
        "NASA", "NATO", "UNICEF", "UNESCO", "OPEC", "ASAP", "AIDS", "LASER", "RADAR", "SONAR", "SCUBA", "NAFTA", "ASEAN", "FIFA", "UEFA", "NASCAR", "NASDAQ",
        "FEMA", "OSHA", "DARPA", "CERN", "IKEA", "LEGO", "PIN", "SIM", "RAM", "ROM", "LAN", "WAN", "WIFI", "GIF", "JPEG", "ASCII", "BASIC", "COBOL", "FORTRAN",
        "CAPTCHA", "COVID", "SARS", "MERS", "EBITDA", "AWOL", "SWAT", "POTUS", "SCOTUS", "FLOTUS", "YOLO", "FOMO", "LOL", "NAND", "NOR", "ROFL", "TASER",
        "MENSA", "PETA", "SAT", "GIMP", "LAMP", "CRISPR", "CAD", "CAM", "DOS", "BIOS", "CMOS", "MIDI", "SAP", "SPAM", "ZIP", "HUD", "GAP", "UNIX", "LINUX", "INTERPOL",
    }.ToFrozenSet();

    /// <summary>Words that people write in capitals for emphasis.</summary>
    private static readonly FrozenSet<string> Shouted = new[]
    {
        "A", "I", "AND", "THE", "NOT", "NO", "YES", "NOW", "ALL", "ARE", "BUT", "CAN", "DID", "DO", "FOR", "GET", "GO", "HAD", "HAS", "HE", "HER", "HIM", "HIS", "HOW",
        "IF", "IN", "IS", "LET", "MAY", "ME", "MY", "NEW", "OF", "OFF", "OH", "OK", "OLD", "ON", "ONE", "OR", "OUR", "OUT", "OWN", "SAY", "SEE", "SHE", "SO", "TOO", "TOP",
        "TO", "TWO", "UP", "USE", "WAS", "WAY", "WE", "WHY", "YET", "YOU", "AM", "AN", "AS", "AT", "BE", "BY", "MR", "MRS", "DR", "WIN", "BIG", "BAD", "DAY", "END", "FUN",
        "HOT", "LOT", "MAD", "MAN", "MEN", "RED", "RUN", "SAD", "SIX", "TEN", "TRY", "WAR", "WET", "WOW", "AGO", "ANY", "ASK", "BUY", "CAR", "CUT", "EAT", "FAR", "FEW", "FLY",
        "JOB", "KEY", "LAW", "LAY", "LIE", "LOW", "MOM", "DAD", "NOR", "ODD", "PAY", "PUT", "SIT", "SON", "SUN", "TEA", "THIS", "THAT", "THEY", "THEM", "THEN", "THAN", "STOP",
        "VERY", "WHAT", "WHEN", "WITH", "HAVE", "HELP", "NEVER", "EVER", "ONLY", "MUST", "WILL", "WANT", "WAIT", "LOVE", "HATE", "GOOD", "BEST", "FREE", "SALE", "MORE", "LESS",
    }.ToFrozenSet();

    /// <summary>Whether a word is said by the names of its letters.</summary>
    public static bool IsSpelled(Pieces pieces, int at, string word)
    {
        var body = Body(word);
        if (body.Length == 1)
            return word.Length == 1 && word is not ("A" or "a" or "I" or "i" or "O" or "o") && char.IsAsciiLetter(word[0]);
        if (body.Length == 0 || body.Length > 6 || body.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            return false;
        if (Said.Contains(body) || (Shouted.Contains(body) && body.Length == word.Length))
            return false;
        if (pieces.IsWordOfLexicon is { } isWord && (body.Length > 3 || pieces.IsShouted))
            return !isWord(body.ToLowerInvariant());
        return body.Length <= 3 || !IsSayable(body);
    }

    /// <summary>An acronym without the ending of its plural or genitive: CDs, NASA's.</summary>
    private static string Body(string word) =>
        word.Length > 3 && word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 2 && word[^1] == 's' && char.IsAsciiLetterUpper(word[^2]) ? word[..^1] : word;

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
            if (run > (vowel ? 2 : 3) || (run == 2 && !vowel && i == 1 && !Onsets.Contains(word[..2])) || (run == 2 && !vowel && i == word.Length - 1 && !Codas.Contains(word[^2..])))
                return false;
        }
        return vowels > 0;
    }

    private static readonly FrozenSet<string> Onsets = new[]
    {
        "BL", "BR", "CH", "CL", "CR", "DR", "DW", "FL", "FR", "GL", "GR", "KN", "PH", "PL", "PR", "QU", "SC", "SH", "SK", "SL", "SM", "SN", "SP", "SQ", "ST", "SW",
        "TH", "TR", "TW", "WH", "WR",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Codas = new[]
    {
        "CH", "CK", "CT", "FF", "FT", "GE", "GH", "GS", "KS", "LD", "LF", "LK", "LL", "LM", "LP", "LS", "LT", "MP", "MS", "ND", "NG", "NK", "NS", "NT", "PS", "PT", "RD",
        "RE", "RK", "RL", "RM", "RN", "RS", "RT", "SH", "SK", "SP", "SS", "ST", "TH", "TS", "TT", "WN", "WS", "WL", "XT", "ZZ", "DS", "BS", "PH", "LE", "RP", "RF", "RB", "RC", "RG", "RV",
    }.ToFrozenSet();
}

/// <summary>Letters of other scripts than Latin.</summary>
internal static class Scripts
{
    /// <summary>Whether all letters are Latin, accents and phonetic letters included.</summary>
    public static bool IsLatin(string word)
    {
        if (Ascii.IsValid(word))
            return true;
        foreach (var rune in word.EnumerateRunes())
            if (rune.Value is >= 0x370 and not (>= 0x1E00 and <= 0x1EFF or >= 0x2C60 and <= 0x2C7F or >= 0xA720 and <= 0xA7FF or '’' or '‘' or '′' or '\u2060' or '‛'))
                return false;
        return true;
    }

    /// <summary>Says a word of another script in Latin letters, and reports it.</summary>
    public static void Read(Pieces pieces, TextSpan span, string word, Speech speech)
    {
        var latin = word.Transliterate();
        var said = false;
        foreach (var range in latin.AsSpan().SplitAny(" -"))
        {
            var part = new string([.. latin[range].Where(c => char.IsAsciiLetter(c) || c == '\'')]).Trim('\'');
            if (part.Length == 0)
                continue;
            speech.Word(span, part, "transliterated");
            said = true;
        }
        if (!said)
            speech.Silent(span, "");
        speech.Notice(span, said ? "Letters of another script are said as Latin ones." : "Letters of another script were skipped.");
    }
}
