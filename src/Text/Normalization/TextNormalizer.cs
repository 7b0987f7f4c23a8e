using System.Collections.Frozen;
using System.Text;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization.Amounts;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Codes;
using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Normalization.Science;
using VoiceSmith.Text.Normalization.Signs;
using VoiceSmith.Text.Normalization.Wording;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Normalization;

/// <summary>Reads one kind of token at a piece.</summary>
/// <returns>The piece after the token; <paramref name="at"/> where there is nothing of its kind.</returns>
internal delegate int Reader(Pieces pieces, int at, Speech speech);

/// <summary>
/// Turns a sentence into the words that a reader would say: numbers, dates, money, abbreviations and signs in words.
/// </summary>
/// <remarks>
/// One scan from left to right. At each place the readers of the semiotic classes are asked in turn, the most
/// particular first; each looks a bounded way ahead, so time is linear in the text. Immutable and safe to share among
/// threads.
/// Any text is accepted; what cannot be said is skipped and named in <see cref="SpokenText.Notices"/>.
/// </remarks>
public sealed class TextNormalizer
{
    private static readonly Reader[] AtDigits =
    [
        Phrases.Read,
        Scriptures.Read,
        Derivatives.Read,
        Quotients.Read,
        Identifiers.Read,
        Electronics.Read,
        Telephones.ReadAddress,
        Telephones.Read,
        Versions.Read,
        NumericDates.Read,
        Times.Read,
        Dates.ReadDayFirst,
        Years.ReadYearOfEra,
        Years.ReadDecade,
        Addresses.ReadHouse,
        Telephones.ReadDigits,
        Numbers.ReadScientific,
        Coordinates.Read,
        Chemistry.ReadPlaces,
        Numbers.ReadCounted,
        Money.ReadSignLast,
        Measures.Read,
        Ranges.Read,
        NumericDates.ReadSlashed,
        Fractions.Read,
        Numbers.ReadOrdinal,
        Serials.Read,
        Numbers.Read,
    ];

    private static readonly Reader[] AtLetters =
    [
        Phrases.Read,
        Scriptures.Read,
        Derivatives.Read,
        Quotients.Read,
        Indices.ReadSubscripted,
        Indices.ReadAccented,
        Identifiers.Read,
        Electronics.Read,
        Dates.ReadMonthFirst,
        Weekdays.Read,
        Addresses.ReadState,
        Addresses.ReadStreet,
        Money.ReadSignFirst,
        Units.ReadAlone,
        Abbreviations.Read,
        Initials.Read,
        Romans.Read,
        Chemistry.Read,
        Maths.ReadFunction,
        Maths.ReadTimes,
        Serials.Read,
        Words.Read,
    ];

    private static readonly Reader[] AtHyphen =
    [
        Markdown.Read,
        Electronics.ReadOption,
        Maths.ReadOperator,
        Money.ReadSignFirst,
        Money.ReadSignLast,
        Measures.Read,
        Ranges.Read,
        Fractions.Read,
        Numbers.Read,
        Symbols.Read,
    ];

    /// <summary>The readers that a symbol of ASCII may concern.</summary>
    private static readonly FrozenDictionary<char, Reader[]> AtAscii = new Dictionary<char, Reader[]>
    {
        ['-'] = AtHyphen,
        ['.'] =
        [
            Electronics.Read,
            Electronics.ReadTag,
            Money.ReadSignLast,
            Measures.Read,
            Ranges.Read,
            Fractions.Read,
            Numbers.Read,
            Symbols.Read,
        ],
        ['$'] = [Formulas.Read, Money.ReadSignFirst, Money.ReadTicker, Symbols.Read],
        ['+'] = [Markdown.Read, Telephones.Read, Maths.ReadOperator, Symbols.Read],
        ['('] = [Telephones.Read, Symbols.Read],
        [':'] = [Emoticons.Read, Maths.ReadOperator, Symbols.Read],
        [';'] = [Emoticons.Read, Symbols.Read],
        [']'] = [Links.Read, Symbols.Read],
        ['['] = [Markdown.Read, Links.Read, Tags.ReadPronunciation, Symbols.Read],
        ['<'] = [Markdown.Read, Emoticons.Read, Electronics.ReadAngle, Tags.ReadTag, Maths.ReadOperator, Symbols.Read],
        ['\''] = [Words.ReadClipped, Years.ReadDecade, Symbols.Read],
        ['#'] = [Telephones.ReadService, Markdown.Read, Electronics.ReadTag, Symbols.Read],
        ['@'] = [Electronics.ReadTag, Symbols.Read],
        ['~'] = [Markdown.Read, Electronics.Read, Maths.ReadOperator, Symbols.Read],
        ['/'] = [RegularExpressions.Read, Tags.ReadPronunciation, Electronics.Read, Maths.ReadOperator, Symbols.Read],
        ['\\'] = [Formulas.Read, Markdown.Read, Symbols.Read],
        ['&'] = [Markdown.Read, Maths.ReadOperator, Symbols.Read],
        ['_'] = [Markdown.Read, Symbols.Read],
        ['`'] = [Markdown.Read, Symbols.Read],
        ['|'] = [Bars.Read, Markdown.Read, Maths.ReadOperator, Symbols.Read],
        ['='] = [Markdown.Read, Maths.ReadOperator, Symbols.Read],
        ['*'] = [Electronics.ReadGlob, Markdown.Read, Telephones.ReadStar, Maths.ReadOperator, Symbols.Read],
        ['>'] = [Markdown.Read, Maths.ReadOperator, Symbols.Read],
        ['%'] = [Maths.ReadOperator, Symbols.Read],
        ['^'] = [Markdown.Read, Maths.ReadOperator, Symbols.Read],
        ['!'] = [Markdown.Read, Maths.ReadOperator, Symbols.Read],
    }.ToFrozenDictionary();

