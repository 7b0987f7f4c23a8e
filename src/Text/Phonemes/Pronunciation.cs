namespace VoiceSmith.Text.Phonemes;

/// <summary>The origin of a pronunciation.</summary>
public enum PronunciationSource
{
    /// <summary>Markup in the text: <c>[[HH AH0 L OW1]]</c> or an SSML phoneme element.</summary>
    Markup,

    /// <summary>A user's lexicon.</summary>
    UserLexicon,

    /// <summary>A choice among the readings of a homograph, by its context.</summary>
    Homograph,

    /// <summary>The built-in list of names and technical terms.</summary>
    Names,

    /// <summary>The pronouncing dictionary.</summary>
    Dictionary,

    /// <summary>The dictionary's base form and an ending.</summary>
    Inflection,

    /// <summary>Two or more dictionary words written together.</summary>
    Compound,

    /// <summary>The names of the letters.</summary>
    Letters,

    /// <summary>Spelling rules of the language that a name comes from.</summary>
    Origin,

    /// <summary>A trained grapheme-to-phoneme model.</summary>
    Model,

    /// <summary>Letter-to-sound rules.</summary>
    Rules,

    /// <summary>None: the word has no letter that can be said.</summary>
    None,
}

/// <summary>The sounds of a word and where they come from.</summary>
/// <param name="Phones">Symbols of <see cref="Arpabet.Symbols"/>.</param>
/// <param name="Source">Their origin.</param>
public sealed record Pronunciation(IReadOnlyList<string> Phones, PronunciationSource Source)
{
    /// <summary>The word id of a homograph's reading, such as <c>read_past</c>; null for other words.</summary>
    public string? Reading { get; init; }
}
