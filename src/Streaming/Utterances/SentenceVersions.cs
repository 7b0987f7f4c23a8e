namespace VoiceSmith.Streaming.Utterances;

/// <summary>The version that spoke each sentence of an utterance, so that resuming it gives the same samples.</summary>
/// <param name="known">Versions by sentence, when an utterance is resumed.</param>
public sealed class SentenceVersions(IReadOnlyList<string> known)
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
    /// <param name="sentence">Its number, from 0.</param>
    public string? Of(int sentence)
    {
        lock (_all)
            return sentence < _all.Count ? _all[sentence] : null;
    }

    /// <summary>Binds the next sentence.</summary>
    /// <param name="version">The version.</param>
    public void Add(string version)
    {
        lock (_all)
            _all.Add(version);
    }
}
