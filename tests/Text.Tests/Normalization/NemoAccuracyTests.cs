using VoiceSmith.Text.Normalization;
using VoiceSmith.TextData;

namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>Shared cases that come out right, by class. "from 2-10" is read against them: "two to ten".</summary>
public sealed class NemoAccuracyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("nemo-en", 98.6)]
    [InlineData("nemo-en-multi", 80.5)]
    public void Normalize_SharedCases_ReachTheFloor(string set, double floorPercent)
    {
        var normalizer = new TextNormalizer();
        var all = new NormalizationScore();
        var folder = Path.GetDirectoryName(SharedData.File($"text/{set}/{(set == "nemo-en" ? "date" : "roman")}.tsv"))!;
        foreach (var cases in NormalizationCases.Read(folder).GroupBy(one => one.Class))
        {
            var score = new NormalizationScore();
            foreach (var one in cases)
            {
                var actual = TextNormalizer.Render(normalizer.Normalize(one.Written));
                var right = score.Add(one.Forms, actual);
                all.Add(one.Forms, actual);
                if (right != "exact")
                    output.WriteLine(
                        $"  {right,-8} {one.Class}: '{one.Written}' → '{actual}', not '{string.Join("' or '", one.Forms)}'"
                    );
            }
            output.WriteLine($"{cases.Key,-22} {score}");
        }
        output.WriteLine($"{set,-22} {all}");
        Assert.True(Math.Round(all.Percent(all.NoPunctuation), 1) >= floorPercent, $"{all} is under {floorPercent} %.");
    }
}
