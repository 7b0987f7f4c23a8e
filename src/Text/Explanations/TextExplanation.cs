namespace VoiceSmith.Text.Explanations;

/// <summary>A text piece by piece: as written, as spoken, and where each reading comes from.</summary>
/// <param name="Text">As given; the pieces' spans are its.</param>
/// <param name="Pieces">In order of the text.</param>
/// <param name="Notices">Pieces that were transliterated, skipped or not understood.</param>
public sealed record TextExplanation(
    string Text,
    IReadOnlyList<ExplainedPiece> Pieces,
    IReadOnlyList<TextNotice> Notices
);

/// <summary>A part of the text that is read as one.</summary>
/// <param name="Span">Its place in the text.</param>
/// <param name="Written">As typed.</param>
/// <param name="Class">The semiotic class that read it: word, money, date.</param>
/// <param name="Reading">Rule, lexicon, network or markup that decided the words.</param>
/// <param name="Words">The words said; none for marks and for what is only written.</param>
public sealed record ExplainedPiece(
    TextSpan Span,
    string Written,
    string Class,
    ReadingOrigin Reading,
    IReadOnlyList<ExplainedWord> Words
)
{
    /// <summary>The words, parted by blanks; the mark itself for a mark; empty where nothing is said.</summary>
    public string Spoken { get; init; } = "";
}

/// <summary>A spoken word and its sounds.</summary>
/// <param name="Word">The word.</param>
/// <param name="Phonemes">ARPAbet with stress digits.</param>
/// <param name="Ipa">The same in IPA.</param>
/// <param name="Origin">
/// Source of the sounds: markup, userLexicon, homograph, names, dictionary, inflection, compound, letters,
/// origin, model, rules.
/// </param>
/// <param name="Sense">The word id of a homograph's reading; null for other words.</param>
public sealed record ExplainedWord(
    string Word,
    string Phonemes,
    string Ipa,
    Phonemes.PronunciationSource Origin,
    string? Sense
);

/// <summary>Source of a reading.</summary>
public enum ReadingOrigin
{
    /// <summary>The word as written.</summary>
    Written,

    /// <summary>A rule of the piece's class.</summary>
    Rule,

    /// <summary>Markup: SSML, [[sounds]], [[class: text]], or a lexicon's pattern.</summary>
    Markup,

    /// <summary>A mark that shapes phrasing.</summary>
    Mark,

    /// <summary>Written and not said.</summary>
    Silent,
}
