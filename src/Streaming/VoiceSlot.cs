namespace VoiceSmith.Streaming;

/// <summary>One time that a voice became the one that new utterances get.</summary>
/// <param name="Voice">Which.</param>
/// <param name="At">When.</param>
/// <param name="By">Who did it: a user, "start", a watched folder.</param>
/// <param name="Source">Where it comes from: a file, a run and its step.</param>
public sealed record VoicePublication(VoiceInfo Voice, DateTimeOffset At, string By, string Source);

/// <summary>The place of one voice: utterances lease what is in it, and a better version can take over between utterances.</summary>
/// <remarks>
/// A voice that was replaced is disposed of when the last utterance that leased it ends, not before. The one before the current one is
/// kept, so that it can come back at once; older ones are not.
/// </remarks>
public sealed class VoiceSlot : IDisposable
{
    private const int HistoryLimit = 100;

    private readonly Lock _lock = new();
    private readonly List<VoicePublication> _history = [];
    private Tenancy? _current, _previous;

    /// <param name="voice">Owned from now on.</param>
    /// <param name="publication">What is told of it; null for a voice that was there from the start.</param>
    public VoiceSlot(ISpeakingVoice voice, VoicePublication? publication = null)
    {
        _current = new(voice);
        Record(voice, publication);
    }

    /// <summary>What listeners may know of the voice that new utterances get.</summary>
    public VoiceInfo Info
    {
        get
        {
            lock (_lock)
                return Current.Voice.Info;
        }
    }

    /// <summary>What was published here, the newest last; old entries are dropped.</summary>
    public IReadOnlyList<VoicePublication> History
    {
        get
        {
            lock (_lock)
                return [.. _history];
        }
    }

    private Tenancy Current => _current ?? throw new ObjectDisposedException(nameof(VoiceSlot));

    /// <summary>The current voice, kept alive until the lease is disposed of.</summary>
    public VoiceLease Lease()
    {
        lock (_lock)
        {
            var tenancy = Current;
            tenancy.Users++;
            return new(tenancy.Voice, () => Leave(tenancy));
        }
    }

    /// <summary>Gives new utterances another voice; those under way keep theirs to the end.</summary>
    /// <param name="voice">Owned from now on.</param>
    /// <param name="publication">What is told of it.</param>
    public void Publish(ISpeakingVoice voice, VoicePublication? publication = null)
    {
        Tenancy? oldest;
        lock (_lock)
        {
            _ = Current;
            (oldest, _previous, _current) = (_previous, _current, new(voice));
            Record(voice, publication);
        }
        if (oldest is not null)
            Leave(oldest);
    }

    /// <summary>Gives new utterances the voice that was here before; the present one takes its place, so that this can be undone.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="at">When.</param>
    /// <returns>The voice that is back, or null where there was none before.</returns>
    public VoiceInfo? RollBack(string by, DateTimeOffset at)
    {
        lock (_lock)
        {
            _ = Current;
            if (_previous is null)
                return null;
            (_previous, _current) = (_current, _previous);
            var info = _current!.Voice.Info;
            Record(_current.Voice, new(info, at, by, "rollback"));
            return info;
        }
    }

    /// <summary>Ends the slot; each voice goes with its last lease.</summary>
    public void Dispose()
    {
        Tenancy?[] left;
        lock (_lock)
        {
            left = [_current, _previous];
            _current = _previous = null;
        }
        foreach (var tenancy in left.OfType<Tenancy>())
            Leave(tenancy);
    }

    private void Record(ISpeakingVoice voice, VoicePublication? publication)
    {
        _history.Add(publication ?? new(voice.Info, DateTimeOffset.UnixEpoch, "start", ""));
        if (_history.Count > HistoryLimit)
            _history.RemoveAt(0);
    }

    private void Leave(Tenancy tenancy)
    {
        lock (_lock)
        {
            if (--tenancy.Users > 0)
                return;
        }
        tenancy.Voice.Dispose();
    }

    /// <summary>A voice and how many need it: the slot itself, and every lease.</summary>
    private sealed class Tenancy(ISpeakingVoice voice)
    {
        public ISpeakingVoice Voice { get; } = voice;

        public int Users { get; set; } = 1;
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
