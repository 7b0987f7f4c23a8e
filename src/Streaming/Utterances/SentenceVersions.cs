namespace VoiceSmith.Streaming.Utterances;

/// <summary>The version that spoke each sentence of an utterance, so that resuming it gives the same samples.</summary>
/// <param name="known">Versions by sentence, when an utterance is resumed.</param>
internal sealed class SentenceVersions(IReadOnlyList<string> known)
{
    private readonly List<string> _all = [.. known];

    /// <summary>The versions so far, by sentence number.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_all)
                return [.. _all];
        }
    }

    /// <summary>The version bound to a sentence; null if none is yet.</summary>
    public string? Of(int sentence)
    {
        lock (_all)
            return sentence < _all.Count ? _all[sentence] : null;
    }

    /// <summary>Binds the next sentence.</summary>
    public void Add(string version)
    {
        lock (_all)
            _all.Add(version);
    }
}
