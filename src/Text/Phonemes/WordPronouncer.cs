using System.Collections.Concurrent;
using System.Text;
using AnyAscii;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// Pronounces a single word without its context: names, dictionary, inflections, then a guess. Guesses are cached.
/// </summary>
public sealed class WordPronouncer
{
    private const int CacheSize = 50_000;
    private const int LongestWord = 64;
    private static readonly Pronunciation Silent = new([], PronunciationSource.None);

    private readonly PronouncingLexicon _lexicon;
    private readonly IGraphemeToPhoneme? _model;
    private readonly UserLexicon? _names;
    private readonly ConcurrentDictionary<string, Pronunciation> _cache = new();

    /// <param name="lexicon">The pronouncing dictionary.</param>
    /// <param name="model">Guesses unknown words; letter-to-sound rules do where it is null or has no idea.</param>
    /// <param name="names">
    /// Words that are looked up before the dictionary: <see cref="UserLexicon.Names"/>; none where it is null.
    /// </param>
    public WordPronouncer(PronouncingLexicon lexicon, IGraphemeToPhoneme? model = null, UserLexicon? names = null) =>
        (_lexicon, _model, _names) = (lexicon, model, names);

    /// <summary>
    /// True for a word that the built-in lists say, false for one that they spell as FBI; null where they lack it.
    /// </summary>
    /// <param name="word">Lower case.</param>
    public static bool? IsSaid(string word) =>
        UserLexicon.Names.Find(word) is { } phones
            ? !LetterNames.IsSpelling(word, phones)
            : PronouncingLexicon.English.IsSaid(word);

    /// <summary>Says any word. One without a letter or digit has no sounds.</summary>
    /// <param name="word">As written.</param>
    /// <param name="spell">Say the letters' names.</param>
    public Pronunciation Pronounce(string word, bool spell = false)
    {
        if (spell)
            return Spell(word);
        if (_cache.TryGetValue(word, out var known))
            return known;
        if (word.Length > LongestWord)
            return PronounceNew(word);
        if (_cache.Count >= CacheSize)
            _cache.Clear();
        return _cache[word] = PronounceNew(word);
    }

    /// <summary>The form in which lexicons know a word: a to z, apostrophes, hyphens and points.</summary>
    public static string Fold(string word)
    {
        if (System.Text.Ascii.IsValid(word))
            return word.ToLowerInvariant();
        return word.Replace('’', '\'').Replace('ʼ', '\'').Transliterate().ToLowerInvariant();
    }

    private Pronunciation PronounceNew(string word)
    {
        var folded = Fold(word);
        if ((_names?.Find(word) ?? _names?.Find(folded)) is { } named)
            return new(named, PronunciationSource.Names);
        if (_lexicon.First(folded) is { } phones)
            return new(phones, PronunciationSource.Dictionary);
        var parts = folded.Split((char[])['-', ' ', '/', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 1 && parts[0] == folded)
            return PronounceForeign(word, folded) ?? PronounceWhole(folded);
        if (parts.Length == 0)
            return Silent;
        return Join(parts.Select(part => Pronounce(part)), PronunciationSource.Compound);
    }

    /// <summary>A name whose spelling tells the language that it comes from; null for all other words.</summary>
    private Pronunciation? PronounceForeign(string word, string folded)
    {
        if (
            _names is null
            || word.Length > LongestWord
            || !char.IsUpper(word[0])
            || Inflections.Pronounce(folded, Known) is not null
        )
            return null;
        var owned = word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal);
        var name = owned ? word[..^2] : word;
        var phones =
            Pinyin.Pronounce(Fold(name)) ?? (Origins.Respell(name) is { } english ? Guess(Fold(english)).Phones : null);
        return phones is not { Count: > 0 }
            ? null
            : new(owned ? Inflections.AddS(phones) : phones, PronunciationSource.Origin);
    }

