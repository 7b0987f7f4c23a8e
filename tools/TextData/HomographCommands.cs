using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Trains and checks the choice among homographs' readings.</summary>
internal static class HomographCommands
{
    /// <summary>One sentence in so many is kept for testing.</summary>
    private const int HeldOut = 20;

    /// <summary>Sentences of our own count several times, as there are few of them.</summary>
    private const int OwnTimes = 5;

    /// <summary>
    /// Trains on nineteen of twenty sentences of a table and two of three of our own, and writes the weights.
    /// </summary>
    public static void Train(string table, string own, string output)
    {
        var readings = HomographReader.EnglishReadings();
        var (examples, labelled, kept) = Read(table, own, readings);
        var weights = Train(examples, i => i >= labelled || i % HeldOut != 0, Console.WriteLine);
        using (var stream = File.Create(output))
            weights.Write(stream);
        Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes");
        Console.WriteLine(
            $"own sentences kept for testing: {OwnScore(new(readings, weights), kept):P1} of {kept.Count}"
        );
    }

    /// <summary>Cross-validates on a table, with our own sentences among those learnt from.</summary>
    /// <param name="table">Labelled sentences.</param>
    /// <param name="own">Sentences of our own.</param>
    /// <param name="parts">Parts that the sentences are dealt into.</param>
    /// <param name="rounds">How many of the parts are asked about.</param>
    /// <returns>
    /// Shares of right answers, means of all rounds: of sentences, over readings, of our own sentences kept for
    /// testing.
    /// </returns>
    public static (double Micro, double Macro, double Own) Check(string table, string own, int parts, int rounds)
    {
        var readings = HomographReader.EnglishReadings();
        var (examples, labelled, kept) = Read(table, own, readings);
        var part = new Random(5).GetItems(Enumerable.Range(0, parts).ToArray(), labelled);
        var scores = Enumerable
            .Range(0, rounds)
            .AsParallel()
            .Select(round =>
            {
                var reader = new HomographReader(
                    readings,
                    Train(examples, i => i >= labelled || part[i] != round, _ => { })
                );
                var answers = examples
                    .Labelled.Take(labelled)
                    .Where((_, i) => part[i] == round)
                    .Select(item =>
                        (
                            item.Readings[item.Right].Id,
                            Right: reader.Best(item.Readings, item.Features, item.Sentence, item.At)
                            == item.Readings[item.Right]
                                ? 1
                                : 0
                        )
                    )
                    .ToArray();
                return (
                    Micro: answers.Average(answer => answer.Right),
                    Macro: answers.GroupBy(answer => answer.Id).Average(group => group.Average(answer => answer.Right)),
                    Own: OwnScore(reader, kept)
                );
            })
            .ToArray();
        return (
            scores.Average(score => score.Micro),
            scores.Average(score => score.Macro),
            scores.Average(score => score.Own)
        );
    }

    private static double OwnScore(
        HomographReader reader,
        List<(string Word, string Reading, int Start, string Sentence)> kept
    )
    {
        var right = 0;
        foreach (var (word, reading, start, sentence) in kept)
            if (reader.Choose(word, start, sentence) is var chosen && chosen == reading)
                right++;
            else
                Console.WriteLine($"  {chosen}, not {reading}: {sentence}");
        return (double)right / kept.Count;
    }

    private static HomographWeights Train(HomographExamples examples, Func<int, bool> isIncluded, Action<string> say)
    {
        HomographItem[] items = [.. examples.Labelled.Where((_, i) => isIncluded(i))];
        HomographItem[] plain = [.. examples.Plain.Where((_, i) => isIncluded(i)).SelectMany(sentence => sentence)];
        var features = HomographTrainer.Train(items, plain);
        var (network, vectors) = HomographContexts.Train(items, plain, say);
        return HomographWeights.Quantize(features, network, vectors);
    }

    private static (
        HomographExamples Examples,
        int Labelled,
        List<(string Word, string Reading, int Start, string Sentence)> Kept
    ) Read(string table, string own, Dictionary<string, HomographReading[]> readings)
    {
        using var sentences = new StreamReader(table);
        using var plainWords = new StreamReader(Path.Combine(AppContext.BaseDirectory, "plain-words.txt"));
        var examples = HomographExamples.Read(sentences, plainWords, readings);
        var labelled = examples.Labelled.Count;
        return (examples, labelled, examples.AddOwn(File.ReadLines(own), readings, OwnTimes));
    }
}
