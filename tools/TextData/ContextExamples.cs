using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Every place of many sentences: what is around it, and the class of what stands there.</summary>
internal sealed class ContextExamples
{
    /// <summary>Traits rarer than this are not learnt.</summary>
    private const int LeastOften = 3;

    /// <summary>Words more frequent than this are classes of their own.</summary>
    private const int Frequent = 150;

    private readonly Dictionary<string, int> _words;
    private readonly Dictionary<string, int> _classes = [];

    /// <param name="sentences">Text.</param>
    public ContextExamples(IReadOnlyList<SentenceWords> sentences)
    {
        _words = Places(sentences).CountBy(place => place.Sentence[place.At]).ToDictionary();
        Network = ContextNetwork.For(sentences, LeastOften);
        var classes = Places(sentences).Select(place => ClassOf(place.Sentence, place.At)).ToArray();
        var answers = Enumerable.Range(0, Classes).Select(k => new[] { k }).ToArray();
        Questions =
        [
            .. Places(sentences)
                .Select(
                    (place, i) =>
                        new ContextQuestion(Network.RowsAround(place.Sentence, place.At), answers, classes[i], 1)
                ),
        ];
    }

    /// <summary>A network that has learnt nothing yet.</summary>
    public ContextNetwork Network { get; }

    /// <summary>Asks for each place's class, where class k is answered by the answer k.</summary>
    public ContextQuestion[] Questions { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes => _classes.Count;

    private int ClassOf(SentenceWords sentence, int at)
    {
        var word = sentence[at];
        var name = char.IsLetter(word[0]) && _words[word] > Frequent ? "w" + word : WordClass.Fine(sentence, at);
        return _classes.TryGetValue(name, out var known) ? known : _classes[name] = _classes.Count;
    }

    private static IEnumerable<(SentenceWords Sentence, int At)> Places(IReadOnlyList<SentenceWords> sentences) =>
        sentences.SelectMany(sentence => Enumerable.Range(0, sentence.Count).Select(at => (sentence, at)));
}
