namespace VoiceSmith.Text.Phonemes;

/// <summary>A line of a user's lexicon cannot be read.</summary>
public sealed class LexiconFormatException(string lexicon, int line, int column, string why)
    : VoiceSmithException("VS1030",
        what: $"The lexicon '{lexicon}' cannot be read at line {line}, column {column}.",
        why: why,
        fix: "Write one word a line, a blank, and its sounds in ARPAbet (T AH0 M EY1 T OW0) or IPA (/təˈmeɪtoʊ/).")
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The UTF-16 unit in the line, from 1.</summary>
    public int Column { get; } = column;
}

/// <summary>Words whose pronunciation a user decides: of a server, a voice or a request.</summary>
/// <remarks>
/// A line is a word, blanks, and sounds: ARPAbet, or IPA, which slashes or brackets may enclose. <c>#</c> begins a comment. A word in lower
/// case is meant in any case; one with capitals only as it is written, so Polish and polish may differ.
/// </remarks>
public sealed class UserLexicon
{
    private readonly Dictionary<string, IReadOnlyList<string>> _words;

    private UserLexicon(Dictionary<string, IReadOnlyList<string>> words, string source) => (_words, Source) = (words, source);

    /// <summary>The lines that it was read from.</summary>
    public string Source { get; }

    /// <summary>Number of entries.</summary>
    public int Count => _words.Count;

    /// <summary>Reads a lexicon.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="LexiconFormatException">A line is not of the form; says which, and where.</exception>
    public static UserLexicon Parse(string text, string name)
    {
        var words = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.AsSpan(0, line.IndexOf('#', StringComparison.Ordinal) is >= 0 and var comment ? comment : line.Length).TrimEnd();
            var start = content.Length - content.TrimStart().Length;
            if (start == content.Length)
                continue;
            var end = start + content[start..].IndexOfAny(' ', '\t');
            if (end < start)
                throw new LexiconFormatException(name, number, content.Length + 1, $"No sounds follow the word '{content[start..]}'.");
            var sounds = end + content[end..].IndexOfAnyExcept(' ', '\t');
            if (!words.TryAdd(Normalize(content[start..end].ToString()), ReadSounds(content[sounds..].ToString(), name, number, sounds + 1)))
                throw new LexiconFormatException(name, number, start + 1, $"The word '{content[start..end]}' has been given before.");
        }
        return new(words, text);
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
        return word is [.. var owner, '\'', 's' or 'S'] && Find(owner) is { Count: > 0 } owned ? Inflections.AddS(owned) : null;
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
                throw new LexiconFormatException(lexicon, line, offset + length - 1, $"'{bare[length - 1]}' is no sign of the IPA for English.");
        throw new LexiconFormatException(lexicon, line, offset, "It has no sounds.");
    }

    private static bool IsArpabet(string part) => PhoneticNotation.TryReadArpabet(part, out _);
}
