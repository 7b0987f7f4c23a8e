using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VoiceSmith.Streaming.Voices;

/// <summary>Session and turn of an utterance, which decide the version that speaks it.</summary>
/// <param name="Session">A conversation: what a client calls it, or its connection.</param>
/// <param name="Turn">Number of the utterance, from 0.</param>
public readonly record struct ListenerTurn(string Session, long Turn);

/// <summary>Utterances that a second version speaks while two are compared.</summary>
/// <remarks>
/// A function of session and turn: the first four bytes of the SHA-256 of "session/turn" in UTF-8, as a big-endian
/// number divided by 2³²,
/// lie below <paramref name="Share"/>. So it can be foretold, and told again.
/// </remarks>
/// <param name="Share">0 to 1.</param>
/// <param name="BySession">
/// True if whole sessions are chosen, by "session" alone, rather than single utterances.
/// </param>
/// <param name="Sessions">Sessions that always get it.</param>
public sealed record VoiceComparison(double Share, bool BySession, IReadOnlyList<string> Sessions)
{
    /// <summary>True if the second version speaks.</summary>
    public bool Picks(ListenerTurn turn) =>
        Sessions.Contains(turn.Session, StringComparer.Ordinal)
        || PlaceOf(BySession ? turn.Session : FormattableString.Invariant($"{turn.Session}/{turn.Turn}")) < Share;

    private static double PlaceOf(string key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) / (double)(1L << 32);
}
