using CsCheck;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Tests.Data;

public sealed class LengthBucketsTests
{
    /// <summary>Lengths as in a corpus of read sentences: 1 to 10 seconds, most of them about 4.</summary>
    private static readonly int[] Sentences =
    [
        .. Enumerable.Range(0, 1500).Select(i => Math.Clamp((int)(86 * 4 * Math.Exp(0.5 * Normal(i))), 86, 860)),
    ];

    [Fact]
    public void Epoch_AnyLengths_HasEachItemOnceWithinTheBudget() =>
        Gen.Select(Gen.Int[1, 300].Array[1, 300], Gen.Int[1, 2000], Gen.Int[1, 40], Gen.Int[0, 5])
            .Sample(
                (lengths, budget, maxItems, epoch) =>
                {
                    var items = lengths.Index().ToArray();
                    var batches = new LengthBuckets<(int Index, int Frames)>(
                        items,
                        item => item.Item2,
                        budget,
                        maxItems,
                        seed: 3
                    ).Epoch(epoch);
                    Assert.Equal(
                        Enumerable.Range(0, items.Length),
                        batches.SelectMany(batch => batch).Select(item => item.Index).Order()
                    );
                    Assert.All(
                        batches,
                        batch =>
                            Assert.True(batch.Length == 1 || batch.Length * batch.Max(item => item.Frames) <= budget)
                    );
                    Assert.All(batches, batch => Assert.InRange(batch.Length, 1, maxItems));
                },
                iter: 200
            );

    [Fact]
    public void Epoch_Sentences_PadLessThanFivePercent()
    {
        var buckets = new LengthBuckets<int>(Sentences, frames => frames, 16 * (long)Sentences.Average(), 48, seed: 1);
        Assert.All(Enumerable.Range(0, 5), epoch => Assert.InRange(Padding(buckets.Epoch(epoch)), 0, 0.05));
        Assert.InRange(buckets.Count, Sentences.Length / 20, Sentences.Length / 12);
    }

    [Fact]
    public void Epoch_SameNumber_IsTheSame_OthersMixOthers()
    {
        var items = Sentences.Index().ToArray();
        LengthBuckets<(int Index, int Frames)> New(int seed) => new(items, item => item.Frames, 5000, 48, seed);
        Assert.Equal(New(1).Epoch(7), New(1).Epoch(7));
        Assert.NotEqual(New(1).Epoch(7), New(2).Epoch(7));
        HashSet<string> Pairs(int epoch) =>
            [
                .. New(1)
                    .Epoch(epoch)
                    .SelectMany(batch =>
                        batch.SelectMany(a => batch.Where(b => b.Index > a.Index).Select(b => $"{a.Index} {b.Index}"))
                    ),
            ];
        var (first, second) = (Pairs(1), Pairs(2));
        Assert.InRange(first.Intersect(second).Count() / (double)first.Count, 0, 0.7);
        Assert.Equal(New(1).Count, New(1).Epoch(3).Length);
    }

    private static double Padding(int[][] batches) =>
        1 - batches.Sum(batch => batch.Sum()) / (double)batches.Sum(batch => batch.Length * batch.Max());

    /// <summary>A normal value of a number, without a stream of chance.</summary>
    private static double Normal(int i)
    {
        var random = new Random(i);
        return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
