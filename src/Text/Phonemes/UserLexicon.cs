using System.Text.RegularExpressions;

namespace VoiceSmith.Text.Phonemes;

/// <summary>A line of a user's lexicon cannot be read.</summary>
public sealed class LexiconFormatException(string lexicon, int line, int column, string why)
    : VoiceSmithException(
        "VS1030",
        what: $"The lexicon '{lexicon}' cannot be read at line {line}, column {column}.",
        why: why,
        fix: "Write a word, a blank, and its sounds in ARPAbet (T AH0 M EY1 T OW0) or IPA (/təˈmeɪtoʊ/), or a pattern: \"SKU \\d+\" -> digits."
    )
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The UTF-16 unit in the line, from 1.</summary>
    public int Column { get; } = column;
}

/// <summary>A pattern of a user's lexicon and the class that it gives to what it matches.</summary>
/// <param name="Expression">Matched in linear time.</param>
/// <param name="Class">As in say-as: digits, characters, date.</param>
public sealed record LexiconPattern(Regex Expression, string Class);

/// <summary>Words whose pronunciation a user decides: of a server, a voice or a request.</summary>
/// <remarks>
/// A line is a word, blanks, and sounds: ARPAbet, or IPA, which slashes or brackets may enclose; or a pattern, an arrow
/// and a class, as in
/// <c>"SKU \d+" -> digits</c>. <c>#</c> begins a comment. A word in lower case is meant in any case; one with capitals
/// only as it is written, so Polish and polish may differ.
/// </remarks>
public sealed class UserLexicon
{
    private const int LongestPattern = 200,
        MostPatterns = 100;

    private readonly Dictionary<string, IReadOnlyList<string>> _words;

    private UserLexicon(Dictionary<string, IReadOnlyList<string>> words, IReadOnlyList<LexiconPattern> patterns) =>
        (_words, Patterns) = (words, patterns);

