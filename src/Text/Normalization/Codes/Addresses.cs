using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>Street addresses, street names, and states with postal codes.</summary>
internal static class Addresses
{
    private const string Kind = "address";
    private const int MostNameWords = 4;

    private static readonly FrozenDictionary<string, string> Suffixes = new Dictionary<string, string>
    {
        ["st"] = "Street",
        ["ave"] = "Avenue",
        ["av"] = "Avenue",
        ["blvd"] = "Boulevard",
        ["rd"] = "Road",
        ["dr"] = "Drive",
        ["ln"] = "Lane",
        ["ct"] = "Court",
        ["pl"] = "Place",
        ["cir"] = "Circle",
        ["hwy"] = "Highway",
        ["fwy"] = "Freeway",
        ["expy"] = "Expressway",
        ["pkwy"] = "Parkway",
        ["ter"] = "Terrace",
        ["sq"] = "Square",
        ["jct"] = "Junction",
        ["trl"] = "Trail",
        ["tpke"] = "Turnpike",
        ["cres"] = "Crescent",
        ["plz"] = "Plaza",
        ["aly"] = "Alley",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> FullSuffixes = Suffixes
        .Values.Select(word => word.ToLowerInvariant())
        .Append("way")
        .ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Directions = new Dictionary<string, string>
    {
        ["N"] = "North",
        ["S"] = "South",
        ["E"] = "East",
        ["W"] = "West",
        ["NE"] = "Northeast",
        ["NW"] = "Northwest",
        ["SE"] = "Southeast",
        ["SW"] = "Southwest",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> States = new Dictionary<string, string>
    {
        ["AL"] = "Alabama",
        ["AK"] = "Alaska",
        ["AZ"] = "Arizona",
        ["AR"] = "Arkansas",
        ["CA"] = "California",
        ["CO"] = "Colorado",
        ["CT"] = "Connecticut",
        ["DE"] = "Delaware",
        ["FL"] = "Florida",
        ["GA"] = "Georgia",
        ["HI"] = "Hawaii",
        ["ID"] = "Idaho",
        ["IL"] = "Illinois",
        ["IN"] = "Indiana",
        ["IND"] = "Indiana",
        ["IA"] = "Iowa",
        ["KS"] = "Kansas",
        ["KY"] = "Kentucky",
        ["LA"] = "Louisiana",
        ["ME"] = "Maine",
        ["MD"] = "Maryland",
        ["MA"] = "Massachusetts",
        ["MI"] = "Michigan",
        ["MN"] = "Minnesota",
        ["MS"] = "Mississippi",
        ["MO"] = "Missouri",
        ["MT"] = "Montana",
        ["NE"] = "Nebraska",
        ["NV"] = "Nevada",
        ["NH"] = "New Hampshire",
        ["NJ"] = "New Jersey",
        ["NM"] = "New Mexico",
        ["NY"] = "New York",
        ["NC"] = "North Carolina",
        ["ND"] = "North Dakota",
        ["OH"] = "Ohio",
        ["OK"] = "Oklahoma",
        ["OR"] = "Oregon",
        ["PA"] = "Pennsylvania",
        ["RI"] = "Rhode Island",
        ["SC"] = "South Carolina",
        ["SD"] = "South Dakota",
        ["TN"] = "Tennessee",
        ["TENN"] = "Tennessee",
        ["TX"] = "Texas",
        ["UT"] = "Utah",
        ["VT"] = "Vermont",
        ["VA"] = "Virginia",
        ["WA"] = "Washington",
        ["WV"] = "West Virginia",
        ["WI"] = "Wisconsin",
        ["WY"] = "Wyoming",
        ["DC"] = "DC",
    }.ToFrozenDictionary();

    /// <summary>
    /// 123 Smith St, 1211 E Arques Ave, 708 N 1st St: the house number and the directions; the street's name follows.
    /// </summary>
    public static int ReadHouse(Pieces pieces, int at, Speech speech)
    {
        var letter = pieces.IsLetters(at + 1) && pieces.Length(at + 1) == 1;
        var name = letter ? at + 3 : at + 2;
        if (
            !pieces.IsDigits(at, 1, 5)
            || !pieces.StartsItem(at)
            || !pieces.IsSpace(name - 1)
            || pieces.IsAny(at - 1, "$£€#-/.:")
            || !IsStreet(pieces, name)
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), NumberWords.Pairs(pieces.Span(at)), Kind);
        if (letter)
            speech.Spell(pieces.Range(at + 1, at + 2), pieces.String(at + 1));
        return ReadDirection(pieces, name, speech) is var next && next > name ? next : name - 1;
    }

    /// <summary>The suffix of a street's name: Elm St., 5th Ave.</summary>
    public static int ReadStreet(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsSpace(at - 1)
            || !Suffixes.TryGetValue(pieces.Lower(at), out var street)
            || !IsNamePart(pieces, at - 2)
            || (pieces.Lower(at) is "cir" && pieces.IsDigits(at - 3)) // the 9th Cir.
        )
            return at;
        var point = pieces.Is(at + 1, '.');
        var next = point ? at + 2 : at + 1;
        var follower = pieces.SkipSpace(next);
        var ends = pieces[follower].Kind is PieceKind.None || !pieces.IsSpace(next) || pieces.IsAny(follower, "&/@–-(");
        var goesOn = pieces.IsSmall(follower);
        var sentence = point && pieces.IsSpace(next) && pieces.IsCapital(follower);
        var numbered = speech.Last is { Class: Kind } || InAddress(pieces, at);
        var direction = pieces.IsLetters(follower) && Directions.ContainsKey(pieces.String(follower));
        var ambiguous = pieces.Lower(at) is "st" or "dr" or "ct" or "pl" or "ter" or "cir" or "sq" or "av";
        if (!numbered && !point && pieces.Span(at)[1..].ContainsAnyInRange('A', 'Z'))
            return at;
        if (pieces.Lower(at) is "pl" or "ter" or "cir" or "av" or "sq" && !numbered && !point)
            return at;
        if (
            !(ends || goesOn || direction || numbered || pieces.IsDigits(follower))
                && !(sentence && IsOrdinal(pieces, at - 2))
            || (ambiguous && sentence && !numbered && !IsOrdinal(pieces, at - 2))
        )
            return at;
        var span = pieces.Range(at, next);
        if (sentence && !direction)
        {
            speech.Say(pieces.Range(at, at + 1), street, Kind);
            return at + 1;
        }
        speech.Say(span, street, Kind);
        if (point && pieces[follower].Kind == PieceKind.None)
            speech.HiddenStop(span);
        return direction ? ReadDirection(pieces, follower, speech) : next;
    }

