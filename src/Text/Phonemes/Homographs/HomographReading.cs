namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>One of the readings of a homograph.</summary>
/// <param name="Id">The word id, such as <c>read_past</c>.</param>
/// <param name="IsVerb">True if it shares the weights of all verbs.</param>
/// <param name="IsName">True if it needs a capital: polish is never the language.</param>
/// <param name="ByMeaning">True if any word of the sentence may decide, not only grammar.</param>
/// <param name="Phones">Its phonemes.</param>
public sealed record HomographReading(string Id, bool IsVerb, bool IsName, bool ByMeaning, IReadOnlyList<string> Phones)
{
    private static readonly uint VerbHash = HomographFeatures.Hash("verb");

    private readonly uint _hash = HomographFeatures.Hash(Id);

    /// <summary>Indices of features in the weight table: the reading's own, then those that all verbs share.</summary>
    /// <param name="features">The word's context.</param>
    /// <param name="bits">log2 of the table's size.</param>
    /// <param name="places">Receives the indices; at least twice as long as the features.</param>
    /// <returns>Number of indices, and how many of them are the reading's own.</returns>
    public (int All, int Own) Places(HomographFeatures features, int bits, Span<uint> places)
    {
        int count = 0,
            own = 0;
        if (Id.Length > 0)
        {
            own = ByMeaning ? features.Hashes.Count : features.Grammar;
            for (; count < own; count++)
                places[count] = Mix(features.Hashes[count], _hash, bits);
        }
        if (IsVerb)
            for (var i = 0; i < features.Grammar; i++)
                places[count++] = Mix(features.Hashes[i], VerbHash, bits);
        return (count, own);
    }

    private static uint Mix(uint feature, uint reading, int bits)
    {
        var x = (feature ^ reading * 0x9E3779B1u) * 0x85EBCA6Bu;
        x = (x ^ x >> 13) * 0xC2B2AE35u;
        return (x ^ x >> 16) >> 32 - bits;
    }
}
