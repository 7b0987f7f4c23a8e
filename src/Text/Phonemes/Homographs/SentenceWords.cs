namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>A sentence as words, numbers and marks: the context of its homographs.</summary>
public sealed class SentenceWords
{
    private readonly string _sentence;
    private readonly List<(int Start, int End)> _spans = [];
    private readonly List<string> _words = [];
    private string?[]? _classes;

    /// <summary>Tokenizes a sentence.</summary>
    /// <param name="sentence">The sentence as typed.</param>
    public SentenceWords(string sentence)
    {
        _sentence = sentence;
        for (var at = 0; at < sentence.Length;)
        {
            var end = at + 1;
            if (char.IsLetterOrDigit(sentence[at]))
                while (end < sentence.Length && (char.IsLetterOrDigit(sentence[end]) || IsInner(sentence, end)))
                    end++;
            if (!char.IsWhiteSpace(sentence[at]))
                Add(at, end);
            at = end;
        }
    }

    /// <summary>
    /// By network: rows of the embedding table for each word as a neighbour, from four places before the first on, and
    /// as any word of the sentence (−1 for none). A cache.
    /// </summary>
    internal Dictionary<ContextNetwork, (int[][] Near, int[] Anywhere)> Rows { get; } = new(1);

    /// <summary>Word classes by place, where they have been asked for. A cache.</summary>
    internal string?[] Classes => _classes ??= new string?[Count];

    /// <summary>Number of words and marks.</summary>
    public int Count => _words.Count;

    /// <summary>
    /// The word in lower case, the mark, or a placeholder: <c>&lt;number&gt;</c>, <c>&lt;year&gt;</c>, <c>&lt;s&gt;</c>
    /// before the sentence, <c>&lt;/s&gt;</c> after it.
    /// </summary>
    /// <param name="index">The place, from 0; any number.</param>
    public string this[int index] =>
        index < 0 ? "<s>"
        : index >= Count ? "</s>"
        : _words[index] is { Length: > 0 } word ? word
        : ","; // a symbol without a spoken form parts as a mark does

    /// <summary>True if the word begins with a capital.</summary>
    /// <param name="index">The place, from 0; any number.</param>
    public bool IsCapital(int index) => index >= 0 && index < Count && char.IsUpper(_sentence[_spans[index].Start]);

    /// <summary>True if the word has two or more characters and no small letter, and begins with a capital.</summary>
    /// <param name="index">The place, from 0; any number.</param>
    public bool IsAllCapitals(int index) =>
        IsCapital(index)
        && _spans[index] is var (start, end)
        && end - start > 1
        && !_sentence.AsSpan(start, end - start).ContainsAnyInRange('a', 'z');

    /// <summary>The place of the word at a character; −1 where none is.</summary>
    /// <param name="character">UTF-16 units from the beginning of the sentence.</param>
    public int IndexAt(int character)
    {
        int low = 0,
            high = Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_spans[middle].Start <= character)
                low = middle;
            else
                high = middle - 1;
        }
        return Count > 0 && _spans[low].Start <= character && character < _spans[low].End ? low : -1;
    }

    private void Add(int start, int end)
    {
        _spans.Add((start, end));
        var word = _sentence[start..end];
        _words.Add(
            char.IsDigit(word[0])
                ? word.Length == 4 && word.All(char.IsDigit)
                    ? "<year>"
                    : "<number>"
                : WordPronouncer.Fold(word)
        );
    }

    /// <summary>Apostrophes, and points and commas of numbers.</summary>
    private static bool IsInner(string sentence, int at) =>
        at + 1 < sentence.Length
        && (
            sentence[at] is '\'' or '’' && char.IsLetter(sentence[at + 1])
            || sentence[at] is '.' or ',' && char.IsDigit(sentence[at - 1]) && char.IsDigit(sentence[at + 1])
        );
}
