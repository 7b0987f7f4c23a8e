using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Trains and checks the choice among homographs' readings.</summary>
internal static class HomographCommands
{
    /// <summary>Trains on all sentences and writes the weights.</summary>
    public static void Train(string table, string output)
    {
        var readings = HomographReader.ReadReadings();
        var examples = Read(table, readings);
        var weights = new HomographTrainer(readings).Train([.. examples.Labelled], [.. examples.Plain.SelectMany(items => items)]);
        using (var stream = File.Create(output))
            HomographReader.WriteWeights(weights, stream);
        Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes");
    }

    /// <summary>Trains on all but some sentences, is asked about those, and says how often the answer was right.</summary>
    /// <param name="table">Labelled sentences.</param>
    /// <param name="parts">Parts that the sentences are dealt into.</param>
    /// <param name="rounds">How many of the parts are asked about.</param>
    public static void Check(string table, int parts, int rounds)
    {
        var readings = HomographReader.ReadReadings();
        var examples = Read(table, readings);
        var part = new Random(5).GetItems(Enumerable.Range(0, parts).ToArray(), examples.Labelled.Count);
        var (micro, macro) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var trainer = new HomographTrainer(readings);
            var reader = trainer.Reader(trainer.Train(
                [.. examples.Labelled.Where((_, i) => part[i] != round)], [.. examples.Plain.Where((_, i) => part[i] != round).SelectMany(items => items)]));
            var answers = examples.Labelled.Where((_, i) => part[i] == round)
                .Select(item => (item.Readings[item.Right].Id, IsRight: reader.Best(item.Readings, item.Features) == item.Readings[item.Right])).ToArray();
            micro.Add(answers.Average(answer => answer.IsRight ? 1 : 0));
            macro.Add(answers.GroupBy(answer => answer.Id).Average(group => group.Average(answer => answer.IsRight ? 1 : 0)));
        }
        Console.WriteLine($"{rounds} of {parts} parts: micro {micro.Average():P2}, macro {macro.Average():P2}");
    }

    private static HomographExamples Read(string table, Dictionary<string, HomographReading[]> readings)
    {
        using var sentences = new StreamReader(table);
        using var plainWords = new StreamReader(Path.Combine(AppContext.BaseDirectory, "plain-words.txt"));
        return HomographExamples.Read(sentences, plainWords, readings);
    }
}