    /// <summary>The MD of Dr. Jane Smith, MD, and of Jane Smith, MD, PhD.</summary>
    private static bool IsPhysician(Pieces pieces, int at)
    {
        const int Reach = 10;
        if (
            pieces.Is(at + 1, ',')
            && pieces.Span(pieces.SkipSpace(at + 2)) is "PhD" or "MPH" or "FACP" or "MBA" or "MS"
        )
            return true;
        for (var i = at - 1; i > at - Reach; i--)
            if (pieces.Span(i) is "Dr" or "Doctor" or "PhD" or "physician" or "surgeon")
                return true;
        return false;
    }

    /// <summary>NY after ", ", and the postal code after it.</summary>
    public static int ReadState(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) > 4 || !States.TryGetValue(pieces.String(at), out var state) || !pieces.IsSpace(at - 1))
            return at;
        var comma = pieces.Is(at - 2, ',');
        var city = comma ? at - 3 : at - 2;
        if (!pieces.IsLetters(city) || !pieces.IsCapital(city))
            return at;
        var zip = pieces.IsSpace(at + 1) && pieces.IsDigits(at + 2, 5, 5) && !pieces.IsLetters(at + 3);
        var ends =
            !pieces.IsLetters(at + 1)
            && !pieces.IsDigits(at + 1)
            && (!pieces.IsSpace(at + 1) || pieces[at + 2].Kind == PieceKind.None || (pieces.IsSmall(at + 2)));
        if (!zip && !(comma && ends))
            return at;
        if (
            !zip
            && pieces.Lower(city)
                is "oh"
                    or "well"
                    or "yes"
                    or "no"
                    or "hey"
                    or "so"
                    or "and"
                    or "ok"
                    or "sure"
                    or "right"
                    or "say"
        )
            return at;
        if (!zip && pieces.Span(at) is "MD" or "DO" or "PA" && IsPhysician(pieces, at))
            return at;
        if (
            !zip
            && pieces.IsSpace(at + 1)
            && pieces.Span(at) is "OK" or "HI" or "OH" or "ME" or "IN" or "OR" or "PA" or "MA" or "ID" or "LA"
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), state, Kind);
        if (!zip)
            return at + 1;
        speech.Say(pieces.Range(at + 2, at + 3), NumberWords.Digits(pieces.Span(at + 2)), Kind);
        if (!pieces.Is(at + 3, '-') || !pieces.IsDigits(at + 4, 4, 4))
            return at + 3;
        speech.Silent(pieces.Range(at + 3, at + 4), "-");
        speech.Say(pieces.Range(at + 4, at + 5), NumberWords.Digits(pieces.Span(at + 4)), Kind);
        return at + 5;
    }

    private static int ReadDirection(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsLetters(at) || !Directions.TryGetValue(pieces.String(at), out var direction))
            return at;
        var next = pieces.Is(at + 1, '.') && pieces.IsSpace(at + 2) ? at + 2 : at + 1;
        speech.Say(pieces.Range(at, next), direction, Kind);
        return next;
    }

    /// <summary>
    /// True if a street's name and suffix begin here: up to four words, the last a name or an ordinal.
    /// </summary>
    private static bool IsStreet(Pieces pieces, int at)
    {
        for (var (i, words) = (at, 0); words <= MostNameWords; words++)
        {
            if (words > 0 && IsSuffix(pieces, i) && IsNamePart(pieces, i - 2))
                return true;
            var ordinal = pieces.IsDigits(i) && pieces.Lower(i + 1) is "st" or "nd" or "rd" or "th";
            if (!ordinal && !(pieces.IsCapital(i)))
                return false;
            i += ordinal ? 2 : 1;
            if (pieces.Is(i, '.') && pieces.IsSpace(i + 1))
                i++;
            if (!pieces.IsSpace(i))
                return false;
            i++;
        }
        return false;
    }

    private static bool IsSuffix(Pieces pieces, int at)
    {
        var word = pieces.Lower(at);
        if (!pieces.IsLetters(at) || !(Suffixes.ContainsKey(word) || FullSuffixes.Contains(word)))
            return false;
        return pieces.IsCapital(at) || (Suffixes.ContainsKey(word) && pieces.Is(at + 1, '.'));
    }

    private static bool InAddress(Pieces pieces, int at)
    {
        for (var i = at - 2; i >= at - 2 * MostNameWords - 4; i--)
        {
            if (pieces.IsDigits(i, 1, 5) && pieces.IsSpace(i + 1))
                return true;
            if (
                !pieces.IsSpace(i)
                && !(pieces.IsLetters(i) && (pieces.IsCapital(i) || IsOrdinal(pieces, i)))
                && !pieces.IsDigits(i)
                && !pieces.Is(i, '.')
            )
                return false;
        }
        return false;
    }

    private static bool IsNamePart(Pieces pieces, int at) =>
        (
            pieces.IsLetters(at)
            && pieces.Lower(at)
                is not (
                    "the"
                    or "a"
                    or "an"
                    or "my"
                    or "our"
                    or "his"
                    or "her"
                    or "this"
                    or "that"
                    or "your"
                    or "their"
                    or "dear"
                    or "hello"
                    or "hi"
                    or "and"
                    or "or"
                    or "of"
                )
            && pieces.IsCapital(at)
            && !IsOrdinal(pieces, at)
        )
        || IsOrdinal(pieces, at)
        || IsPossessive(pieces, at);

    /// <summary>The s of St. John's.</summary>
    private static bool IsPossessive(Pieces pieces, int at) =>
        pieces.Lower(at) is "s" && pieces.IsAny(at - 1, "'’") && pieces.IsCapital(at - 2);

    private static bool IsOrdinal(Pieces pieces, int at) =>
        pieces.Lower(at) is "st" or "nd" or "rd" or "th" && pieces.IsDigits(at - 1);
}
