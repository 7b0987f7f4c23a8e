using System.ComponentModel.DataAnnotations;

namespace VoiceSmith.Contracts;

/// <summary>A text whose reading is to be explained.</summary>
public sealed record ExplainRequest
{
    /// <summary>Plain text, or SSML if it begins with a speak element.</summary>
    public string? Text { get; init; }

    /// <summary>A voice's name; default: the server's default voice.</summary>
    public string? Voice { get; init; }

    /// <summary>Pronunciations, as in <see cref="SpeakRequest.Lexicon"/>.</summary>
    public string? Lexicon { get; init; }
}

/// <summary>A text piece by piece: as written, as spoken, and the origin of each reading.</summary>
/// <param name="Pieces">The pieces, in order of the text.</param>
/// <param name="Notices">Pieces that were transliterated, skipped or not understood.</param>
public sealed record Explanation(IReadOnlyList<ExplainedPiece> Pieces, IReadOnlyList<ExplanationNotice> Notices);

/// <summary>A part of the text that is read as one.</summary>
/// <param name="Start">Its first UTF-16 unit in the text.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Written">The text as typed.</param>
/// <param name="Class">The semiotic class that read it: word, money, date.</param>
/// <param name="Reading">Rule, lexicon, network or markup that decided the words.</param>
/// <param name="Spoken">
/// The words, separated by blanks; the mark itself for a mark; empty where nothing is said.
/// </param>
/// <param name="Words">The words said, with their sounds.</param>
public sealed record ExplainedPiece(
    int Start,
    int End,
    string Written,
    string Class,
    [property: AllowedValues("written", "rule", "markup", "mark", "silent")] string Reading,
    string Spoken,
    IReadOnlyList<ExplainedWord> Words
);

/// <summary>A spoken word and its sounds.</summary>
/// <param name="Word">The word.</param>
/// <param name="Phonemes">ARPAbet with stress digits.</param>
/// <param name="Ipa">The same in IPA.</param>
/// <param name="Origin">
/// Source of the sounds: markup, userLexicon, homograph, names, dictionary, inflection, compound, letters,
/// origin, model, rules.
/// </param>
/// <param name="Sense">The sense of a homograph; null for other words.</param>
public sealed record ExplainedWord(string Word, string Phonemes, string Ipa, string Origin, string? Sense);

/// <summary>A remark on a place in the text.</summary>
/// <param name="Text">The remark.</param>
/// <param name="Start">First UTF-16 unit of the place.</param>
/// <param name="End">The unit after its last.</param>
public sealed record ExplanationNotice(string Text, int Start, int End);
