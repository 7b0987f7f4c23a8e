using System.Collections.Frozen;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Rough word classes, from closed lists and endings.</summary>
public static class WordClass
{
    private static readonly FrozenDictionary<string, string> Closed = new (string Class, string Words)[]
    {
        (
            "det",
            "the a an this that these those every each another any some no either neither both all such what which whose"
        ),
        ("poss", "my your his its our their one's whose"),
        ("subj", "i he she we they who it you there"),
        ("obj", "me him them us himself herself themselves itself myself yourself ourselves her"),
        ("be", "am is are was were be been being 's 're 'm isn't aren't wasn't weren't"),
        ("have", "have has had having 've haven't hasn't hadn't"),
        ("do", "do does did don't doesn't didn't done doing"),
        (
            "link",
            "seem seems seemed look looks looked feel feels felt sound sounds sounded become becomes became remain remains remained stay stays "
                + "get gets got getting stayed lay lies smell smells taste tastes tasted appear appears appeared"
        ),
        (
            "modal",
            "will would can could may might must shall should cannot can't couldn't won't wouldn't shouldn't 'll 'd let let's please"
        ),
        ("to", "to"),
        ("not", "not never always often also usually still even only just sometimes rarely seldom ever again then"),
        (
            "prep",
            "of in on at by for with from into onto about between among through during under over against without within after before "
                + "since until upon across toward towards around near behind beyond per via as like than off out up down"
        ),
        ("conj", "and or nor but"),
        ("sub", "that if when while because although though whether where how why so unless who which whom"),
        (
            "num",
            "one two three four five six seven eight nine ten hundred thousand million <number> <year> first second third"
        ),
        ("time", "now today yesterday tomorrow later soon ago early late"),
        ("very", "very too more most so quite less least much rather extremely highly well"),
    }
        .SelectMany(list => list.Words.Split(' ').Select(word => (word, list.Class)))
        .DistinctBy(entry => entry.word)
        .ToFrozenDictionary(entry => entry.word, entry => entry.Class);

    private static readonly (string Ending, string Class)[] Endings =
    [
        ("tion", "noun"),
        ("sion", "noun"),
        ("ment", "noun"),
        ("ness", "noun"),
        ("ity", "noun"),
        ("ism", "noun"),
        ("ship", "noun"),
        ("ance", "noun"),
        ("ence", "noun"),
        ("age", "noun"),
        ("tions", "nouns"),
        ("ments", "nouns"),
        ("ities", "nouns"),
        ("ers", "nouns"),
        ("ors", "nouns"),
        ("ing", "ing"),
        ("ed", "ed"),
        ("ly", "ly"),
        ("ous", "adj"),
        ("ful", "adj"),
        ("ive", "adj"),
        ("ic", "adj"),
        ("ical", "adj"),
        ("able", "adj"),
        ("ible", "adj"),
        ("ish", "adj"),
        ("less", "adj"),
        ("ary", "adj"),
        ("al", "al"),
        ("an", "an"),
        ("est", "est"),
        ("er", "er"),
        ("or", "or"),
        ("ize", "verb"),
        ("ify", "verb"),
        ("ate", "ate"),
        ("ss", "x"),
        ("us", "x"),
        ("'s", "gen"),
        ("s'", "gen"),
        ("s", "s"),
        ("y", "y"),
    ];

    /// <summary>The class of a word or mark.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="index">The place, from 0; any number.</param>
    public static string Of(SentenceWords words, int index) =>
        index < 0 || index >= words.Count ? words[index] : words.Classes[index] ??= ClassOf(words, index);

    private static string ClassOf(SentenceWords words, int index)
    {
        var word = words[index];
        if (Closed.TryGetValue(word, out var known))
            return known;
        if (word.Length == 0 || !char.IsLetter(word[0]))
            return word;
        if (words.IsCapital(index) && index > 0)
            return word.EndsWith("'s", StringComparison.Ordinal) ? "gen" : "name";
        foreach (var (ending, kind) in Endings)
            if (word.Length > ending.Length + 1 && word.EndsWith(ending, StringComparison.Ordinal))
                return kind;
        return "x";
    }

    /// <summary>The class; outside the closed lists with the inflections that the dictionary has.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="index">The place, from 0; any number.</param>
    public static string Fine(SentenceWords words, int index) =>
        Of(words, index) switch
        {
            "x" => "x" + Family(words[index]),
            "s" => "s" + Family(words[index] is [.. var stem, 'i', 'e', 's'] ? stem + "y" : words[index][..^1]),
            var known => known,
        };

    /// <summary>Inflections of a word in the dictionary: signs of verbs, nouns and adjectives.</summary>
    private static string Family(string word)
    {
        var stem = word[^1] == 'e' ? word[..^1] : word;
        var doubled = word + word[^1];
        var verb = Knows(stem + "ing") || Knows(doubled + "ing");
        var noun = Knows(word + "'s") || Knows(word + "s'");
        var adjective = Knows(word + "ly") || Knows(stem + "est") || Knows(doubled + "est");
        return (verb ? "v" : "") + (noun ? "n" : "") + (adjective ? "a" : "");
    }

    private static bool Knows(string word) => PronouncingLexicon.English.Contains(word);
}
