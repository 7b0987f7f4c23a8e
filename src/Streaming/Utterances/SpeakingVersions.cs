using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// Decides which version of a voice speaks each sentence of one utterance, and holds leases of those versions.
/// </summary>
/// <remarks>
/// An utterance that follows versions binds a sentence to the current version when the sentence before it has been
/// decoded and, for a paced
/// listener, when the sentence is due within <see cref="SpeechRequest.MaxLead"/>. Without pacing a stream may be made,
/// and therefore bound, any time ahead of playback.
/// </remarks>
/// <param name="slot">Source of newer versions.</param>
/// <param name="first">Lease of the version that the utterance began with; owned by this object.</param>
/// <param name="request">The request: whether it follows versions, and its lead.</param>
/// <param name="turn">Decides which version a comparison picks.</param>
/// <param name="utterance">The listener's clock, and the versions bound so far.</param>
internal sealed class SpeakingVersions(
    VoiceSlot slot,
    VoiceLease first,
    SpeechRequest request,
    ListenerTurn turn,
    Utterance utterance
) : IDisposable
{
    /// <summary>
    /// The shortest time before playback at which a sentence is bound: leaves time to compute its first chunk.
    /// </summary>
    internal static readonly TimeSpan ShortestLead = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Queue<(VoiceLease Lease, int End)> _before = new(); // leases still needed by sentences before End
    private readonly SemaphoreSlim _decoded = new(1); // released once per decoded sentence
    private VoiceLease _latest = first;
    private long _end;
    private int _next;

    /// <summary>The version that the utterance began with.</summary>
    public ISpeakingVoice First { get; } = first.Voice;

    /// <summary>The version of the next sentence, once it is time to bind it.</summary>
    /// <returns>Valid until <see cref="Said"/> is called for the sentence.</returns>
    /// <exception cref="VoiceVersionException">
    /// The utterance is resumed, and a version that it was bound to is gone.
    /// </exception>
    public async ValueTask<ISpeakingVoice> NextAsync(CancellationToken cancellationToken)
    {
        if (!request.FollowsVersions)
            return First;
        await _decoded.WaitAsync(cancellationToken).ConfigureAwait(false);
        var known = utterance.Versions.Of(_next);
        if (known is null && request.MaxLead is { } lead && _end > request.FromSample)
            await utterance
                .Clock.DueAsync(_end, lead > ShortestLead ? lead : ShortestLead, cancellationToken)
                .ConfigureAwait(false);
        return Bind(known);
    }

    /// <summary>Notes that a sentence has been decoded: the next one may be bound.</summary>
    /// <param name="end">The sample after the sentence's last.</param>
    public void Decoded(long end)
    {
        if (!request.FollowsVersions)
            return;
        _end = end;
        _decoded.Release();
    }

    /// <summary>Gives back versions that only sentences up to this one needed.</summary>
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
        _decoded.Dispose();
    }

    private ISpeakingVoice Bind(string? known)
    {
        lock (_lock)
        {
            if (known is null)
                Take(slot.Lease(turn));
            else if (known != _latest.Voice.Info.Version)
                Take(
                    slot.TryLease(known) ?? throw new VoiceVersionException(First.Info.Name, known, slot.Info.Version)
                );
            if (known is null)
                utterance.Versions.Add(_latest.Voice.Info.Version);
            _next++;
            return _latest.Voice;
        }
    }

    /// <summary>Goes on with a version, unless it is the same one or cannot continue this utterance.</summary>
    private void Take(VoiceLease lease)
    {
        var (now, then) = (_latest.Voice.Info, lease.Voice.Info);
        if (
            then.Version == now.Version
            || then.SampleRate != now.SampleRate
            || request.Controls.Speaker >= Math.Max(1, then.Speakers.Count)
        )
        {
            lease.Dispose();
            return;
        }
        _before.Enqueue((_latest, _next));
        _latest = lease;
    }
}