    private static readonly Lazy<UserLexicon> LazyNames = new(() =>
    {
        using var stream =
            typeof(UserLexicon).Assembly.GetManifestResourceStream("names.txt")
            ?? throw new InvalidDataException("The assembly lacks its resource 'names.txt'.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), "names.txt");
    });

    /// <summary>The built-in list of names, brands and technical terms.</summary>
    public static UserLexicon Names => LazyNames.Value;

    /// <summary>The lines that it was read from.</summary>
    public string Source { get; private init; } = "";

    /// <summary>Number of words.</summary>
    public int Count => _words.Count;

    /// <summary>Patterns and the classes that they give, in order of the lines.</summary>
    public IReadOnlyList<LexiconPattern> Patterns { get; }

    /// <summary>Reads a lexicon.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="name">Its name in errors.</param>
    /// <exception cref="LexiconFormatException">A line is not of the form; says which, and where.</exception>
    public static UserLexicon Parse(string text, string name)
    {
        var words = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var patterns = new List<LexiconPattern>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.AsSpan().TrimStart() is ['"', ..])
            {
                patterns.Add(ReadPattern(line, name, number));
                if (patterns.Count > MostPatterns)
                    throw new LexiconFormatException(name, number, 1, $"A lexicon may hold {MostPatterns} patterns.");
                continue;
            }
            var content = line.AsSpan(
                    0,
                    line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var comment ? comment : line.Length
                )
                .TrimEnd();
            var start = content.Length - content.TrimStart().Length;
            if (start == content.Length)
                continue;
            var end = start + content[start..].IndexOfAny(' ', '\t');
            if (end < start)
                throw new LexiconFormatException(
                    name,
                    number,
                    content.Length + 1,
                    $"No sounds follow the word '{content[start..]}'."
                );
            var sounds = end + content[end..].IndexOfAnyExcept(' ', '\t');
            if (
                !words.TryAdd(
                    Normalize(content[start..end].ToString()),
                    ReadSounds(content[sounds..].ToString(), name, number, sounds + 1)
                )
            )
                throw new LexiconFormatException(
                    name,
                    number,
                    start + 1,
                    $"The word '{content[start..end]}' has been given before."
                );
        }
        return new(words, patterns) { Source = text };
    }

    /// <summary>Reads a lexicon from a file.</summary>
    /// <exception cref="LexiconFormatException">A line is not of the form; says which, and where.</exception>
    public static UserLexicon Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>The user's pronunciation of a word or its possessive; null where there is none.</summary>
    /// <param name="word">As written.</param>
    public IReadOnlyList<string>? Find(string word)
    {
        word = Normalize(word);
        if (_words.TryGetValue(word, out var phones) || _words.TryGetValue(word.ToLowerInvariant(), out phones))
            return phones;
        return word is [.. var owner, '\'', 's' or 'S'] && Find(owner) is { Count: > 0 } owned
            ? Inflections.AddS(owned)
            : null;
    }

    /// <summary>
    /// The text of a lexicon with one more word, or with other sounds for a word that it has; comments and order are
    /// kept.
    /// </summary>
    /// <param name="text">The lexicon's lines.</param>
    /// <param name="word">As in a lexicon: small letters for any case.</param>
    /// <param name="sounds">ARPAbet or IPA.</param>
    /// <exception cref="LexiconFormatException">The sounds cannot be read.</exception>
    public static string Set(string text, string word, string sounds)
    {
        var line = word.Trim() + " " + sounds.Trim();
        Parse(line, "the correction");
        var lines = text.ReplaceLineEndings("\n").Split('\n').ToList();
        var at = lines.FindIndex(other =>
            other.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
            && Normalize(first) == Normalize(word.Trim())
        );
        if (at >= 0)
            lines[at] = line;
        else
            lines.Insert(lines.Count > 0 && lines[^1].Length == 0 ? lines.Count - 1 : lines.Count, line);
        return string.Join('\n', lines) + (lines[^1].Length > 0 ? "\n" : "");
    }

    /// <summary>"SKU \d+" -> digits.</summary>
    private static LexiconPattern ReadPattern(string line, string lexicon, int number)
    {
        var start = line.IndexOf('"', StringComparison.Ordinal) + 1;
        var end = line.IndexOf('"', start);
        var rest = end < 0 ? "" : line[(end + 1)..].TrimStart();
        var arrow =
            rest.StartsWith("->", StringComparison.Ordinal) ? 2
            : rest.StartsWith('→') ? 1
            : 0;
        var kind = rest[arrow..].Split('#')[0].Trim();
        if (end < 0 || arrow == 0 || kind.Length == 0)
            throw new LexiconFormatException(
                lexicon,
                number,
                Math.Max(start, end + 2),
                "A pattern needs a closing quote, an arrow and a class."
            );
        if (!SayAsClasses.Names.Contains(kind.ToLowerInvariant()))
            throw new LexiconFormatException(
                lexicon,
                number,
                line.LastIndexOf(kind, StringComparison.Ordinal) + 1,
                $"There is no class '{kind}'; classes are {string.Join(", ", SayAsClasses.Names.Order(StringComparer.Ordinal))}."
            );
        if (end - start > LongestPattern)
            throw new LexiconFormatException(
                lexicon,
                number,
                start + 1,
                $"A pattern may have {LongestPattern} characters."
            );
        try
        {
            return new(
                new(line[start..end], RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
                kind.ToLowerInvariant()
            );
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new LexiconFormatException(
                lexicon,
                number,
                start + 1,
                $"The pattern cannot be matched in linear time: {error.Message}"
            );
        }
    }

    private static string Normalize(string word) => word.Replace('’', '\'');

    private static IReadOnlyList<string> ReadSounds(string sounds, string lexicon, int line, int column)
    {
        var bare = sounds is ['/', .., '/'] or ['[', .., ']'] ? sounds[1..^1] : sounds;
        if (PhoneticNotation.TryRead(bare, out var phones))
            return phones;
        var offset = column + (bare.Length < sounds.Length ? 1 : 0);
        // ARPAbet is meant where most symbols are; then one of them is at fault, else a letter of the IPA is.
        var parts = bare.Split(' ');
        if (parts.Count(IsArpabet) * 2 > parts.Length)
            foreach (var part in parts)
            {
                if (part.Length > 0 && !IsArpabet(part))
                    throw new LexiconFormatException(lexicon, line, offset, $"'{part}' is no ARPAbet symbol.");
                offset += part.Length + 1;
            }
        for (var length = 1; length <= bare.Length; length++)
            if (!PhoneticNotation.TryReadIpa(bare[..length] + "ə", out _))
                throw new LexiconFormatException(
                    lexicon,
                    line,
                    offset + length - 1,
                    $"'{bare[length - 1]}' is no sign of the IPA for English."
                );
        throw new LexiconFormatException(lexicon, line, offset, "It has no sounds.");
    }

    private static bool IsArpabet(string part) => PhoneticNotation.TryReadArpabet(part, out _);
}
