using System.Globalization;
using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Sentences with labelled homographs, as training items.</summary>
internal sealed class HomographExamples
{
    private static readonly HomographReading[] PlainReadings =
    [
        new("", false, false, false, []),
        new("", true, false, false, []),
    ];
    private static readonly string[] OtherEndings =
    [
        "tion", "tions", "ity", "ness", "ism", "ship", "ous", "ical", "able",
    ];

    private readonly HashSet<string> _verbs,
        _others;

    private HomographExamples(TextReader plainWords)
    {
        var lists = plainWords
            .ReadToEnd()
            .Split('\n')
            .Where(line => line.Contains(':', StringComparison.Ordinal) && line[0] != '#')
            .ToDictionary(
                line => line[..line.IndexOf(':', StringComparison.Ordinal)],
                line =>
                    line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            );
        _verbs = [.. lists["verb"], .. lists["verb"].Select(WithS)];
        _others = [.. lists["noun"], .. lists["noun"].Select(WithS), .. lists["adjective"]];
        _others.ExceptWith(_verbs);
    }

    /// <summary>One labelled homograph for each sentence.</summary>
    public List<HomographItem> Labelled { get; } = [];

    /// <summary>The words of each sentence that are always verbs or never.</summary>
    public List<HomographItem[]> Plain { get; } = [];

    /// <summary>
    /// Reads a table: a line of names, then homograph, reading, start, end, sentence, parted by tabs.
    /// </summary>
    public static HomographExamples Read(
        TextReader table,
        TextReader plainWords,
        Dictionary<string, HomographReading[]> readings
    )
    {
        var examples = new HomographExamples(plainWords);
        table.ReadLine();
        while (table.ReadLine() is { } line)
            if (line.Split('\t') is [var homograph, var reading, var start, _, var sentence, ..])
                examples.Add(readings[homograph], reading, int.Parse(start, CultureInfo.InvariantCulture), sentence);
        return examples;
    }

    /// <summary>
    /// Adds sentences of our own: "[word reading]", then a sentence a line. Every third one of a reading is for
    /// testing.
    /// </summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="readings">By word.</param>
    /// <param name="times">How often each counts, as there are few of them.</param>
    /// <returns>Sentences for testing: the word, its reading, its place, the sentence.</returns>
    public List<(string Word, string Reading, int Start, string Sentence)> AddOwn(
        IEnumerable<string> lines,
        Dictionary<string, HomographReading[]> readings,
        int times
    )
    {
        var kept = new List<(string Word, string Reading, int Start, string Sentence)>();
        ReadOwn(
            lines,
            (word, reading, start, sentence) =>
            {
                for (var i = 0; i < times; i++)
                    Add(readings[word], reading, start, sentence);
            },
            (word, reading, start, sentence) => kept.Add((word, reading, start, sentence))
        );
        return kept;
    }

    /// <summary>The sentences of our own that are kept for testing.</summary>
    public static List<(string Word, string Reading, int Start, string Sentence)> KeptOf(IEnumerable<string> lines)
    {
        var kept = new List<(string Word, string Reading, int Start, string Sentence)>();
        ReadOwn(
            lines,
            (_, _, _, _) => { },
            (word, reading, start, sentence) => kept.Add((word, reading, start, sentence))
        );
        return kept;
    }

    private static void ReadOwn(
        IEnumerable<string> lines,
        Action<string, string, int, string> learn,
        Action<string, string, int, string> keep
    )
    {
        var (word, reading, number) = ("", "", 0);
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
            if (line is ['[', .. var head, ']'])
                (word, reading, number) = (head.Split(' ')[0], head.Split(' ')[1], 0);
            else
                (++number % 3 == 0 ? keep : learn)(word, reading, PlaceOf(word, line), line);
    }

    private static int PlaceOf(string word, string sentence)
    {
        var words = new SentenceWords(sentence);
        for (var at = 0; at < sentence.Length; at++)
            if (words.IndexAt(at) is >= 0 and var index && words[index] == word)
                return at;
        throw new InvalidDataException($"'{word}' is not in '{sentence}'.");
    }

    private void Add(HomographReading[] readings, string reading, int start, string sentence)
    {
        var words = new SentenceWords(sentence);
        var at = words.IndexAt(start);
        Labelled.Add(
            new(readings, Array.FindIndex(readings, candidate => candidate.Id == reading), new(words, at), words, at)
        );
        Plain.Add([
            .. Enumerable
                .Range(0, words.Count)
                .Where(i =>
                    i != at && (i == 0 || !words.IsCapital(i)) && (_verbs.Contains(words[i]) || IsOther(words[i]))
                )
                .Select(i => new HomographItem(
                    PlainReadings,
                    _verbs.Contains(words[i]) ? 1 : 0,
                    new(words, i),
                    words,
                    i
                )),
        ]);
    }

    private bool IsOther(string word) =>
        _others.Contains(word)
        || word.Length > 6 && OtherEndings.Any(ending => word.EndsWith(ending, StringComparison.Ordinal));

    private static string WithS(string word) =>
        word switch
        {
            [.., not ('a' or 'e' or 'o'), 'y'] => word[..^1] + "ies",
            [.., 's', 'h'] or [.., 'c', 'h'] or [.., 's', 's'] => word + "es",
            _ => word + "s",
        };
}
