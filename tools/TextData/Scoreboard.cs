using System.Globalization;
using System.Text.Json;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes.Homographs;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.TextData;

/// <summary>Prints the scores of the text front end on public test sets, as tables for docs/text.md.</summary>
internal static class Scoreboard
{
    /// <summary>One labelled sentence in so many is kept from the homographs' training.</summary>
    private const int HeldOut = 20;

    /// <param name="folder">The folder of the sets: nemo-en, nemo-en-multi, sentences, homographs.</param>
    /// <param name="own">Sentences of our own with homographs.</param>
    public static void Print(string folder, string own)
    {
        Console.WriteLine("| normalization | cases | exact | ignoring case | no punctuation |\n|---|---|---|---|---|");
        PrintNormalization(Path.Combine(folder, "nemo-en"), "all classes");
        PrintNormalization(Path.Combine(folder, "nemo-en-multi"), "several right answers");
        Console.WriteLine("\n| other | cases | right |\n|---|---|---|");
        foreach (var set in (ReadOnlySpan<string>)["golden_rules", "english_more"])
            PrintSplits(set, File.ReadLines(Path.Combine(folder, "sentences", set + ".jsonl")));
        PrintHomographs(File.ReadLines(Path.Combine(folder, "homographs", "train.tsv")));
        var kept = HomographExamples.KeptOf(File.ReadLines(own));
        Row(
            "homographs, sentences of our own",
            kept.Count,
            kept.Count(one => HomographReader.English.Choose(one.Word, one.Start, one.Sentence) == one.Reading)
        );
    }

    private static void PrintNormalization(string folder, string all)
    {
        var (normalizer, total) = (new TextNormalizer(), new NormalizationScore());
        foreach (var cases in NormalizationCases.Read(folder).GroupBy(one => one.Class))
        {
            var score = new NormalizationScore();
            foreach (var one in cases)
            {
                var said = TextNormalizer.Render(normalizer.Normalize(one.Written));
                score.Add(one.Forms, said);
                total.Add(one.Forms, said);
            }
            Row(cases.Key, score);
        }
        Row($"**{all}**", total);
    }

    private static void PrintSplits(string set, IEnumerable<string> lines)
    {
        var (cases, right) = (0, 0);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var expected = json
                .RootElement.GetProperty("sentences")
                .EnumerateArray()
                .Select(sentence => Collapse(sentence.GetString()!));
            var actual = SentenceSplitter
                .Split(json.RootElement.GetProperty("input").GetString()!)
                .Select(sentence => sentence.ToLine());
            cases++;
            right += expected.SequenceEqual(actual) ? 1 : 0;
        }
        Row("sentences, " + set.Replace('_', ' '), cases, right);
    }

    private static void PrintHomographs(IEnumerable<string> lines)
    {
        var answers = lines
            .Skip(1)
            .Where((_, i) => i % HeldOut == 0)
            .Select(line => line.Split('\t'))
            .Select(parts =>
                (
                    Reading: parts[1],
                    Right: HomographReader.English.Choose(
                        parts[0],
                        int.Parse(parts[2], CultureInfo.InvariantCulture),
                        parts[4]
                    ) == parts[1]
                        ? 1
                        : 0
                )
            )
            .ToArray();
        Row("homographs, WikipediaHomographData, held out", answers.Length, answers.Sum(answer => answer.Right));
        var macro = answers.GroupBy(answer => answer.Reading).Average(group => group.Average(answer => answer.Right));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| the same, mean over readings | {answers.Length} | {100 * macro:F1} % |"
            )
        );
    }

    private static string Collapse(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Row(string name, NormalizationScore score) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {score.Cases} | {score.Percent(score.Exact):F1} % | {score.Percent(score.IgnoringCase):F1} % | {score.Percent(score.NoPunctuation):F1} % |"
            )
        );

    private static void Row(string name, int cases, int right) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name} | {cases} | {100.0 * right / cases:F1} % |")
        );
}
