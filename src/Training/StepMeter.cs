namespace VoiceSmith.Training;

/// <summary>Mean losses and speed since the last report.</summary>
internal sealed class StepMeter(TimeProvider time)
{
    private readonly Dictionary<string, (double Sum, int Count)> _sums = [];
    private long _since = time.GetTimestamp();
    private int _steps;
    private double _audioSeconds;

    public void Add(IReadOnlyDictionary<string, double> losses, double audioSeconds)
    {
        _steps++;
        _audioSeconds += audioSeconds;
        foreach (var (name, value) in losses)
            _sums[name] = _sums.TryGetValue(name, out var old) ? (old.Sum + value, old.Count + 1) : (value, 1);
    }

    public (IReadOnlyDictionary<string, double> Losses, double StepsPerSecond, double AudioSecondsPerSecond) Take()
    {
        var means = _sums.ToDictionary(entry => entry.Key, entry => entry.Value.Sum / entry.Value.Count);
        var seconds = Math.Max(time.GetElapsedTime(_since).TotalSeconds, 1e-9);
        var (steps, audio) = (_steps / seconds, _audioSeconds / seconds);
        Restart();
        return (means, steps, audio);
    }

    public void Restart()
    {
        _sums.Clear();
        (_steps, _audioSeconds, _since) = (0, 0, time.GetTimestamp());
    }
}
