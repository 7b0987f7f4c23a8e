using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>
/// Telephone numbers, IP addresses, social security numbers, and other digits that are read one by one.
/// </summary>
internal static class Telephones
{
    private const string Kind = "telephone";
    private const int MostGroups = 8;

    /// <summary>Words after which a number is a string of digits.</summary>
    private static readonly FrozenSet<string> DigitCues = new[]
    {
        "ending", "pin", "passcode", "passcodes", "zip", "zipcode", "postcode", "code", "codes", "account", "acct",
        "dial", "extension", "card", "otp", "password", "tracking", "confirmation", "isbn", "issn", "iban", "ssn",
        "verification", "reference", "serial", "license", "licence", "passport",
    }.ToFrozenSet();

    /// <summary>123-123-5678, (123) 123-5678, +1 …, 1-800-GO-U-HAUL, 111-11-1111, 555-1234.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || (pieces.IsAny(at - 1, ".-/:") && pieces.IsDigits(at - 2)))
            return at;
        if (pieces.IsDigits(at) && !pieces.IsSpace(at + 1) && !pieces.IsAny(at + 1, "-.("))
            return at;
        var plus = pieces.Is(at, '+');
        var groups = Groups(pieces, plus ? at + 1 : at);
        while (
            groups.Count > 0
            && (pieces.IsLetters(groups[^1].End) || !(plus ? IsInternational(groups) : IsNational(pieces, groups)))
        )
            groups.RemoveAt(groups.Count - 1);
        if (groups.Count == 0)
            return at;
        var country = plus || IsOne(groups[0]);
        for (var i = 0; i < groups.Count; i++)
            Say(pieces, groups, i, plus && i == 0 ? at : groups[i].At, country, speech);
        return Extension(pieces, groups[^1].End, speech);
    }

    /// <summary>192.168.0.1:8080 and 10.0.0.0/8.</summary>
    public static int ReadAddress(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at))
            return at;
        for (var i = at; i < at + 7; i += 2)
            if (!pieces.IsDigits(i, 1, 3) || pieces.Value(i) > 255 || (i < at + 6 && !pieces.Is(i + 1, '.')))
                return at;
        if (pieces.IsLetters(at + 7) || (pieces.Is(at + 7, '.') && pieces.IsDigits(at + 8)))
            return at;
        for (var i = at; i < at + 7; i++)
            speech.Say(
                pieces.Range(i, i + 1),
                pieces.IsDigits(i) ? NumberWords.Digits(pieces.Span(i)) : "dot",
                "electronic"
            );
        if (!pieces.IsAny(at + 7, ":/") || !pieces.IsDigits(at + 8, 1, 5))
            return at + 7;
        speech.Say(pieces.Range(at + 7, at + 8), pieces.Is(at + 7, ':') ? "colon" : "slash", "electronic");
        speech.Say(pieces.Range(at + 8, at + 9), NumberWords.Digits(pieces.Span(at + 8)), "electronic");
        return at + 9;
    }

    /// <summary>Digits one by one: "ending in 8876", "your code is 482 913", "dial 911", 4111 1111 1111 1111.</summary>
    public static int ReadDigits(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 1, 12)
            || !pieces.StartsItem(at)
            || pieces.IsLetters(at + 1)
            || pieces.IsAny(at - 1, "$£€.,/-")
            || (pieces.IsAny(at + 1, ".,/:%") && pieces.IsDigits(at + 2))
        )
            return at;
        var end = GroupsEnd(pieces, at);
        if (
            !HasDigitCue(pieces, at)
            && !IsService(pieces, at)
            && !IsCard(pieces, at, end)
            && !IsBareCode(pieces, at, end)
        )
            return at;
        if (IsService(pieces, at))
            end = at + 1;
        for (var i = at; i < end; i += 2)
            speech.Say(
                pieces.Range(i, i + 2 < end ? i + 2 : i + 1),
                NumberWords.Digits(pieces.Span(i)) + (i + 2 < end ? "," : ""),
                Kind
            );
        return end;
    }

    /// <summary>*67: star six seven.</summary>
    public static int ReadStar(Pieces pieces, int at, Speech speech)
    {
        if (ReadService(pieces, at, speech) is var afterService && afterService > at)
            return afterService;
        if (
            !pieces.Is(at, '*')
            || !(at == 0 || pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "(\""))
            || !pieces.IsDigits(at + 1, 1, 4)
            || pieces.IsLetters(at + 2)
            || (pieces.Is(at + 2, '*') && !pieces.IsDigits(at + 3))
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), "star", Kind);
        speech.Say(pieces.Range(at + 1, at + 2), NumberWords.Digits(pieces.Span(at + 1)), Kind);
        return at + 2;
    }

    /// <summary>*#06#, *21*5550199#: a code of stars, hashes and digits that a telephone obeys.</summary>
    public static int ReadService(Pieces pieces, int at, Speech speech)
    {
        const int Longest = 16;
        if (!(at == 0 || pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "(\"")))
            return at;
        var (end, signs, digits) = (at, 0, 0);
        for (; end < at + Longest && (pieces.IsDigits(end) || pieces.IsAny(end, "*#")); end++)
            if (pieces.IsDigits(end))
                digits++;
            else
                signs++;
        if (digits == 0 || signs < 2 || !pieces.Is(end - 1, '#') || pieces.IsLetters(end))
            return at;
        for (var i = at; i < end; i++)
            speech.Say(
                pieces.Range(i, i + 1),
                pieces.IsDigits(i) ? NumberWords.Digits(pieces.Span(i))
                    : pieces.Is(i, '*') ? "star"
                    : "hash",
                Kind
            );
        return end;
    }

    /// <summary>The piece after groups of digits that blanks or hyphens part.</summary>
    private static int GroupsEnd(Pieces pieces, int at)
    {
        var end = at + 1;
        for (
            var groups = 1;
            groups < MostGroups
                && (pieces.IsSpace(end) || pieces.Is(end, '-'))
                && pieces.IsDigits(end + 1, 1, 12)
                && !pieces.IsLetters(end + 2)
                && !(pieces.IsAny(end + 2, ".,/:%") && pieces.IsDigits(end + 3));
            groups++
        )
            end += 2;
        return end;
    }

    /// <summary>A cue before the number, perhaps with "is", "number" or a colon between.</summary>
    private static bool HasDigitCue(Pieces pieces, int at)
    {
        if (
            !pieces.IsDigits(at, 3, 12) && !(pieces.IsAny(at + 1, "- ") && pieces.IsDigits(at + 2))
            || !(pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, "#:"))
        )
            return false;
        var cue = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        while (pieces.IsAny(cue, ":.#") || pieces.IsSpace(cue))
            cue--;
        for (
            var steps = 0;
            steps < 2 && pieces.Lower(cue) is "is" or "in" or "with" or "number" or "was" or "no" or "are";
            steps++
        )
            cue -= pieces.IsSpace(cue - 1) ? 2 : 1;
        if (
            !DigitCues.Contains(pieces.Lower(cue))
            || (
                pieces.IsSpace(cue - 1)
                && pieces.Lower(cue - 2) is "status" or "error" or "http" or "response" or "exit"
            )
        )
            return false;
        return pieces.Lower(cue)
                is not (
                    "reference"
                    or "license"
                    or "licence"
                    or "code"
                    or "codes"
                    or "card"
                    or "tracking"
                    or "password"
                )
            || !Numerals.Numbers.IsPluralNoun(pieces, pieces.SkipSpace(at + 1));
    }

    /// <summary>911, 311, 999 where somebody calls it, 911 also on its own.</summary>
    private static bool IsService(Pieces pieces, int at)
    {
        var number = pieces.Span(at);
        if (
            number
            is not (
                "911"
                or "999"
                or "112"
                or "311"
                or "411"
                or "511"
                or "211"
                or "611"
                or "711"
                or "811"
                or "988"
                or "101"
                or "111"
            )
        )
            return false;
        var before =
            pieces.Lower(at - 2) is "or" or "and" && pieces.IsDigits(at - 4, 3, 3)
                ? pieces.Lower(at - 6)
                : pieces.Lower(at - 2);
        var calls =
            before
            is "call"
                or "called"
                or "calling"
                or "calls"
                or "phone"
                or "phoned"
                or "dial"
                or "dialed"
                or "dialled"
                or "dialing"
                or "text"
                or "ring"
                or "rang";
        var after = pieces.SkipSpace(at + 1);
        var answered =
            pieces.Lower(after)
            is "call"
                or "calls"
                or "caller"
                or "callers"
                or "operator"
                or "operators"
                or "dispatcher"
                or "dispatchers"
                or "dispatch"
                or "emergency"
                or "hotline"
                or "service";
        return calls
            || answered
            || (
                number is "911"
                && before is not ("porsche" or "carrera" or "in" or "year" or "flight" or "room" or "of" or "by")
                && !Numerals.Numbers.IsPluralNoun(pieces, after)
                && !pieces.IsAny(at + 1, "-/")
                && (at == 0 || pieces.IsSpace(at - 1))
            );
    }

    /// <summary>
    /// Three or more groups of four digits, the last perhaps shorter behind letters: an account's IBAN.
    /// </summary>
    private static bool IsCard(Pieces pieces, int at, int end)
    {
        var account =
            pieces.IsSpace(at - 1)
            && pieces.Length(at - 2) == 4
            && !pieces.Span(at - 2).ContainsAnyExceptInRange('A', 'Z');
        for (var i = at; i < end; i += 2)
            if (!(pieces.IsDigits(i, 4, 4) || (account && i + 1 == end && i > at)))
                return false;
        return end - at >= 5;
    }

    /// <summary>482-913 with nothing else in the text.</summary>
    private static bool IsBareCode(Pieces pieces, int at, int end) =>
        at == 0
        && end == 3
        && pieces.EndsText(end)
        && pieces.Is(1, '-')
        && pieces.IsDigits(0, 3, 3)
        && pieces.IsDigits(2, 3, 3);

    /// <summary>A run of digits or capitals in a number, and the sign that parted it from the one before.</summary>
    private readonly record struct Group(int At, int End, bool IsDigits, int Length, char Before);

    private static List<Group> Groups(Pieces pieces, int at)
    {
        var groups = new List<Group>();
        var next = at;
        var before = '\0';
        while (groups.Count < MostGroups)
        {
            var open = pieces.Is(next, '(');
            var i = open ? next + 1 : next;
            var digits = pieces.IsDigits(i, 1, 11);
            var letters =
                pieces.IsLetters(i)
                && groups.Count >= 2
                && before == '-'
                && pieces.Length(i) <= 8
                && !pieces.Span(i).ContainsAnyExceptInRange('A', 'Z');
            if ((!digits && !letters) || (open && (!digits || !pieces.Is(i + 1, ')'))))
                break;
            groups.Add(new(open ? next : i, open ? i + 2 : i + 1, digits, pieces.Length(i), open ? '(' : before));
            next = groups[^1].End;
            if (open && pieces.IsDigits(next))
            {
                before = ')';
                continue;
            }
            var sign = pieces.SkipSpace(next);
            if (open && pieces.Is(sign, '-'))
                sign++;
            else if (
                sign == next
                && pieces.IsAny(next, "-.")
                && (
                    pieces.IsDigits(next + 1)
                    || pieces.IsLetters(next + 1)
                    || (pieces.Is(next + 1, '(') && groups.Count == 1)
                )
            )
                sign = next + 1;
            else if (sign == next && !(pieces.Is(next, '(') && groups.Count == 1))
                break;
            before = sign == next ? '(' : pieces.Text[pieces[sign - 1].Start];
            before = char.IsWhiteSpace(before) ? ' ' : before;
            if (!pieces.IsDigits(sign) && !pieces.IsLetters(sign) && !pieces.Is(sign, '('))
                break;
            next = sign;
        }
        return groups;
    }

    private static bool IsOne(Group group) => group is { IsDigits: true, Length: 1 };

    private static bool IsInternational(List<Group> groups) =>
        groups.TrueForAll(group => group.IsDigits)
        && groups[0].Length is >= 1 and <= 3 or >= 8
        && groups.Sum(group => group.Length) is >= 8 and <= 15;

    private static bool IsNational(Pieces pieces, List<Group> groups)
    {
        if (groups.Sum(group => group.Length) < 7 || groups.TrueForAll(group => group.Length == 1))
            return false; // the shortest are 555-1234 and 01 23 45 67 89
        var rest = groups.Count > 1 && IsOne(groups[0]) && pieces.Value(groups[0].At) == 1 ? groups[1..] : groups;
        if (rest.Count == 0)
            return false;
        if (rest.Exists(group => !group.IsDigits))
            return rest.Count < groups.Count && rest[0] is { IsDigits: true, Length: 3 } && rest[0].Before == '-';
        var lengths = string.Join('-', rest.Select(group => group.Length));
        var signs = rest.Skip(1).Select(group => group.Before).Distinct().ToList();
        return lengths switch
        {
            "3-3-4" => signs.Count == 1 || rest[0].Before == '(' || rest[1].Before is ')' or ' ',
            "3-3-4-1" or "3-3-4-2" or "3-3-4-3" or "3-3-4-4" => signs is ['-']
                || (rest[0].Before == '(' && rest[^1].Before == '-'),
            "3-2-4" => signs is ['-'] && rest.Count == groups.Count,
            "3-4" => rest.Count == groups.Count
                && (signs is ['-'] || rest[0].Before == '(')
                && pieces.Span(groups[0].At)[0] is >= '2' and <= '9',
            _ => rest.Count == groups.Count
                && rest.Count is >= 2 and <= 5
                && signs is [' ']
                && pieces.Text[pieces[groups[0].At].Start + (groups[0].Before == '(' ? 1 : 0)] == '0'
                && rest.Sum(group => group.Length) is >= 9 and <= 12,
        };
    }

    private static void Say(Pieces pieces, List<Group> groups, int index, int from, bool country, Speech speech)
    {
        var group = groups[index];
        var end = index + 1 < groups.Count ? groups[index + 1].At : group.End;
        var span = pieces.Range(from, pieces.IsSpace(end - 1) ? end - 1 : end);
        var at = pieces.Is(group.At, '(') ? group.At + 1 : group.At;
        if (!group.IsDigits)
        {
            speech.Word(span, pieces.String(at), group.Length == 1 ? Speech.Acronym : "word");
            return;
        }
        var digits = pieces.Span(at);
        var area =
            index == (country ? 1 : 0)
            && groups.Count > 2
            && digits.Length == 3
            && digits[0] != '0'
            && digits[1..] is "00";
        var words = area ? NumberWords.Cardinal(digits) : NumberWords.Digits(digits);
        speech.Say(
            span,
            (from < at && pieces.Is(from, '+') ? "plus " : "") + words + (index + 1 < groups.Count ? "," : ""),
            Kind
        );
    }

    /// <summary>ext. 42, x42.</summary>
    private static int Extension(Pieces pieces, int at, Speech speech)
    {
        var comma = pieces.Is(at, ',') ? at + 1 : at;
        var i = pieces.SkipSpace(comma);
        if (i == at || !(pieces.IsWord(i, "ext") || pieces.IsWord(i, "x") || pieces.IsWord(i, "extension")))
            return at;
        var number = pieces.SkipSpace(pieces.Is(i + 1, '.') ? i + 2 : i + 1);
        if (!pieces.IsDigits(number, 1, 6))
            return at;
        speech.Say(comma > at ? pieces.Range(at, comma) : pieces.Range(i, i + 1), ",", Kind);
        speech.Say(pieces.Range(i, number), "extension", Kind);
        speech.Say(pieces.Range(number, number + 1), NumberWords.Digits(pieces.Span(number)), Kind);
        return number + 1;
    }
}
