using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>What surrounds a word, and the readings that it may have.</summary>
/// <param name="Readings">Whose weights are compared.</param>
/// <param name="Right">The right one.</param>
/// <param name="Features">What surrounds it.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="At">The word's place in it.</param>
internal sealed record HomographItem(
    HomographReading[] Readings,
    int Right,
    HomographFeatures Features,
    SentenceWords Sentence,
    int At
)
{
    /// <summary>How much an item counts: rare readings more, that they are not forgotten.</summary>
    /// <param name="items">All that are learnt from.</param>
    /// <param name="balance">0 not at all, 1 as much as all others.</param>
    public static Func<HomographItem, float> Importance(IEnumerable<HomographItem> items, double balance)
    {
        var counts = items.CountBy(item => item.Readings[item.Right]).ToDictionary();
        return item =>
            (float)
                Math.Pow(
                    item.Readings.Max(reading => (double)counts.GetValueOrDefault(reading))
                        / counts[item.Readings[item.Right]],
                    balance
                );
    }

    /// <summary>Scores become probabilities.</summary>
    public static void Softmax(Span<float> scores)
    {
        var max = float.MinValue;
        foreach (var score in scores)
            max = Math.Max(max, score);
        var sum = 0f;
        foreach (ref var score in scores)
            sum += score = MathF.Exp(score - max);
        foreach (ref var score in scores)
            score /= sum;
    }
}
