using System.Collections.Frozen;

namespace VoiceSmith.Text.Sentences;

/// <summary>The kinds of words before a point.</summary>
internal enum PointedWord
{
    Ordinary,
    Title,
    Inner,
    Number,
    Maybe,
    Unit,
    Initial,
}

/// <summary>The word lists of the sentence splitter, read from its resource.</summary>
internal static class PointedWords
{
    private static readonly FrozenDictionary<string, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>> Lists =
        Read();

    private static readonly (string List, PointedWord Kind)[] Kinds =
    [
        ("title", PointedWord.Title),
        ("inner", PointedWord.Inner),
        ("number", PointedWord.Number),
        ("unit", PointedWord.Unit),
        ("maybe", PointedWord.Maybe),
    ];

    /// <summary>Sorts a word that a point follows.</summary>
    /// <param name="word">Without the point, as typed, at most 32 units.</param>
    public static PointedWord KindOf(ReadOnlySpan<char> word)
    {
        if (word.Length == 1 && char.IsUpper(word[0]))
            return PointedWord.Initial;
        Span<char> lower = stackalloc char[32];
        var length = word.ToLowerInvariant(lower);
        if (length <= 0)
            return PointedWord.Ordinary;
        if (char.IsUpper(word[0]) && Lists["calendar"].Contains(lower[..length]))
            return PointedWord.Maybe;
        foreach (var (list, kind) in Kinds)
            if (Lists[list].Contains(lower[..length]))
                return kind;
        if (length == 1 && char.IsLetter(word[0]))
            return PointedWord.Initial;
        return IsLettersAndPoints(word) ? PointedWord.Maybe : PointedWord.Ordinary;
    }

    /// <summary>True where a capitalized word begins a sentence beyond doubt.</summary>
    public static bool IsStart(ReadOnlySpan<char> word) => Has("start", word);

    /// <summary>True where a word belongs to the time of day before it.</summary>
    public static bool IsZone(ReadOnlySpan<char> word) => Has("zone", word);

    /// <summary>True where a word begins with an apostrophe, as in 'tis.</summary>
    public static bool IsElided(ReadOnlySpan<char> word) => Has("elided", word);

    /// <summary>True where a word is a title that stands before a name.</summary>
    public static bool IsTitle(ReadOnlySpan<char> word) => Has("title", word);

    /// <summary>True for a verb of saying: asked, replied.</summary>
    public static bool IsSaying(ReadOnlySpan<char> word) => Has("saying", word);

    /// <summary>True for an abbreviation that a letter may follow: Fig. A.</summary>
    public static bool IsLettered(ReadOnlySpan<char> word) => Has("lettered", word);

    private static bool Has(string list, ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[32];
        var length = word.ToLowerInvariant(lower);
        return length > 0 && Lists[list].Contains(lower[..length]);
    }

    /// <summary>U.S, U.S.A, i.v.</summary>
    private static bool IsLettersAndPoints(ReadOnlySpan<char> word)
    {
        if (word.Length < 3 || word.Length % 2 == 0)
            return false;
        for (var i = 0; i < word.Length; i++)
            if (i % 2 == 0 ? !char.IsLetter(word[i]) : word[i] != '.')
                return false;
        return true;
    }

    private static FrozenDictionary<string, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>> Read()
    {
        const string name = "pointed-words.txt";
        using var stream =
            typeof(PointedWords).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The assembly lacks its resource '{name}'.");
        using var reader = new StreamReader(stream);
        var lists = new Dictionary<string, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>>();
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                lists.Add(
                    line[..colon],
                    line[(colon + 1)..]
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .ToFrozenSet()
                        .GetAlternateLookup<ReadOnlySpan<char>>()
                );
        return lists.ToFrozenDictionary();
    }
}
