using VoiceSmith.Text.Normalization;

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
        var all = new Score();
        foreach (var cases in NemoCases.Read(set).GroupBy(one => one.Class))
        {
            var score = new Score();
            foreach (var one in cases)
            {
                var actual = TextNormalizer.Render(normalizer.Normalize(one.Written));
                var right = score.Add(one.Forms, actual);
                all.Add(one.Forms, actual);
                if (right != "exact")
                    output.WriteLine($"  {right,-8} {one.Class}: '{one.Written}' → '{actual}', not '{string.Join("' or '", one.Forms)}'");
            }
            output.WriteLine($"{cases.Key,-22} {score}");
        }
        output.WriteLine($"{set,-22} {all}");
        Assert.True(Math.Round(all.Percent(all.NoPunctuation), 1) >= floorPercent, $"{all} is under {floorPercent} %.");
    }

    private sealed class Score
    {
        public int Cases, Exact, IgnoringCase, NoPunctuation, Lenient;

        public string Add(string[] forms, string actual)
        {
            var exact = forms.Contains(actual);
            var ignoringCase = forms.Any(form => NemoCases.IgnoreCase(form) == NemoCases.IgnoreCase(actual));
            var noPunctuation = forms.Any(form => NemoCases.IgnorePunctuation(form) == NemoCases.IgnorePunctuation(actual));
            var lenient = forms.Any(form => NemoCases.Lenient(form) == NemoCases.Lenient(actual));
            Cases++;
            Exact += exact ? 1 : 0;
            IgnoringCase += ignoringCase ? 1 : 0;
            NoPunctuation += noPunctuation ? 1 : 0;
            Lenient += lenient ? 1 : 0;
            return exact ? "exact" : ignoringCase ? "case" : noPunctuation ? "nopunct" : lenient ? "and" : "WRONG";
        }

        public double Percent(int right) => 100.0 * right / Cases;

        public override string ToString() =>
            $"{Cases,4} cases: exact {Percent(Exact):F1}, ignoring case {Percent(IgnoringCase):F1}, no punctuation {Percent(NoPunctuation):F1}, lenient {Percent(Lenient):F1} %";
    }
}
