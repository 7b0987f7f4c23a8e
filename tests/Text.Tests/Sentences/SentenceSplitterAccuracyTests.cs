using System.Text.Json;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

/// <summary>The visible parts of the public test sets. The floors are what was reached: they only rise.</summary>
public sealed class SentenceSplitterAccuracyTests
{
    [Theory]
    [InlineData("golden_rules", 1.0)]
    [InlineData("english_more", 0.97)]
    public void Split_PublicSet_ReachesItsFloor(string set, double floor)
    {
        int right = 0,
            all = 0;
        foreach (var line in File.ReadLines(SharedData.File($"text/sentences/{set}.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var input = json.RootElement.GetProperty("input").GetString()!;
            var expected = json
                .RootElement.GetProperty("sentences")
                .EnumerateArray()
                .Select(s => Collapse(s.GetString()!))
                .ToArray();
            var actual = SentenceSplitter.Split(input).Select(s => s.ToLine()).ToArray();
            all++;
            if (expected.SequenceEqual(actual))
                right++;
            else
                TestContext.Current.SendDiagnosticMessage(
                    $"{json.RootElement.GetProperty("id")}: {string.Join(" | ", actual)}\n  expected {string.Join(" | ", expected)}"
                );
        }
        TestContext.Current.SendDiagnosticMessage($"{set}: {right}/{all} = {(double)right / all:P1}");
        Assert.True(right >= floor * all, $"{right} of {all}");
    }

    private static string Collapse(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