    private static readonly Reader[] AtOtherAscii = [Symbols.Read];

    private static readonly Reader[] AtOther =
    [
        Markdown.Read,
        Money.ReadSignFirst,
        Derivatives.Read,
        Indices.ReadRoot,
        Emoticons.Read,
        Chemistry.ReadIsotope,
        Bars.Read,
        Maths.ReadOperator,
        Measures.Read,
        Fractions.Read,
        Emoji.Read,
        Symbols.Read,
    ];

    private readonly Func<string, bool?> _isWord;
    private readonly LexiconPattern[] _patterns;

    /// <param name="isWord">
    /// Tells words written in capitals ("STOP") from acronyms: given lower case, whether it is said as a word, or null
    /// to let rules of spelling decide. Without it the built-in dictionary is asked.
    /// </param>
    public TextNormalizer(Func<string, bool?>? isWord = null)
        : this(isWord ?? WordPronouncer.IsSaid, []) { }

    private TextNormalizer(Func<string, bool?> isWord, LexiconPattern[] patterns) =>
        (_isWord, _patterns) = (isWord, patterns);

    /// <summary>
    /// A normalizer that reads what a lexicon's patterns match as their class, before those given earlier.
    /// </summary>
    public TextNormalizer With(UserLexicon lexicon)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        return lexicon.Patterns.Count == 0 ? this : new(_isWord, [.. lexicon.Patterns, .. _patterns]);
    }

    /// <summary>The words of a sentence, each with its place in it.</summary>
    /// <param name="sentence">Any text; best one sentence.</param>
    public SpokenText Normalize(string sentence) => Normalize(sentence, []);

    /// <summary>The words of a sentence that has markup.</summary>
    /// <param name="sentence">Any text; best one sentence.</param>
    /// <param name="markup">
    /// From <see cref="MarkedText.Within"/>: silences, sounds, aliases and classes are used.
    /// </param>
    public SpokenText Normalize(string sentence, IReadOnlyList<MarkupSpan> markup)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentNullException.ThrowIfNull(markup);
        var folded = new FoldedText(sentence);
        if (!folded.IsAligned)
            markup = [.. markup.Select(hint => hint with { Span = folded.ToText(hint.Span) })];
        markup = TextHints.Add(folded.Text, markup, _patterns);
        var pieces = new Pieces(folded, MarkupHints.Cuts(markup))
        {
            IsWordOfLexicon = _isWord,
            SpacedGroupsEnd = SpacedNumbers.GroupsEnd,
        };
        var speech = new Speech(pieces);
        var at = 0;
        foreach (var hint in markup.Where(MarkupHints.ChangesWords))
        {
            if (hint.Span.Start < pieces[at].Start && hint is not BreakSpan)
                continue;
            at = ReadUntil(pieces, at, hint.Span.Start, speech);
            var first = speech.Tokens.Count;
            if (!MarkupHints.Read(this, pieces, hint, speech))
                continue;
            speech.MarkFrom(first);
            at = pieces.IndexAt(hint.Span.End, at);
        }
        ReadUntil(pieces, at, folded.Text.Length, speech);
        speech.Complete();
        if (folded.IsAligned)
            return new(sentence, speech.Tokens) { Notices = speech.Notices };
        return new(sentence, [.. speech.Tokens.Select(token => token with { Source = folded.ToSource(token.Source) })])
        {
            Notices = [.. speech.Notices.Select(notice => notice with { Source = folded.ToSource(notice.Source) })],
        };
    }

    /// <summary>Reads the pieces before a place, as if the text ended there.</summary>
    private static int ReadUntil(Pieces pieces, int at, int place, Speech speech)
    {
        pieces.End = pieces.IndexAt(place, at);
        while (at < pieces.End)
            at = pieces.IsSpace(at) ? at + 1 : Possess(pieces, Read(pieces, at, speech), speech);
        pieces.End = pieces.Count;
        return at;
    }

    /// <summary>A spoken text as one line: words parted by blanks, marks attached as they were typed.</summary>
    public static string Render(SpokenText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder();
        foreach (var token in text.Tokens)
        {
            var shown = token.Written ?? token.Text;
            if (token.SpaceBefore && line.Length > 0 && shown.Length > 0)
                line.Append(' ');
            line.Append(shown);
        }
        return line.ToString();
    }

    /// <summary>The "'s" after a reading: the 1990's, the FBI's.</summary>
    private static int Possess(Pieces pieces, int at, Speech speech)
    {
        if (
            speech.Last?.Kind != SpokenTokenKind.Word
            || !pieces.Is(at, '\'')
            || pieces.Span(at + 1) is not "s"
            || pieces.IsDigits(at + 2)
        )
            return at;
        speech.Possess(pieces.Range(at, at + 2));
        return at + 2;
    }

    private static int Read(Pieces pieces, int at, Speech speech)
    {
        var sign = pieces.Text[pieces[at].Start];
        var readers = pieces[at].Kind switch
        {
            PieceKind.Digits => AtDigits,
            PieceKind.Letters => AtLetters,
            _ => sign >= 128 ? AtOther : AtAscii.GetValueOrDefault(sign, AtOtherAscii),
        };
        foreach (var read in readers)
            if (read(pieces, at, speech) is var next && next > at)
                return next;
        throw new InvalidOperationException($"No reader took '{pieces.Span(at)}'.");
    }
}
