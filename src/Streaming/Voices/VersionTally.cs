using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming.Voices;

/// <summary>Counts how one version of a voice fares. Safe from any thread.</summary>
internal sealed class VersionTally
{
    private const int Recent = 1000;

    private readonly Lock _lock = new();
    private readonly List<double> _firstSounds = []; // milliseconds, a ring
    private long _utterances,
        _cancelled,
        _failed;
    private double _computing,
        _sound; // seconds
    private int _next;

    /// <summary>An utterance has ended.</summary>
    /// <param name="ledger">Its times and amounts of work.</param>
    /// <param name="sampleRate">Of its sound.</param>
    /// <param name="outcome">finished, stopped, cancelled or failed.</param>
    public void Note(Ledger ledger, int sampleRate, string outcome)
    {
        lock (_lock)
        {
            _utterances++;
            _cancelled += outcome is "stopped" or "cancelled" ? 1 : 0;
            _failed += outcome == "failed" ? 1 : 0;
            (_computing, _sound) = (_computing + ledger.Computing * 1e-6, _sound + (double)ledger.Samples / sampleRate);
            if (ledger.Samples == 0)
                return;
            if (_firstSounds.Count < Recent)
                _firstSounds.Add(0);
            _firstSounds[_next] = ledger.FirstSound * 1e-3;
            _next = (_next + 1) % Recent;
        }
    }

    /// <summary>Forgets everything: warming up is not part of the figures.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _firstSounds.Clear();
            (_utterances, _cancelled, _failed, _computing, _sound, _next) = (0, 0, 0, 0, 0, 0);
        }
    }

    /// <summary>The figures so far, without votes.</summary>
    public VersionFigures Sum()
    {
        lock (_lock)
        {
            var sorted = _firstSounds.Order().ToArray();
            var factor = _sound == 0 ? 0 : _computing / _sound;
            return new(
                _utterances,
                _cancelled,
                _failed,
                At(sorted, 0.5),
                At(sorted, 0.95),
                factor,
                VotesFor: 0,
                VotesAgainst: 0
            );
        }
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
