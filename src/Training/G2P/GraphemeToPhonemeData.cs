using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Training.G2P;

/// <summary>A word and how it sounds; of one word, each pronunciation is an example.</summary>
/// <param name="Word">Lower-case letters and apostrophes.</param>
/// <param name="Phones">Symbols of <see cref="Arpabet.Symbols"/>.</param>
public sealed record PronouncedExample(string Word, string[] Phones);

/// <summary>Words of the same length and their sounds, for one step.</summary>
/// <param name="Letters">[batch, letter]</param>
/// <param name="Sounds">All sounds in a row, [sum of lengths].</param>
/// <param name="SoundLengths">Sounds of each word, [batch].</param>
public sealed record GraphemeToPhonemeBatch(Tensor Letters, Tensor Sounds, Tensor SoundLengths) : ITrainingBatch
{
    /// <inheritdoc/>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>Makes a batch of words of the same length.</summary>
    public static GraphemeToPhonemeBatch Of(IReadOnlyList<PronouncedExample> words)
    {
        using var _ = NewDisposeScope();
        var letters = tensor(words.SelectMany(word => WordCodec.Letters(word.Word)!).ToArray()).view(words.Count, -1);
        var sounds = tensor(words.SelectMany(word => WordCodec.Sounds(word.Phones)).ToArray());
        var lengths = tensor(words.Select(word => (long)word.Phones.Length).ToArray());
        return new(letters.DetachFromDisposeScope(), sounds.DetachFromDisposeScope(), lengths.DetachFromDisposeScope())
        {
            Items = [.. words.Select(word => word.Word)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Letters.Dispose();
        Sounds.Dispose();
        SoundLengths.Dispose();
    }
}

/// <summary>Words to train on and words to look at.</summary>
/// <param name="Training">Examples, any order.</param>
/// <param name="Validation">Words of other families, with all their pronunciations.</param>
public sealed record GraphemeToPhonemeData(
    IReadOnlyList<PronouncedExample> Training,
    IReadOnlyList<(string Word, IReadOnlyList<string[]> Pronunciations)> Validation
)
{
    /// <summary>Parts a lexicon.</summary>
    /// <param name="entries">
    /// Words and their pronunciations; those with anything but letters and apostrophes are left out.
    /// </param>
    /// <param name="validation">Words that training must not see.</param>
    /// <param name="slotsPerLetter">Pronunciations that the model has no room for are left out.</param>
    public static GraphemeToPhonemeData From(
        IEnumerable<(string Word, IReadOnlyList<string[]> Pronunciations)> entries,
        IReadOnlySet<string> validation,
        int slotsPerLetter
    )
    {
        var training = new List<PronouncedExample>();
        var held = new List<(string, IReadOnlyList<string[]>)>();
        foreach (var (word, pronunciations) in entries)
            if (WordCodec.Letters(word) is null)
                continue;
            else if (validation.Contains(word))
                held.Add((word, pronunciations));
            else
                training.AddRange(
                    pronunciations
                        .Where(phones => phones.Length <= (slotsPerLetter - 1) * word.Length)
                        .Select(phones => new PronouncedExample(word, phones))
                );
        return new(training, held);
    }
}

/// <summary>Batches of words of one length, so that nothing is padded; every example once an epoch.</summary>
/// <param name="examples">Examples to draw from.</param>
/// <param name="lettersPerBatch">Words times length, about.</param>
/// <param name="seed">Decides the order.</param>
public sealed class GraphemeToPhonemeBatches(IReadOnlyList<PronouncedExample> examples, int lettersPerBatch, int seed)
    : IBatchSource<GraphemeToPhonemeBatch>
{
    private readonly PronouncedExample[][] _byLength =
    [
        .. examples
            .GroupBy(example => example.Word.Length)
            .OrderBy(group => group.Key)
            .Select(group => group.ToArray()),
    ];
    private List<ArraySegment<PronouncedExample>> _batches = [];
    private long _epoch = -1;

    /// <inheritdoc/>
    public int StepsPerEpoch =>
        _byLength.Sum(words => (words.Length + WordsPerBatch(words) - 1) / WordsPerBatch(words));

    /// <inheritdoc/>
    public GraphemeToPhonemeBatch Get(long step)
    {
        var epoch = step / StepsPerEpoch;
        if (epoch != _epoch)
            (_batches, _epoch) = (Shuffle(new Random(unchecked((int)(seed * 7_919 + epoch)))), epoch);
        return GraphemeToPhonemeBatch.Of(_batches[(int)(step % StepsPerEpoch)]);
    }

    private List<ArraySegment<PronouncedExample>> Shuffle(Random random)
    {
        var batches = new List<ArraySegment<PronouncedExample>>();
        foreach (var words in _byLength)
        {
            var (shuffled, size) = (words.ToArray(), WordsPerBatch(words));
            random.Shuffle(shuffled);
            for (var at = 0; at < shuffled.Length; at += size)
                batches.Add(new(shuffled, at, Math.Min(size, shuffled.Length - at)));
        }
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batches));
        return batches;
    }

    private int WordsPerBatch(PronouncedExample[] words) => Math.Max(1, lettersPerBatch / words[0].Word.Length);
}
