using System.Diagnostics;
using System.Security.Cryptography;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>
/// The loop: changes an input of the corpus, reads it, keeps it where it took a new branch, and saves what is wrong.
/// </summary>
/// <param name="harness">The reader.</param>
/// <param name="coverage">The branches.</param>
/// <param name="folder">
/// Receives the inputs that took new branches in <c>corpus</c>, the findings, and the input being read as
/// <c>current</c>.
/// </param>
/// <param name="log">Receives a line a minute.</param>
internal sealed class FuzzRun(Harness harness, Coverage coverage, string folder, TextWriter log)
{
    private const int LongEvery = 128,
        LongBytes = 100_000;

    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _places = [];
    private readonly string _kept = Directory.CreateDirectory(Path.Combine(folder, "corpus")).FullName;
    private readonly Stopwatch _clock = new();
    private long _inputs;

    /// <summary>Runs until the time is over.</summary>
    /// <returns>Number of findings.</returns>
    public int Run(int seed, TimeSpan time)
    {
        foreach (var path in Directory.GetFiles(folder, "*.txt"))
            _places.Add(File.ReadLines(path).First());
        _clock.Start();
        foreach (var input in KeptInputs.Of(harness).Concat(Directory.GetFiles(_kept).Select(File.ReadAllBytes)))
            Try(input, keep: true);
        var (mutator, random) = (new Mutator(seed, harness.Tokens, harness.MaxLength), new Random(seed));
        var next = TimeSpan.FromMinutes(1);
        while (_clock.Elapsed < time)
        {
            var input = mutator.Change(Pick(random), Pick(random));
            if (_inputs % LongEvery == 0)
                Judge(Long(input));
            else
                Try(input, keep: false);
            if (_clock.Elapsed < next)
                continue;
            Report();
            next += TimeSpan.FromMinutes(1);
        }
        Report();
        return _places.Count;
    }

    /// <summary>Any input, the newer the more likely: they took the rarer branches.</summary>
    private byte[] Pick(Random random) =>
        _corpus[Math.Max(random.Next(_corpus.Count), random.Next(_corpus.Count))];

    private void Try(byte[] input, bool keep)
    {
        coverage.Clear();
        var isGood = Judge(input);
        var isNew = coverage.IsNew();
        if (!isGood || !keep && !isNew)
            return;
        _corpus.Add(input);
        if (isNew && !keep)
            File.WriteAllBytes(Path.Combine(_kept, NameOf(input)), input);
    }

    /// <summary>False for an input that was not read as it should be; the first of each place is saved.</summary>
    private bool Judge(byte[] input)
    {
        _inputs++;
        File.WriteAllBytes(Path.Combine(folder, "current"), input);
        var finding = Trial.Run(harness, input);
        if (finding is { Kind: not "crash" })
            finding = Trial.Run(harness, input); // a pause of the machine happens once
        if (finding is not null && _places.Add($"{finding.Kind}: {finding.Place}"))
            Save(finding, input);
        return finding is null;
    }

    /// <summary>An input many times over, as long as the limit on time is meant for.</summary>
    private static byte[] Long(byte[] input) =>
        [
            .. Enumerable
                .Repeat(input, 1 + LongBytes / Math.Max(1, input.Length))
                .SelectMany(part => part)
                .Take(LongBytes),
        ];

    private void Save(Finding finding, byte[] input)
    {
        var path = Path.Combine(folder, $"{finding.Kind}-{NameOf(input)}");
        File.WriteAllBytes(path, input);
        File.WriteAllText(path + ".txt", $"{finding.Kind}: {finding.Place}\n{finding.Detail}\n");
        log.WriteLine($"{finding.Kind}: {finding.Place}, in {path}");
        log.Flush();
    }

    private void Report()
    {
        log.WriteLine(
            $"{harness.Name}: {_clock.Elapsed:hh\\:mm\\:ss}, {_inputs:N0} inputs, {coverage.Seen:N0} branch pairs, "
                + $"{_corpus.Count:N0} in the corpus, {_places.Count} findings"
        );
        log.Flush();
    }

    private static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
