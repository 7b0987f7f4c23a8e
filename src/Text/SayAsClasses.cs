using System.Collections.Frozen;

namespace VoiceSmith.Text;

/// <summary>The classes that say-as, [[class: text]] and the patterns of a user's lexicon may name.</summary>
public static class SayAsClasses
{
    /// <summary>Their names, in small letters.</summary>
    public static IReadOnlySet<string> Names { get; } =
        new[]
        {
            "abbreviation", "acronym", "address", "cardinal", "characters", "chemistry", "code", "currency", "date",
            "decade", "decimal", "digits", "electronic", "email", "emoji", "file", "fraction", "identifier",
            "initialism", "interjection", "latex", "letters", "math", "measure", "money", "name", "net", "number",
            "ordinal", "range", "ratio", "roman", "score", "serial", "spell-out", "telephone", "time", "unit", "uri",
            "url", "verbatim", "version", "word", "year",
        }.ToFrozenSet();
}
