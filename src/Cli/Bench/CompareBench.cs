namespace VoiceSmith.Cli.Bench;

/// <summary>Two builds measured by turns on one machine: ratios of their figures with intervals.</summary>
internal static class CompareBench
{
    /// <param name="first">Folder or commit of the first program.</param>
    /// <param name="second">Folder or commit of the second program.</param>
    /// <param name="voice">As <c>--voice</c> names it; null for each program's own.</param>
    /// <param name="pairs">Number of pairs; the order changes from pair to pair.</param>
    /// <param name="runs">Runs of the offline benchmark within a pair; ten times as many first sounds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ComparedProgramException">VS6002.</exception>
    public static async Task<Dictionary<string, object>> RunAsync(
        string first,
        string second,
        string? voice,
        int pairs,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var work = Directory.CreateTempSubdirectory("voicesmith-compare-").FullName;
        try
        {
            var repository = Directory.GetCurrentDirectory();
            BuiltProgram[] programs =
            [
                await BuiltProgram.OfAsync(first, repository, Path.Combine(work, "first"), cancellationToken),
                await BuiltProgram.OfAsync(second, repository, Path.Combine(work, "second"), cancellationToken),
            ];
            string[] options = voice is null ? [] : ["--voice", voice];
            return await MeasureAsync(programs, options, pairs, runs, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<Dictionary<string, object>> MeasureAsync(
        BuiltProgram[] programs,
        string[] voice,
        int pairs,
        int runs,
        CancellationToken cancellationToken
    )
    {
        string[][] benchmarks =
        [
            ["offline", "--runs", $"{runs}", .. voice],
            ["first-audio", "--runs", $"{10 * runs}", .. voice],
        ];
        var measured = new Dictionary<string, List<(double First, double Second)>>();
        for (var pair = 0; pair < pairs; pair++)
            foreach (var benchmark in benchmarks)
            {
                var figures = new Dictionary<string, double>[programs.Length];
                for (var turn = 0; turn < programs.Length; turn++)
                {
                    var which = (turn + pair) % programs.Length;
                    figures[which] = await programs[which].MeasureAsync(benchmark, cancellationToken);
                }
                foreach (var (name, value) in figures[0])
                    if (value > 0 && name != "runs" && figures[1].TryGetValue(name, out var other) && other > 0)
                        Of(measured, $"{benchmark[0]}.{name}").Add((value, other));
            }
        var compared = new Dictionary<string, object>
        {
            ["base"] = programs[0].Name,
            ["head"] = programs[1].Name,
            ["pairs"] = pairs,
        };
        foreach (var (name, values) in measured)
            compared[name] = Describe(values);
        return compared;
    }

    private static Dictionary<string, object> Describe(List<(double First, double Second)> values)
    {
        var ratio = RatioInterval.Of(values);
        return new()
        {
            ["base"] = new Percentiles(values.Select(pair => pair.First))[0.5],
            ["head"] = new Percentiles(values.Select(pair => pair.Second))[0.5],
            ["ratio"] = Math.Round(ratio.Ratio, 3),
            ["low"] = Math.Round(ratio.Low, 3),
            ["high"] = Math.Round(ratio.High, 3),
            ["different"] = ratio.IsDifferent,
        };
    }

    private static List<(double First, double Second)> Of(
        Dictionary<string, List<(double First, double Second)>> measured,
        string name
    ) => measured.TryGetValue(name, out var values) ? values : measured[name] = [];
}
