namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>A sentence as words, numbers and marks: what the choice among a homograph's readings looks at.</summary>
internal sealed class SentenceWords
{
    private readonly string _sentence;
    private readonly List<(int Start, int End)> _spans = [];
    private readonly List<string> _words = [];

    /// <summary>Cuts a sentence.</summary>
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
    /// What a network knows of each word near by, from four places before the first on, and of each word anywhere: kept
    /// for the next question.
    /// </summary>
    public Dictionary<ContextNetwork, (int[][] Near, int[] Anywhere)> Seen { get; } = new(1);

    /// <summary>Words and marks.</summary>
    public int Count => _words.Count;

    /// <summary>The word in lower case, a number's or an edge's name, or the mark.</summary>
    public string this[int index] =>
        index < 0 ? "<s>"
        : index >= Count ? "</s>"
        : _words[index] is { Length: > 0 } word ? word
        : ","; // a symbol without a spoken form parts as a mark does

    /// <summary>True if the word is written with a capital.</summary>
    public bool IsCapital(int index) => index >= 0 && index < Count && char.IsUpper(_sentence[_spans[index].Start]);

    /// <summary>True if the word is written in capitals only.</summary>
    public bool IsAllCapitals(int index) =>
        IsCapital(index)
        && _spans[index] is var (start, end)
        && end - start > 1
        && !_sentence.AsSpan(start, end - start).ContainsAnyInRange('a', 'z');

    /// <summary>The place of the word at a character; −1 where none is.</summary>
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
