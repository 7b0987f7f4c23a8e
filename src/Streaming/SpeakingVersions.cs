namespace VoiceSmith.Streaming;

/// <summary>Which version spoke which sentence of an utterance, so that it can be taken up again.</summary>
/// <param name="known">Versions by sentence, of an utterance that is taken up again.</param>
internal sealed class SentenceVersions(IReadOnlyList<string> known)
{
    private readonly List<string> _all = [.. known];

    /// <summary>All so far, by the sentence's number.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_all)
                return [.. _all];
        }
    }

    /// <summary>The version that spoke a sentence; null where none has yet.</summary>
    public string? Of(int sentence)
    {
        lock (_all)
            return sentence < _all.Count ? _all[sentence] : null;
    }

    /// <summary>Notes the version of the next sentence.</summary>
    public void Add(string version)
    {
        lock (_all)
            _all.Add(version);
    }
}

/// <summary>Which version of a voice speaks each sentence of one utterance, and its leases of those versions.</summary>
/// <param name="slot">Where newer versions come from.</param>
/// <param name="first">The version that it began with; owned from now on.</param>
/// <param name="request">Says whether it goes on with newer ones.</param>
/// <param name="turn">Whose utterance it is.</param>
/// <param name="spoken">What it spoke with, and, where it is taken up again, has to.</param>
internal sealed class SpeakingVersions(VoiceSlot slot, VoiceLease first, SpeechRequest request, ListenerTurn turn, SentenceVersions spoken) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(VoiceLease Lease, int End)> _before = new(); // leases that sentences before the end still need
    private VoiceLease _latest = first;
    private int _next;

    /// <summary>The version that it began with.</summary>
    public ISpeakingVoice First { get; } = first.Voice;

    /// <summary>The version of the next sentence. Valid until that sentence has been said.</summary>
    /// <exception cref="VoiceVersionException">The utterance is taken up again, and a version that it spoke with is gone.</exception>
    public ISpeakingVoice Next()
    {
        lock (_lock)
        {
            if (!request.FollowsVersions)
                return First;
            var known = spoken.Of(_next);
            if (known is null || known != _latest.Voice.Info.Version)
                Take(known is null ? slot.Lease(turn) : slot.TryLease(known) ?? throw new VoiceVersionException(First.Info.Name, known, slot.Info.Version));
            if (known is null)
                spoken.Add(_latest.Voice.Info.Version);
            _next++;
            return _latest.Voice;
        }
    }

    /// <summary>Gives back the versions that only sentences before this one needed: the stages before have let go of those.</summary>
    public void Said(int sentence)
    {
        lock (_lock)
            while (_before.TryPeek(out var oldest) && oldest.End <= sentence)
                _before.Dequeue().Lease.Dispose();
    }

    /// <summary>Gives all versions back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _latest.Dispose();
            while (_before.TryDequeue(out var one))
                one.Lease.Dispose();
        }
    }

    /// <summary>Goes on with a version, unless it is the same, or cannot do what was promised.</summary>
    private void Take(VoiceLease lease)
    {
        var (now, then) = (_latest.Voice.Info, lease.Voice.Info);
        if (then.Version == now.Version || then.SampleRate != now.SampleRate || request.Controls.Speaker >= Math.Max(1, then.Speakers.Count))
        {
            lease.Dispose();
            return;
        }
        _before.Enqueue((_latest, _next));
        _latest = lease;
    }
}
