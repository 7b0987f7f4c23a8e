namespace VoiceSmith.Bench.Faults;

/// <summary>Counts of what was tried and found, and of what should not have been.</summary>
/// <param name="kind">The kind of faults.</param>
internal sealed class Outcome(string kind)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, object> _figures = new(StringComparer.Ordinal) { ["kind"] = kind };
    private readonly List<string> _failures = [];

    /// <summary>The counts, and the first failures in words.</summary>
    public IReadOnlyDictionary<string, object> Figures
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, object>(_figures)
                {
                    ["failures"] = _failures.Count,
                    ["first_failures"] = _failures.Take(5).ToArray(),
                };
        }
    }

    /// <summary>Number of failures.</summary>
    public int Failures
    {
        get
        {
            lock (_lock)
                return _failures.Count;
        }
    }

    /// <summary>Counts something that happened.</summary>
    public void Count(string what, long times = 1)
    {
        lock (_lock)
            _figures[what] = (long)_figures.GetValueOrDefault(what, 0L) + times;
    }

    /// <summary>Notes a failure if a condition does not hold.</summary>
    public void Require(bool holds, string what)
    {
        if (holds)
            return;
        lock (_lock)
            _failures.Add(what);
        Console.Error.WriteLine($"FAILED: {what}");
    }
}
