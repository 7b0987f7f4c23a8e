using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Bench.Fuzz;

const string Usage = """
    dotnet run --project bench/Fuzz -c Release -- HARNESS [--minutes N] [--seed S] [--out FOLDER]
    dotnet run --project bench/Fuzz -c Release -- HARNESS --replay FILE
    """;

if (args is not [var name, ..] || !Harness.All.TryGetValue(name, out var make))
{
    Console.WriteLine($"{Usage}\nHarnesses: {string.Join(", ", Harness.All.Keys)}");
    return 2;
}
string? Option(string option) =>
    Array.IndexOf(args, option) is > 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

if (Option("--replay") is { } file)
{
    var finding = Trial.Run(make(), File.ReadAllBytes(file));
    Console.WriteLine(finding is null ? "As it should be." : $"{finding.Kind}: {finding.Place}\n{finding.Detail}");
    return finding is null ? 0 : 1;
}
var time = TimeSpan.FromMinutes(double.Parse(Option("--minutes") ?? "1", CultureInfo.InvariantCulture));
var seed = int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
var folder = Directory
    .CreateDirectory(Path.Combine(Path.GetFullPath(Option("--out") ?? Path.Combine("TestResults", "fuzz")), name))
    .FullName;
if (args.Contains("--worker"))
{
    var coverage = new Coverage(); // before any instrumented code runs
    return new FuzzRun(make(), coverage, folder, Console.Out).Run(seed, time) > 0 ? 1 : 0;
}

var (program, clock, code) = (Instrumented.Make(), Stopwatch.StartNew(), 0);
while (clock.Elapsed < time)
{
    var left = (time - clock.Elapsed).TotalMinutes.ToString(CultureInfo.InvariantCulture);
    string[] arguments = [name, "--worker", "--minutes", left, "--seed", $"{seed++}", "--out", Path.GetDirectoryName(folder)!];
    code = Math.Max(code, Instrumented.Run(program, arguments, folder));
}
return code;