    private Pronunciation PronounceWhole(string word)
    {
        var letters = new string([.. word.Where(c => c is >= 'a' and <= 'z' or '\'' or >= '0' and <= '9')]);
        if (letters != word && _lexicon.First(letters) is { } cleaned)
            return new(cleaned, PronunciationSource.Dictionary);
        if (letters.Length > LongestWord)
            return Join(
                letters.Chunk(LongestWord / 2).Select(piece => Guess(new string(piece))),
                PronunciationSource.Rules
            );
        if (letters.AsSpan().ContainsAnyInRange('0', '9') || !letters.AsSpan().ContainsAnyInRange('a', 'z'))
            return Spell(letters);
        if (Inflections.Pronounce(letters, Known) is { } inflected)
            return IsPlainInflection(letters) || _model is null
                ? new(inflected, PronunciationSource.Inflection)
                : Guess(letters, inflected);
        var bare = letters.Trim('\'');
        if (bare.Length < letters.Length && _lexicon.First(bare) is { } unquoted)
            return new(unquoted, PronunciationSource.Dictionary);
        return Guess(letters);
    }

    /// <summary>The dictionary's word, or an inflection of one: bookmakers' needs bookmakers.</summary>
    private IReadOnlyList<string>? Known(string word) =>
        Listed(word) ?? (word.Length > 3 ? Inflections.Pronounce(word, Listed) : null);

    private IReadOnlyList<string>? Listed(string word) => _names?.Find(word) ?? _lexicon.First(word);

    /// <summary>
    /// Plurals, possessives and contractions are what they seem. Other endings may be none: banish has no ban.
    /// </summary>
    private static bool IsPlainInflection(string letters) => letters[^1] == 's' || letters.Contains('\'');

    /// <param name="letters">a to z and apostrophes.</param>
    /// <param name="inflected">The word as a form of one in the dictionary; null where it is none.</param>
    private Pronunciation Guess(string letters, IReadOnlyList<string>? inflected = null)
    {
        if (letters.EndsWith("'s", StringComparison.Ordinal) && Guess(letters[..^2]) is { Phones.Count: > 0 } owner)
            return owner with { Phones = Inflections.AddS(owner.Phones) };
        if (!LetterToSound.HasVowel(letters))
            return Spell(letters);
        IReadOnlyList<string>[] compounds = inflected is null
            ? [.. Compounds.Pronounce(letters.Trim('\''), Known)]
            : [inflected];
        if (_model?.Pronounce(letters, _lexicon.Neighbours(letters), compounds) is { Count: > 0 } guessed)
            return new(
                guessed,
                !compounds.Any(guessed.SequenceEqual) ? PronunciationSource.Model
                    : inflected is null ? PronunciationSource.Compound
                    : PronunciationSource.Inflection
            );
        if (inflected is not null)
            return new(inflected, PronunciationSource.Inflection);
        return new(
            LetterToSound.English.Pronounce(letters, compounds),
            compounds.Length > 0 ? PronunciationSource.Compound : PronunciationSource.Rules
        );
    }

    /// <summary>Letters by name; an ending -s or -'s keeps its sound, as in CDs.</summary>
    private static Pronunciation Spell(string word)
    {
        var folded = Fold(word);
        var ending = word.Length > 2 && word[^1] == 's' && (folded[^2] == '\'' || char.IsUpper(word[^2]));
        var phones = new List<string>();
        foreach (var letter in ending ? folded[..^1] : folded)
            phones.AddRange(LetterNames.Of(letter));
        if (phones.Count == 0)
            return Silent;
        return new(ending ? Inflections.AddS(phones) : phones, PronunciationSource.Letters);
    }

    private static Pronunciation Join(IEnumerable<Pronunciation> parts, PronunciationSource source)
    {
        List<string> phones = [.. parts.SelectMany(part => part.Phones)];
        return phones.Count == 0 ? Silent : new(phones, source);
    }
}
