using VoiceSmith.Contracts;

namespace VoiceSmith.Streaming.Voices;

/// <summary>One time that a voice became the one that new utterances get.</summary>
/// <param name="Voice">The version.</param>
/// <param name="At">Time.</param>
/// <param name="By">The publisher: a user, "start", a watched folder.</param>
/// <param name="Source">Origin: a file, or a run and its step.</param>
public sealed record VoicePublication(VoiceInfo Voice, DateTimeOffset At, string By, string Source);

/// <summary>
/// The place of one voice: utterances lease what is in it, and a better version can take over between utterances.
/// </summary>
/// <remarks>
/// A version that was replaced is disposed of when the last utterance that leased it ends, not before. The one before
/// the current one is kept, so that it can come back at once, and a second one while two are compared; older ones are
/// not.
/// </remarks>
public sealed class VoiceSlot : IDisposable
{
    private const int HistoryLimit = 100;

    private readonly Lock _lock = new();
    private readonly List<VoicePublication> _history = [];
    private readonly List<Tenancy> _living = []; // every version that is not disposed of, the newest last
    private readonly Dictionary<string, VersionTally> _tallies = [];
    private Tenancy? _current,
        _previous,
        _challenger;
    private VoiceComparison? _comparison;

    /// <param name="voice">Owned from now on.</param>
    /// <param name="publication">Facts of its publication; null for a voice that was there from the start.</param>
    public VoiceSlot(ISpeakingVoice voice, VoicePublication? publication = null)
    {
        Assign(Admit(voice), null, null);
        Record(publication ?? new(voice.Info, DateTimeOffset.UnixEpoch, "start", ""));
    }

    /// <summary>Public facts of the voice that new utterances get.</summary>
    public VoiceInfo Info
    {
        get
        {
            lock (_lock)
                return Current.Voice.Info;
        }
    }

    /// <summary>Publications, the newest last; old entries are dropped.</summary>
    public IReadOnlyList<VoicePublication> History
    {
        get
        {
            lock (_lock)
                return [.. _history];
        }
    }

    /// <summary>The second version and the utterances that it speaks, while two are compared; null otherwise.</summary>
    public (VoiceInfo Challenger, VoiceComparison Comparison)? Comparison
    {
        get
        {
            lock (_lock)
                return _challenger is null ? null : (_challenger.Voice.Info, _comparison!);
        }
    }

    /// <summary>Versions that are not disposed of.</summary>
    public int LivingCount
    {
        get
        {
            lock (_lock)
                return _living.Count;
        }
    }

    private Tenancy Current => _current ?? throw new ObjectDisposedException(nameof(VoiceSlot));

    /// <summary>The voice of a new utterance, kept alive until the lease is disposed of.</summary>
    /// <param name="turn">Whose utterance it is; without it the current version speaks.</param>
    public VoiceLease Lease(ListenerTurn? turn = null)
    {
        lock (_lock)
        {
            _ = Current;
            return Lease(
                _challenger is not null && turn is { } some && _comparison!.Picks(some) ? _challenger : Current
            );
        }
    }

    /// <summary>A version that is current, kept or still leased; null where it is not.</summary>
    public VoiceLease? TryLease(string version)
    {
        lock (_lock)
            return _living.FindLast(one => one.Voice.Info.Version == version) is { } found ? Lease(found) : null;
    }

    /// <summary>Gives new utterances another voice; those under way keep theirs to the end.</summary>
    /// <param name="voice">Owned from now on.</param>
    /// <param name="publication">Facts of its publication.</param>
    public void Publish(ISpeakingVoice voice, VoicePublication? publication = null) =>
        Change(() =>
        {
            Record(publication ?? new(voice.Info, DateTimeOffset.UnixEpoch, "start", ""));
            return (Admit(voice), _current, _challenger);
        });

    /// <summary>
    /// Gives new utterances the voice that was here before; the present one takes its place, so that this can be
    /// undone.
    /// </summary>
    /// <param name="by">The caller.</param>
    /// <param name="at">Time.</param>
    /// <returns>The voice that is back, or null where there was none before.</returns>
    public VoiceInfo? RollBack(string by, DateTimeOffset at)
    {
        VoiceInfo? back = null;
        Change(() =>
        {
            if (_previous is null)
                return (_current, _previous, _challenger);
            back = _previous.Voice.Info;
            Record(new(back, at, by, "rollback"));
            return (_previous, _current, _challenger);
        });
        return back;
    }

