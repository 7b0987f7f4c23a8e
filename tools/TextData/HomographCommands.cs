using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Trains and checks the choice among homographs' readings.</summary>
internal static class HomographCommands
{
    /// <summary>Every so many sentences one is not learnt from: a test asks the shipped weights about those.</summary>
    private const int HeldOut = 20;

    /// <summary>Trains on nineteen of twenty sentences and writes the weights.</summary>
    public static void Train(string table, string output)
    {
        var examples = Read(table, HomographReader.ReadReadings());
        var weights = Train(examples, i => i % HeldOut != 0, Console.WriteLine);
        using (var stream = File.Create(output))
            weights.Write(stream);
        Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes");
    }

    /// <summary>Trains on all but some sentences, is asked about those, and says how often the answer was right.</summary>
    /// <param name="table">Labelled sentences.</param>
    /// <param name="parts">Parts that the sentences are dealt into.</param>
    /// <param name="rounds">How many of the parts are asked about.</param>
    /// <returns>Shares of right answers: of sentences, and as the mean over readings; the mean of all rounds.</returns>
    public static (double Micro, double Macro) Check(string table, int parts, int rounds)
    {
        var readings = HomographReader.ReadReadings();
        var examples = Read(table, readings);
        var part = new Random(5).GetItems(Enumerable.Range(0, parts).ToArray(), examples.Labelled.Count);
        var scores = Enumerable.Range(0, rounds).AsParallel().Select(round =>
        {
            var reader = new HomographReader(readings, Train(examples, i => part[i] != round, _ => { }));
            var answers = examples.Labelled.Where((_, i) => part[i] == round)
                .Select(item => (item.Readings[item.Right].Id, Right: reader.Best(item.Readings, item.Features, item.Sentence, item.At) == item.Readings[item.Right] ? 1 : 0)).ToArray();
            return (Micro: answers.Average(answer => answer.Right), Macro: answers.GroupBy(answer => answer.Id).Average(group => group.Average(answer => answer.Right)));
        }).ToArray();
        return (scores.Average(score => score.Micro), scores.Average(score => score.Macro));
    }

    private static HomographWeights Train(HomographExamples examples, Func<int, bool> isIncluded, Action<string> say)
    {
        HomographItem[] items = [.. examples.Labelled.Where((_, i) => isIncluded(i))];
        HomographItem[] plain = [.. examples.Plain.Where((_, i) => isIncluded(i)).SelectMany(sentence => sentence)];
        var (features, step) = EightBits.Of(HomographTrainer.Train(items, plain));
        var (network, vectors) = HomographContexts.Train(items, plain, say);
        return new(features, step, network, vectors);
    }

    private static HomographExamples Read(string table, Dictionary<string, HomographReading[]> readings)
    {
        using var sentences = new StreamReader(table);
        using var plainWords = new StreamReader(Path.Combine(AppContext.BaseDirectory, "plain-words.txt"));
        return HomographExamples.Read(sentences, plainWords, readings);
    }
}
