using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.Text.Phonemizers;

/// <summary>A spoken word and how it sounds.</summary>
/// <param name="Token">Its place among the spoken tokens.</param>
/// <param name="Word">The word and where it came from.</param>
/// <param name="Pronunciation">Its sounds and who said so.</param>
public sealed record PronouncedWord(int Token, SpokenToken Word, Pronunciation Pronunciation);

/// <summary>Turns spoken English words into ARPAbet.</summary>
/// <remarks>Immutable and safe to share among threads; guesses are remembered in a bounded cache.</remarks>
public sealed class EnglishPhonemizer : IPhonemizer
{
    /// <summary>Tokens of this class are said letter by letter.</summary>
    public const string AcronymClass = "acronym";

    private readonly WordPronouncer _words;
    private readonly UserLexicon[] _lexicons;

    /// <param name="unknownWords">Guesses words that no lexicon has; letter-to-sound rules where it is null.</param>
    public EnglishPhonemizer(IGraphemeToPhoneme? unknownWords = null)
        : this(new WordPronouncer(PronouncingLexicon.English, unknownWords, UserLexicon.Names), []) { }

    private EnglishPhonemizer(WordPronouncer words, UserLexicon[] lexicons) => (_words, _lexicons) = (words, lexicons);

    /// <summary>
    /// A phonemizer that asks a lexicon before all others. Shares what this one remembers; cheap enough for one
    /// request.
    /// </summary>
    public EnglishPhonemizer With(UserLexicon lexicon) => new(_words, [lexicon, .. _lexicons]);

    /// <summary>Pronunciation of every word of a sentence, with its source.</summary>
    public IReadOnlyList<PronouncedWord> Pronounce(SpokenText text)
    {
        var words = new List<PronouncedWord>();
        SentenceWords? sentence = null; // cut only where a homograph asks for it
        for (var i = 0; i < text.Tokens.Count; i++)
            if (text.Tokens[i] is { Kind: SpokenTokenKind.Word } token)
                words.Add(new(i, token, Pronounce(token, text, i, ref sentence)));
        PostLexicalRules.Apply(words);
        return words;
    }

    /// <inheritdoc/>
    /// <remarks>A break becomes a word border that carries the break's token.</remarks>
    public IReadOnlyList<Phoneme> Phonemize(SpokenText text)
    {
        var words = Pronounce(text);
        var phonemes = new List<Phoneme>(8 * words.Count + 2) { new(PhonemeInventory.SentenceStart, new(0, 0), -1) };
        var wordsLeft = words.GetEnumerator();
        var afterWord = false;
        for (var i = 0; i < text.Tokens.Count; i++)
        {
            var token = text.Tokens[i];
            switch (token.Kind)
            {
                case SpokenTokenKind.Word:
                    wordsLeft.MoveNext();
                    if (wordsLeft.Current.Pronunciation.Phones is { Count: > 0 } phones)
                    {
                        if (afterWord)
                            phonemes.Add(
                                new(PhonemeInventory.WordBorder, Between(phonemes[^1].Source, token.Source), -1)
                            );
                        foreach (var phone in phones)
                            phonemes.Add(new(phone, token.Source, i));
                        afterWord = true;
                    }
                    break;
                case SpokenTokenKind.Punctuation when PhonemeInventory.English.TryGetId(token.Text, out _):
                    phonemes.Add(new(token.Text, token.Source, i));
                    afterWord = false;
                    break;
                case SpokenTokenKind.Break:
                    phonemes.Add(new(PhonemeInventory.WordBorder, token.Source, i));
                    afterWord = false;
                    break;
            }
        }
        phonemes.Add(new(PhonemeInventory.SentenceEnd, new(text.Source.Length, text.Source.Length), -1));
        return phonemes;
    }

    /// <summary>Two words may render the same piece of text; then nothing lies between.</summary>
    private static TextSpan Between(TextSpan first, TextSpan second) =>
        new(first.End, Math.Max(first.End, second.Start));

    private Pronunciation Pronounce(SpokenToken token, SpokenText text, int at, ref SentenceWords? sentence)
    {
        if (token.Pronunciation is { } given)
            return new(given, PronunciationSource.Markup);
        foreach (var lexicon in _lexicons)
            if (lexicon.Find(token.Text) is { } users)
                return new(users, PronunciationSource.UserLexicon);
        if (token.Class == AcronymClass)
            return _words.Pronounce(token.Text, spell: true);
        var word = token.Text.ToLowerInvariant();
        if (
            HomographReader.English.Contains(word)
            && (
                ReadInName(word, text, at)
                ?? HomographReader.English.Read(word, token.Source.Start, sentence ??= new(text.Source))
            )
                is { } reading
        )
            return new(reading.Phones, PronunciationSource.Homograph) { Reading = reading.Id };
        return _words.Pronounce(token.Text);
    }

    /// <summary>
    /// The reading of a word that nobody typed, by what follows it in the name of a sign: close bracket, close angle
    /// bracket. Null for all others.
    /// </summary>
    private static HomographReading? ReadInName(string word, SpokenText text, int at)
    {
        const int longest = 3; // words of a name
        var span = text.Tokens[at].Source;
        if (text.Source.AsSpan(span.Start..span.End).Contains(word, StringComparison.OrdinalIgnoreCase))
            return null;
        for (var i = at + 1; i < text.Tokens.Count && i < at + longest && text.Tokens[i].Source == span; i++)
            if (HomographReader.English.ReadBefore(word, text.Tokens[i].Text) is { } reading)
                return reading;
        return null;
    }
}