    /// <summary>
    /// Gives new utterances a version that is kept or still leased. Where it was being compared, the comparison is
    /// over.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="publication">Facts of its publication.</param>
    /// <returns>True if there is such a version; nothing changes where there is none.</returns>
    public bool TryRestore(string version, VoicePublication publication)
    {
        var found = false;
        Change(() =>
        {
            if (_living.FindLast(one => one.Voice.Info.Version == version) is not { } back)
                return (_current, _previous, _challenger);
            found = true;
            Record(publication with { Voice = back.Voice.Info });
            return (back, back == _current ? _previous : _current, back == _challenger ? null : _challenger);
        });
        return found;
    }

    /// <summary>Lets a second version speak some utterances.</summary>
    /// <param name="voice">Owned from now on; null for the one that is being compared already.</param>
    /// <param name="comparison">Utterances of the second version.</param>
    /// <returns>True if there is a second version now.</returns>
    public bool Compare(ISpeakingVoice? voice, VoiceComparison comparison)
    {
        Change(() =>
        {
            _comparison = comparison;
            return (_current, _previous, voice is null ? _challenger : Admit(voice));
        });
        return Comparison is not null;
    }

    /// <summary>Ends a comparison: new utterances all get the current version.</summary>
    public void DropChallenger() => Change(() => (_current, _previous, null));

    /// <summary>Figures of the versions that have spoken here.</summary>
    public IReadOnlyDictionary<string, VersionFigures> Figures
    {
        get
        {
            lock (_lock)
                return _tallies.ToDictionary(one => one.Key, one => one.Value.Sum());
        }
    }

    /// <summary>Tally of a version's utterances since the start, without votes.</summary>
    public VersionFigures FiguresOf(string version) => TallyOf(version).Sum();

    /// <summary>Ends the slot; each voice goes with its last lease.</summary>
    public void Dispose()
    {
        if (_current is not null)
            Change(() => (null, null, null));
    }

    /// <summary>Counts how a version fares.</summary>
    internal VersionTally TallyOf(string version)
    {
        lock (_lock)
        {
            if (_tallies.TryGetValue(version, out var tally))
                return tally;
            while (_tallies.Count >= HistoryLimit)
                _tallies.Remove(_tallies.Keys.First(old => _living.TrueForAll(one => one.Voice.Info.Version != old)));
            return _tallies[version] = new();
        }
    }

    private void Record(VoicePublication publication)
    {
        _history.Add(publication);
        if (_history.Count > HistoryLimit)
            _history.RemoveAt(0);
    }

    private Tenancy Admit(ISpeakingVoice voice)
    {
        var tenancy = new Tenancy(voice);
        _living.Add(tenancy);
        return tenancy;
    }

    private VoiceLease Lease(Tenancy tenancy)
    {
        tenancy.Users++;
        return new(tenancy.Voice, () => Leave(tenancy));
    }

    private void Change(Func<(Tenancy? Current, Tenancy? Previous, Tenancy? Challenger)> decide)
    {
        List<Tenancy> gone;
        lock (_lock)
        {
            _ = Current;
            var (current, previous, challenger) = decide();
            gone = Assign(current, previous, challenger);
        }
        foreach (var tenancy in gone)
            tenancy.Voice.Dispose();
    }

    /// <summary>Gives out the slot's own places; who has lost the last is to be disposed of.</summary>
    private List<Tenancy> Assign(Tenancy? current, Tenancy? previous, Tenancy? challenger)
    {
        var gone = new List<Tenancy>();
        foreach (var tenancy in new[] { current, previous, challenger }.OfType<Tenancy>())
            tenancy.Users++;
        foreach (var tenancy in new[] { _current, _previous, _challenger }.OfType<Tenancy>())
            if (Release(tenancy))
                gone.Add(tenancy);
        (_current, _previous, _challenger) = (current, previous, challenger);
        return gone;
    }

    private void Leave(Tenancy tenancy)
    {
        lock (_lock)
            if (!Release(tenancy))
                return;
        tenancy.Voice.Dispose();
    }

    /// <summary>True if nobody needs it any more.</summary>
    private bool Release(Tenancy tenancy) => --tenancy.Users == 0 && _living.Remove(tenancy);

    /// <summary>A voice and how many need it: the slot itself, and every lease.</summary>
    private sealed class Tenancy(ISpeakingVoice voice)
    {
        public ISpeakingVoice Voice { get; } = voice;

        public int Users { get; set; }
    }
}

/// <summary>A voice for the length of one utterance.</summary>
public sealed class VoiceLease : IDisposable
{
    private Action? _leave;

    internal VoiceLease(ISpeakingVoice voice, Action leave) => (Voice, _leave) = (voice, leave);

    /// <summary>Valid until the lease is disposed of.</summary>
    public ISpeakingVoice Voice { get; }

    /// <summary>Gives the voice back; again does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
