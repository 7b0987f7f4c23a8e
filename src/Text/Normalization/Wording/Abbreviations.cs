using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Wording;

/// <summary>Abbreviated words, in the contexts where they are abbreviations. Their list is abbreviations.txt.</summary>
internal static class Abbreviations
{
    private const string Kind = "abbreviation";
    private const int LongestKey = 7;

    /// <summary>By abbreviation: the contexts in order of the file, and the words in each.</summary>
    private static readonly FrozenDictionary<string, (string Context, string Words)[]> Entries = DataTable
        .Lines("abbreviations.txt")
        .Select(line => line.Split(": ", 2))
        .SelectMany(parts =>
            parts[1]
                .Split("; ")
                .Select(entry => entry.Split(" = "))
                .Select(entry => (Key: entry[0], Context: parts[0], Words: entry[1]))
        )
        .GroupBy(entry => entry.Key, entry => (entry.Context, entry.Words))
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Words for parts of a price: inc. VAT.</summary>
    private static readonly FrozenSet<string> Taxes = new[]
    {
        "vat", "tax", "taxes", "gst", "postage", "shipping", "p", "delivery", "fees", "breakfast", "service", "tip",
        "insurance", "batteries", "bills", "duty", "duties", "all", "the",
    }.ToFrozenSet();

