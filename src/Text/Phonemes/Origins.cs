using System.Text.RegularExpressions;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// Names of other languages in English spelling, where their spelling tells the language: Szczepan, Muñoz, Škvorecký.
/// </summary>
/// <remarks>Patterns and rules are those of origins.txt; they are matched in linear time.</remarks>
internal static class Origins
{
    private static readonly Lazy<Language[]> Languages = new(Read);

    /// <summary>The word in English spelling, or its sounds; null where its language is not to be told.</summary>
    /// <param name="word">As written, letters only.</param>
    public static string? Respell(string word)
    {
        if (word.Length < 3 || !char.IsUpper(word[0]))
            return null;
        var lower = word.ToLowerInvariant();
        foreach (var language in Languages.Value)
            if (language.Pattern.IsMatch(lower))
                return language.Respell(lower);
        return null;
    }

    private static Language[] Read()
    {
        using var stream =
            typeof(Origins).Assembly.GetManifestResourceStream("origins.txt")
            ?? throw new InvalidDataException("The assembly lacks its resource 'origins.txt'.");
        using var reader = new StreamReader(stream);
        var languages = new List<Language>();
        while (reader.ReadLine() is { } line)
            if (line.Length == 0 || line[0] == '#')
                continue;
            else if (line[0] == '[')
                languages.Add(
                    new(
                        new(
                            line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..],
                            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
                        )
                    )
                );
            else
                languages[^1]
                    .Rules.Add(
                        line.Split(' ') is [var written, var spelled] ? (written, spelled) : (line.TrimEnd(), "")
                    );
        return [.. languages];
    }

    private sealed record Language(Regex Pattern)
    {
        public List<(string Written, string Spelled)> Rules { get; } = [];

        /// <summary>From left to right, at each place the first rule that fits.</summary>
        public string Respell(string word)
        {
            var text = new System.Text.StringBuilder();
            for (var at = 0; at < word.Length;)
            {
                var (length, spelled) = (1, word[at].ToString());
                foreach (var (written, english) in Rules)
                    if (Fits(word, at, written, out var letters))
                    {
                        (length, spelled) = (letters, english);
                        break;
                    }
                text.Append(spelled);
                at += length;
            }
            return text.ToString();
        }

        private static bool Fits(string word, int at, ReadOnlySpan<char> written, out int letters)
        {
            var (starts, ends) = (written[0] == '^', written[^1] == '$');
            var bare = written[(starts ? 1 : 0)..^(ends ? 1 : 0)];
            letters = bare.Length;
            return (!starts || at == 0) && word.AsSpan(at).StartsWith(bare) && (!ends || at + letters == word.Length);
        }
    }
}
