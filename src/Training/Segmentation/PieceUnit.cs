using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Training.Segmentation;

/// <summary>Consecutive phonemes of a sentence that was found, as a candidate for a piece.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Place">Its position.</param>
/// <param name="First">First phoneme.</param>
/// <param name="Count">Phonemes.</param>
internal sealed record PieceUnit(ReadSentence Sentence, SentencePlace Place, int First, int Count)
{
    private const int Stretch = 6; // sounds: about a word

    private IEnumerable<int> Sounds => Enumerable.Range(First, Count).Where(Sentence.IsSound);

    /// <summary>Its text as written.</summary>
    public string Text
    {
        get
        {
            var start = First == 0 ? 0 : Sentence.Phonemes[First - 1].Source.End;
            var end = First + Count == Sentence.Ids.Count ? ^0 : Sentence.Phonemes[First + Count - 1].Source.End;
            return Sentence.Text[start..end].Trim();
        }
    }

    /// <summary>First frame of its first sound.</summary>
    public int Start => Place.Starts[Sounds.First()];

    /// <summary>Frame after its last sound.</summary>
    public int End => Sounds.Last() + 1 is var next && next < Place.Starts.Length ? Place.Starts[next] : Place.End;

    /// <summary>Frames of sound before it that the text lacks.</summary>
    public int GapBefore => First == 0 ? Place.GapBefore : 0;

    /// <summary>Mean fit of its sounds.</summary>
    public double Fit => Sounds.Average(i => Place.Fits[i]);

    /// <summary>Mean fit of the word-long stretch of sounds that fits worst, and its middle phoneme.</summary>
    public (double Fit, int Phoneme) Worst()
    {
        int[] sounds = [.. Sounds];
        var length = Math.Min(Stretch, sounds.Length);
        return Enumerable
            .Range(0, sounds.Length - length + 1)
            .Select(i => (sounds.Skip(i).Take(length).Average(one => Place.Fits[one]), sounds[i + length / 2]))
            .MinBy(one => one.Item1);
    }

    /// <summary>The word that a phoneme belongs to, as written.</summary>
    public string WordAt(int phoneme) =>
        Sentence.Phonemes[phoneme].Source is var span ? Sentence.Text[span.Start..span.End] : "";

    /// <summary>
    /// Cut at the longest pauses that marks make, until each part is short enough or has no such pause.
    /// </summary>
    /// <param name="longest">Longest part wanted, frames.</param>
    /// <param name="shortest">Shortest part that is made, frames.</param>
    public IEnumerable<PieceUnit> Split(int longest, int shortest)
    {
        if (End - Start <= longest)
            return [this];
        var marks = Enumerable
            .Range(First + 1, Math.Max(0, Count - 2))
            .Where(i => !Sentence.IsSound(i) && Sentence.Phonemes[i].Token >= 0)
            .Where(i => Place.Starts[i] - Start >= shortest && End - Place.Starts[i + 1] >= shortest)
            .ToArray();
        if (marks.Length == 0)
            return [this];
        var cut = marks.MaxBy(i => Place.Starts[i + 1] - Place.Starts[i]) + 1;
        return new[] { this with { Count = cut - First }, this with { First = cut, Count = First + Count - cut } }
            .Where(part => part.Sounds.Any())
            .SelectMany(part => part.Split(longest, shortest));
    }
}