    /// <summary>One abbreviation.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.Length(at) > LongestKey)
            return at;
        if (ReadTwoLetters(pieces, at, speech) is var afterLetters && afterLetters > at)
            return afterLetters;
        var word = pieces.String(at);
        var lower = pieces.Lower(at);
        var place = new Place(pieces, at);
        if (Entries.TryGetValue(word, out var titles) && place.Fit(titles, "title") is { } title)
            return SayTitle(pieces, at, place.After, title, speech);
        if (place.HasPoint && word is "Dr" or "St" or "Mr" or "Mrs" or "Ms")
            return SayTitle(
                pieces,
                at,
                place.After,
                word == "St" && pieces[place.After].Kind == PieceKind.None ? "Street" : Entries[word][0].Words,
                speech
            );
        if (place.HasPoint && word is "v" && place.BeforeCapital && pieces.IsSpace(at - 1) && pieces.IsCapital(at - 2))
            return Say(pieces, at, place.After, "versus", speech, mayEnd: false);
        if (lower == "et" && pieces.IsSpace(at + 1) && pieces.Lower(at + 2) is "al" && pieces.Is(at + 3, '.'))
            return Say(pieces, at, at + 4, "et al", speech);
        if (
            place.HasPoint
            && char.IsUpper(word[0])
            && word.Length is 3 or 4
            && Months.TryMonth(pieces, at, out var month, out _)
            && lower is not ("may" or "june" or "july")
        )
            return Say(pieces, at, place.After, Months.MonthName(month), speech);
        if (Entries.TryGetValue(lower, out var entries) && place.Fit(entries, null) is { } words)
            return Say(
                pieces,
                at,
                place.After,
                char.IsUpper(word[0]) && !place.BeforeNumber ? char.ToUpperInvariant(words[0]) + words[1..] : words,
                speech,
                mayEnd: !place.BeforeNumber
            );
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
            var words = (pieces.Lower(at), pieces.Lower(second)) switch
            {
                ("e", "g") => "for example",
                ("i", "e") => "that is",
                ("p", "a") when pieces.IsSmall(at) && IsAfterAmount(pieces, at) => "per annum",
                _ => null,
            };
            return words is null ? at : Say(pieces, at, second + 2, words, speech, mayEnd: false);
        }
        if (pieces.Is(at + 1, '/'))
        {
            var words = (pieces.Lower(at), pieces.Lower(at + 2)) switch
            {
                ("w", "o") => "without",
                ("c", "o") => "care of",
                ("b", "c") => "because",
                ("w", "e") => "whatever",
                ("w", "in") => "within",
                ("n", "a") => "N A",
                ("s", "he") => "he or she",
                _ => null,
            };
            if (words is not null && !pieces.IsCapital(at))
                return Say(pieces, at, at + 3, words, speech, mayEnd: false);
            if (pieces.Span(at) is "w" && (pieces.IsSpace(at + 2) || pieces.IsSmall(at + 2)))
                return Say(pieces, at, at + 2, "with", speech, mayEnd: false);
        }
        return at;
    }

    /// <summary>The 5%, £2k or 30,000 pounds before "p.a.".</summary>
    private static bool IsAfterAmount(Pieces pieces, int at) =>
        pieces.IsSpace(at - 1)
        && (
            pieces.IsDigits(at - 2)
            || pieces.Is(at - 2, '%')
            || (pieces.IsLetters(at - 2) && (pieces.IsDigits(at - 3) || pieces.Lower(at - 2)[^1] == 's'))
        );

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

    /// <summary>Context of an abbreviation.</summary>
    private readonly struct Place
    {
        private readonly Pieces _pieces;
        private readonly int _at,
            _next,
            _before;

        public Place(Pieces pieces, int at)
        {
            (_pieces, _at) = (pieces, at);
            HasPoint = pieces.Is(at + 1, '.') && !pieces.Is(at + 2, '.');
            After = HasPoint ? at + 2 : at + 1;
            _next = pieces.SkipSpace(After);
            _before = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        }

        public bool HasPoint { get; }

        /// <summary>The piece after the abbreviation and its point.</summary>
        public int After { get; }

        public bool BeforeCapital => _next > After && _pieces.IsCapital(_next);

        public bool BeforeNumber => _pieces.IsDigits(_next);

        /// <summary>The words of the first context that fits.</summary>
        /// <param name="entries">Contexts and words.</param>
        /// <param name="only">The one context to try; null for all others.</param>
        public string? Fit((string Context, string Words)[] entries, string? only)
        {
            foreach (var (context, words) in entries)
            {
                var dotted = context[^1] == '.';
                var name = dotted ? context[..^1] : context;
                if ((only is null || only == name) && (HasPoint || !dotted) && Fits(name))
                    return words;
            }
            return null;
        }

        private bool Fits(string context) =>
            context switch
            {
                "title" => BeforeCapital && _pieces.IsCapital(_at),
                "number" => IsNumbered(),
                "year" => _pieces.IsDigits(_next, 3, 4),
                "born" => HasBirth(),
                "of" => _pieces.IsWord(_next, "of"),
                "by" => _pieces.IsWord(_next, "by"),
                "counted" => IsCounted() && (HasPoint || _before < _at - 1),
                "ordinal" => _pieces.Lower(_before) is "st" or "nd" or "rd" or "th" && _pieces.IsDigits(_before - 1),
                "tax" => Taxes.Contains(_pieces.Lower(_next)),
                "noun" => _next > After && _pieces.IsSmall(_next) && !_pieces.IsLetters(_before),
                "song" => BeforeCapital && _pieces.IsLetters(_before) && (HasPoint || _pieces.IsSmall(_at)),
                "place" => _pieces.Is(_before, ',') && _pieces.IsCapital(_at) && _pieces.IsCapital(_before - 1),
                "colon" => _pieces.Is(_next, ':'),
                "point" => !EndsSentenceAsWord(),
                "bare" => _pieces.Length(_at) == 1 || !_pieces.Span(_at)[1..].ContainsAnyInRange('A', 'Z'),
                _ => throw new InvalidDataException($"abbreviations.txt has the unknown context '{context}'."),
            };

        /// <summary>3, 3.1, A, IV, (2), #5.</summary>
        private bool IsNumbered()
        {
            if (_pieces.Lower(_at) is "no" && _pieces.IsCapital(_next) && _pieces.IsDigits(_next + 1))
                return true;
            if (_pieces.IsDigits(_next))
                return !(_pieces.Span(_at) is "P" && _pieces.Is(_before, '.'));
            if (
                _next > After
                && _pieces.Lower(_at) is "sc" or "ch" or "p" or "pp" or "vol" or "bk"
                && _pieces.Length(_next) is > 1 and <= 5
                && !_pieces.Span(_next).ContainsAnyExcept("ivx")
            )
                return true;
            if (
                _next == After
                || _pieces.Lower(_at)
                    is "p"
                        or "pp"
                        or "v"
                        or "l"
                        or "n"
                        or "ex"
                        or "def"
                        or "cl"
                        or "no"
                        or "cor"
                        or "rev"
                        or "gen"
            )
                return false;
            if (_pieces.IsAny(_next, "(#§"))
                return _pieces.IsDigits(_next + 1);
            var sign = _pieces.Span(_next);
            return _pieces.IsCapital(_next)
                && (
                    sign.Length == 1
                        ? sign is not "I" || !_pieces.IsSmall(_pieces.SkipSpace(_next + 1))
                        : sign.Length <= 5 && !sign.ContainsAnyExcept("IVX")
                );
        }

        private bool IsCounted()
        {
            var number = _pieces.Lower(_before) is "large" or "small" or "medium" ? _before - 2 : _before;
            return _pieces.IsDigits(number)
                || _pieces.IsNumberSign(number)
                || NumberWords.IsNumberWord(_pieces.Lower(number));
        }

        private bool HasBirth()
        {
            for (var i = _at - 1; i > _at - 16 && _pieces[i].Kind != PieceKind.None; i--)
                if (_pieces.Lower(i) is "b" or "born")
                    return true;
            return false;
        }

        /// <summary>"He said no." or "the max.": a word that ends its sentence.</summary>
        private bool EndsSentenceAsWord() =>
            _pieces.EndsText(After)
            && _pieces.Lower(_at)
                is "no"
                    or "max"
                    or "min"
                    or "ed"
                    or "temp"
                    or "art"
                    or "sec"
                    or "est"
                    or "inc"
                    or "co"
                    or "ch"
                    or "cont"
                    or "ext"
                    or "ref"
                    or "rev"
                    or "app"
                    or "tab"
                    or "dev"
                    or "var"
                    or "pop"
                    or "alt"
                    or "pub"
                    or "reg"
                    or "spec"
                    or "rep"
                    or "gen"
                    or "col"
                    or "tech"
                    or "admin"
                    or "exec"
                    or "intro"
                    or "trans"
                    or "prob"
                    or "dir"
                    or "comm"
                    or "dist"
                    or "elev"
                    or "inst"
                    or "sta"
                    or "capt"
                    or "lat"
                    or "feat"
                    or "para"
                    or "eng"
                    or "cos"
                    or "refs"
                    or "specs"
                    or "pl"
            && (_pieces.IsSmall(_at) || _pieces.Lower(_at) is "max" or "ed" or "rev");
    }
}
