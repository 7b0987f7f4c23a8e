namespace VoiceSmith.Text;

/// <summary>What a token of spoken text is to a voice.</summary>
public enum SpokenTokenKind
{
    /// <summary>A word to be pronounced.</summary>
    Word,

    /// <summary>A mark that shapes phrasing: one of <c>, . ? ! ; : … — ( ) "</c>.</summary>
    Punctuation,

    /// <summary>A silence of a given length, asked for by markup.</summary>
    Break,
}

/// <summary>A word, mark or silence as it will be spoken, and where it came from.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The spoken word, or the mark. No digits, no symbols; case as the user typed it.</param>
/// <param name="Source">The piece of the user's text that it renders: "$5" for both "five" and "dollars".</param>
/// <param name="Class">The semiotic class that read it: "word", "money", "date", …</param>
public sealed record SpokenToken(SpokenTokenKind Kind, string Text, TextSpan Source, string Class = "word")
{
    /// <summary>ARPAbet symbols that markup asked for; null where the phonemizer decides.</summary>
    public IReadOnlyList<string>? Pronunciation { get; init; }

    /// <summary>How long a <see cref="SpokenTokenKind.Break"/> lasts.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>A sentence in the words that a reader would say.</summary>
/// <param name="Source">The sentence as typed; the tokens' spans refer to it.</param>
/// <param name="Tokens">In speaking order.</param>
public sealed record SpokenText(string Source, IReadOnlyList<SpokenToken> Tokens);
