namespace VoiceSmith.Streaming;

/// <summary>The place of one voice: utterances lease what is in it, and a better version can take over between utterances.</summary>
/// <remarks>A voice that was replaced is disposed of when the last utterance that leased it ends, not before.</remarks>
public sealed class VoiceSlot : IDisposable
{
    private readonly Lock _lock = new();
    private Tenancy? _current;

    /// <param name="voice">Owned from now on.</param>
    public VoiceSlot(ISpeakingVoice voice) => _current = new(voice);

    /// <summary>What listeners may know of the voice that new utterances get.</summary>
    public VoiceInfo Info
    {
        get
        {
            lock (_lock)
                return Current.Voice.Info;
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
    public void Publish(ISpeakingVoice voice)
    {
        Tenancy replaced;
        lock (_lock)
        {
            replaced = Current;
            _current = new(voice);
        }
        Leave(replaced);
    }

    /// <summary>Ends the slot; the voice goes with its last lease.</summary>
    public void Dispose()
    {
        Tenancy? left;
        lock (_lock)
            (left, _current) = (_current, null);
        if (left is not null)
            Leave(left);
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
