using System.Globalization;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>The context of a homograph as hashed features: grammar, then words that tell its senses.</summary>
public sealed class HomographFeatures
{
    private const int Reach = 3;
    private const int NearWords = 5;

    private readonly SentenceWords _words;
    private readonly int _at;
    private readonly string[] _kinds = new string[2 * Reach + 1];

    /// <param name="words">The sentence.</param>
    /// <param name="at">The homograph's place.</param>
    public HomographFeatures(SentenceWords words, int at)
    {
        (_words, _at) = (words, at);
        for (var i = -Reach; i <= Reach; i++)
            _kinds[i + Reach] = WordClass.Of(words, at + i);
        Add("bias");
        Add("shape", Shape());
        AddNeighbours();
        AddGovernors();
        AddVerbs();
        Grammar = Hashes.Count;
        AddMeanings();
    }

    /// <summary>True if the word begins with a capital.</summary>
    public bool IsCapital => _words.IsCapital(_at);

    /// <summary>A hash for each feature.</summary>
    public List<uint> Hashes { get; } = new(160);

    /// <summary>Number of features of grammar.</summary>
    public int Grammar { get; }

    /// <summary>The FNV-1a hash of a feature; the same on every machine.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="values">Its values.</param>
    public static uint Hash(string name, params ReadOnlySpan<string> values)
    {
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619u;
        foreach (var value in values)
        {
            hash = (hash ^ 31u) * 16777619u;
            foreach (var c in value)
                hash = (hash ^ c) * 16777619u;
        }
        return hash;
    }

    private void Add(string name, params ReadOnlySpan<string> values) => Hashes.Add(Hash(name, values));

    private string Word(int offset) => _words[_at + offset];

    private string Kind(int offset) => _kinds[offset + Reach];

    private string Shape()
    {
        if (_words.IsAllCapitals(_at))
            return "AA";
        if (!_words.IsCapital(_at))
            return "aa";
        return _at == 0 || !char.IsLetterOrDigit(_words[_at - 1][0]) && _words[_at - 1] is not "," ? "A." : "Aa";
    }

    private void AddNeighbours()
    {
        for (var i = -Reach; i <= Reach; i++)
            if (i != 0)
            {
                var place = i.ToString(CultureInfo.InvariantCulture);
                Add("w", place, Word(i));
                Add("k", place, Kind(i));
                if (Math.Abs(i) <= 2 && Word(i).Length > 3)
                    Add("s", place, Word(i)[^3..]);
            }
        Add("w-2-1", Word(-2), Word(-1));
        Add("w-1+1", Word(-1), Word(1));
        Add("w+1+2", Word(1), Word(2));
        Add("k-2-1", Kind(-2), Kind(-1));
        Add("k-1+1", Kind(-1), Kind(1));
        Add("k+1+2", Kind(1), Kind(2));
        Add("k-3-2-1", Kind(-3), Kind(-2), Kind(-1));
        Add("k-2-1+1", Kind(-2), Kind(-1), Kind(1));
        Add("k-1+1+2", Kind(-1), Kind(1), Kind(2));
        Add("k+1+2+3", Kind(1), Kind(2), Kind(3));
        Add("k-2-1+1+2", Kind(-2), Kind(-1), Kind(1), Kind(2));
        Add("w-1k+1", Word(-1), Kind(1));
        Add("w-1k-2", Word(-1), Kind(-2));
        Add("k-1w+1", Kind(-1), Word(1));
        Add("w+1k+2", Word(1), Kind(2));
        var (before, behind) = (WordClass.Fine(_words, _at - 1), WordClass.Fine(_words, _at + 1));
        Add("f-1", before);
        Add("f+1", behind);
        Add("f-1+1", before, behind);
        Add("f-1k+1", before, Kind(1));
        Add("f-1k-2", before, Kind(-2));
        Add("f+1k+2", behind, Kind(2));
    }

