namespace VoiceSmith.Text;

/// <summary>The kinds of tokens of a spoken text.</summary>
public enum SpokenTokenKind
{
    /// <summary>A word to be pronounced.</summary>
    Word,

    /// <summary>A mark that shapes phrasing: one of <c>, . ? ! ; : … — ( ) "</c>.</summary>
    Punctuation,

    /// <summary>A silence of a given length, asked for by markup.</summary>
    Break,

    /// <summary>
    /// Something written but not said: a hyphen, a bracket, a tag, a character that no voice can say.
    /// </summary>
    Silent,
}

/// <summary>A word, mark or silence as it will be spoken, and where it came from.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">
/// The spoken word, or the mark; empty for what is silent. No digits, no symbols; case as the user typed it.
/// </param>
/// <param name="Source">The piece of the user's text that it renders: "$5" for both "five" and "dollars".</param>
/// <param name="Class">
/// The semiotic class that read it: "word", "money", "date", …; "acronym" for letters that are said by their names,
/// with or without an ending -s: "FBI", "CDs", "W".
/// </param>
public sealed record SpokenToken(SpokenTokenKind Kind, string Text, TextSpan Source, string Class = "word")
{
    /// <summary>ARPAbet symbols that markup asked for; null where the phonemizer decides.</summary>
    public IReadOnlyList<string>? Pronunciation { get; init; }

    /// <summary>True where markup, [[class: text]] or a lexicon's pattern asked for this reading.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Duration of a <see cref="SpokenTokenKind.Break"/>.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Printed form where that is not <see cref="Text"/>: "!!!" for the mark "!".</summary>
    public string? Written { get; init; }

    /// <summary>True if a printed line parts it from the token before with a blank.</summary>
    public bool SpaceBefore { get; init; } = true;
}

/// <summary>A part of the text that is transliterated, skipped or not understood.</summary>
/// <param name="Source">The part of the text.</param>
/// <param name="Message">One sentence for the user.</param>
public sealed record TextNotice(TextSpan Source, string Message);

/// <summary>A sentence in the words that a reader would say.</summary>
/// <param name="Source">The sentence as typed; the tokens' spans refer to it.</param>
/// <param name="Tokens">In speaking order.</param>
public sealed record SpokenText(string Source, IReadOnlyList<SpokenToken> Tokens)
{
    /// <summary>
    /// Notices about text that was transliterated, skipped or not understood; empty for ordinary text.
    /// </summary>
    public IReadOnlyList<TextNotice> Notices { get; init; } = [];
}
