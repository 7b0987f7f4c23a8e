namespace VoiceSmith.Text.Phonemes;

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

    /// <param name="unknownWords">Guesses words that no lexicon has; letter-to-sound rules where it is null.</param>
    public EnglishPhonemizer(IGraphemeToPhoneme? unknownWords = null) =>
        _words = new(PronouncingLexicon.English, unknownWords);

    /// <summary>How every word of a sentence is said, and who said so.</summary>
    public IReadOnlyList<PronouncedWord> Pronounce(SpokenText text)
    {
        var words = new List<PronouncedWord>();
        for (var i = 0; i < text.Tokens.Count; i++)
            if (text.Tokens[i] is { Kind: SpokenTokenKind.Word } token)
                words.Add(new(i, token, Pronounce(token)));
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
                            phonemes.Add(new(PhonemeInventory.WordBorder, Between(phonemes[^1].Source, token.Source), -1));
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
    private static TextSpan Between(TextSpan first, TextSpan second) => new(first.End, Math.Max(first.End, second.Start));

    private Pronunciation Pronounce(SpokenToken token) => token.Pronunciation is { } given
        ? new(given, PronunciationSource.Markup)
        : _words.Pronounce(token.Text, spell: token.Class == AcronymClass);
}