    /// <summary>
    /// The word that governs this one: adverbs skipped (to quickly present), or the nearest of grammar (the … object).
    /// </summary>
    private void AddGovernors()
    {
        var left = -1;
        while (left > -5 && WordClass.Of(_words, _at + left) is "ly" or "not")
            left--;
        Add("left", Word(left));
        Add("leftk", WordClass.Of(_words, _at + left));
        for (var i = -1; i > -7 && _at + i >= 0; i--)
            if (
                WordClass.Of(_words, _at + i) is var governor
                && governor
                    is "det"
                        or "poss"
                        or "to"
                        or "modal"
                        or "prep"
                        or "be"
                        or "have"
                        or "subj"
                        or "conj"
                        or "do"
                        or ","
            )
            {
                Add("governor", governor);
                Add("governed", governor, Math.Min(-i, 3).ToString(CultureInfo.InvariantCulture));
                Add("governs", governor, Kind(1));
                break;
            }
    }

    /// <summary>
    /// Finite verbs of the clause: where one is, another is less likely; and their tenses, which tell read from read.
    /// </summary>
    private void AddVerbs()
    {
        var (before, behind) = (FiniteVerb(-1), FiniteVerb(1));
        Add("finite", before, behind);
        Add("finite k-1", before, behind, Kind(-1));
        Add("finite k+1", before, behind, Kind(1));
        Add("finite k-1+1", before, behind, Kind(-1), Kind(1));
        int past = 0,
            present = 0;
        for (var i = 0; i < _words.Count; i++)
            if (i != _at)
            {
                past += _words[i] is "was" or "were" or "had" or "did" || WordClass.Of(_words, i) == "ed" ? 1 : 0;
                present += _words[i] is "is" or "are" or "has" or "have" or "do" or "does" or "will" or "can" ? 1 : 0;
            }
        Add(
            past > present ? "past"
            : past < present ? "present"
            : "no tense"
        );
        AddTime();
    }

    /// <summary>Adverbs that tell when: yesterday and last night, every day and often.</summary>
    private void AddTime()
    {
        var time = "none";
        for (var i = 0; i < _words.Count; i++)
            if (i != _at && TimeOf(_words[i], _words[i + 1]) is { } told)
                time = told;
        Add("time", time);
        Add("time k-1", time, Kind(-1));
        Add("time w-1", time, Word(-1));
    }

    private static string? TimeOf(string word, string next) =>
        word switch
        {
            "yesterday" or "ago" or "once" or "previously" or "earlier" => "past",
            "last"
                when next
                    is "night"
                        or "week"
                        or "month"
                        or "year"
                        or "monday"
                        or "tuesday"
                        or "wednesday"
                        or "thursday"
                        or "friday"
                        or "saturday"
                        or "sunday"
                        or "summer"
                        or "winter"
                        or "spring"
                        or "time"
                        or "evening" => "past",
            "every"
            or "often"
            or "usually"
            or "always"
            or "sometimes"
            or "daily"
            or "weekly"
            or "seldom"
            or "rarely"
            or "normally"
            or "never" => "habit",
            "tomorrow" or "soon" or "tonight" or "will" or "shall" => "future",
            _ => null,
        };

    private string FiniteVerb(int direction)
    {
        for (var i = _at + direction; i >= 0 && i < _words.Count; i += direction)
            switch (WordClass.Of(_words, i))
            {
                case "be" or "have" or "do" or "modal":
                    return "aux";
                case "ed":
                    return "ed";
                case "," or ";" or ":" or "(" or ")" or "." or "\"":
                    return "mark";
                case "sub" or "conj":
                    return "conj";
            }
        return "edge";
    }

    private void AddMeanings()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            if (i == _at || _words[i].Length < 3 || !char.IsLetter(_words[i][0]))
                continue;
            var stem = Stem(_words[i]);
            Add("b", stem);
            if (Math.Abs(i - _at) <= NearWords)
                Add("n", stem);
            foreach (var topic in Topics.Of(_words[i]))
            {
                Add("t", topic);
                if (Math.Abs(i - _at) <= Reach)
                    Add("tn", topic);
            }
        }
    }

    private static string Stem(string word) =>
        word switch
        {
            [_, _, _, .., 'i', 'n', 'g'] => word[..^3],
            [_, _, _, .., 'e', 's'] or [_, _, _, .., 'e', 'd'] => word[..^2],
            [_, _, _, .., 's'] => word[..^1],
            _ => word,
        };
}
